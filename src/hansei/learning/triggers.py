"""What the roll-ups follow: triggers note which objects changed (`project.watching`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

from hansei.domain.learning.uptime import SOURCES
from hansei.learning.models import Kind
from hansei.project import watching
from hansei.project.watching import Watch

_INCIDENT = ("started", "ended", "severity", "status", "zone", "near_miss", "milestones")
_POST_MORTEM = ("milestones", "severity", "zone", "team_id", "status", "published", "document")
_BOTH = ("INSERT", "DELETE")
_WATCHES = (
    Watch("timeline_incident", Kind.INCIDENT, "id", _INCIDENT),
    Watch("timeline_incident_services", Kind.INCIDENT, "incident_id", events=_BOTH),
    Watch("timeline_service", Kind.SERVICE, "id", ("team_id",), events=("UPDATE",)),
    Watch("postmortem_postmortem", Kind.POST_MORTEM, "id", _POST_MORTEM, events=("UPDATE",)),
    Watch("postmortem_postmortem_incidents", Kind.INCIDENT, "incident_id", events=_BOTH,
          name="incident_written"),
    Watch("timeline_record", Kind.RECORD, "id", events=("INSERT",),
          only=f"{{row}}.source IN {SOURCES}"),
    # Its first incident may be another one now.
    Watch("postmortem_postmortem_incidents", Kind.POST_MORTEM, "postmortem_id", events=_BOTH,
          name="post_mortem_linked"),
)  # fmt: skip


def statements(vendor: str) -> Iterator[str]:
    """What makes all triggers on an engine; those that stand are left or made again."""
    return watching.statements(vendor, _WATCHES, prefix="learning", notes="learning_changed")


def ensure(**_: Any) -> None:
    """Makes the triggers that are missing."""
    watching.run(statements(connection.vendor))
