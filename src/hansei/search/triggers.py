"""What the index follows: triggers note which objects changed (`project.watching`).

The words themselves are made again by `indexing`. Triggers could not make them: that takes reading
documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from hansei.project import watching
from hansei.project.watching import Watch
from hansei.search.models import Kind

_WATCHES = (
    Watch("timeline_incident", Kind.INCIDENT, "id", ("title", "summary")),
    Watch("timeline_incident_services", Kind.INCIDENT, "incident_id", events=("INSERT", "DELETE")),
    Watch("timeline_service", Kind.SERVICE, "id", ("name",), events=("UPDATE",)),
    Watch(
        "timeline_event", Kind.INCIDENT, "incident_id", ("body", "key", "removed"), only="{row}.key"
    ),
    Watch("postmortem_postmortem", Kind.POST_MORTEM, "id", ("title", "document")),
    Watch("postmortem_action", Kind.ACTION, "id", ("text", "owner")),
)


def statements(vendor: str) -> Iterator[str]:
    """What makes all triggers on an engine; those that stand are left or made again."""
    return watching.statements(vendor, _WATCHES, prefix="search", notes="search_changed")


def ensure(**_: Any) -> None:
    """Makes the triggers that are missing."""
    watching.run(statements(connection.vendor))
