"""What people decided about a timeline, for drafting it again."""

from __future__ import annotations

from hansei.accounts.actor import Actor
from hansei.domain.amendment import NOTHING_KEPT, Kept
from hansei.postmortem.access import visible
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import drafted_from
from hansei.project.bulk import storable
from hansei.timeline.models import Incident
from hansei.timeline.selectors import kept_timeline


def main_incident(found: PostMortem) -> Incident | None:
    """The incident that was linked first, whose events and milestones the document shows."""
    links = PostMortem.incidents.through.objects.filter(postmortem_id=found.pk).order_by("pk")
    return Incident.objects.filter(pk__in=links.values("incident_id")[:1]).first()


def kept_for_draft(*, actor: Actor, source: str, document_id: str = "") -> Kept:
    """What drafting from this source, or of this document, must respect; nothing for a first one.

    Goes with `previous_draft`.
    """
    mine = visible(actor, PostMortem.objects.all())
    found = mine.filter(document_id=storable(document_id)).first() if document_id else None
    if found is None and source:
        found = drafted_from(mine, storable(source))
    incident = main_incident(found) if found is not None else None
    return kept_timeline(incident) if incident is not None else NOTHING_KEPT
