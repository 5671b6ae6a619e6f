"""Incidents, post-mortems and actions to be found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hansei.accounts.actor import Actor, system
from hansei.domain.document import Section, drafted
from hansei.domain.incident import IncidentFacts
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.save_draft import save_draft
from hansei.search.models import Kind
from hansei.search.selectors.found import search
from hansei.timeline.models import Incident
from hansei.timeline.services.create_incident import create_incident
from tests.store.samples import sample_draft

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOST = system("test")


def told(title: str = "Checkout is slow", *, hour: float = 0, **facts: Any) -> Incident:
    """An incident that a person told; it started `hour` hours after noon and took one."""
    started = facts.pop("started", NOON + timedelta(hours=hour))
    ended = facts.pop("ended", started + timedelta(hours=1) if started else None)
    values = IncidentFacts(title=title, started=started, ended=ended, **facts)
    return create_incident(actor=HOST, facts=values)


def written(
    title: str = "Checkout is slow", *, text: str = "Slow for an hour.", source: str = "/1",
    **columns: Any,
) -> PostMortem:  # fmt: skip
    """A post-mortem with its incident, whose impact section says `text`."""
    sections = (Section("impact", "Impact", (drafted("impact.text", text),)),)
    made = save_draft(actor=HOST, draft=sample_draft(title=title, sections=sections), source=source)
    PostMortem.objects.filter(pk=made.pk).update(**columns)
    made.refresh_from_db()
    return made


def titles(text: str, *, actor: Actor = HOST, kind: Kind = Kind.INCIDENT) -> list[str]:
    """The titles that a search finds, in order."""
    (results,) = search(actor=actor, text=text, kinds=[kind])
    return ["".join(piece.text for piece in hit.title) for hit in results.hits]
