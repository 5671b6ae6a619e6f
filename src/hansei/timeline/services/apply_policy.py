"""Tells from the policy as it stands now which of the incidents there are need a post-mortem."""

from __future__ import annotations

from hansei.accounts.actor import Actor
from hansei.audit.services import record_change
from hansei.organisation.access import access_to_change
from hansei.project.transactions import writing
from hansei.timeline.models import Incident
from hansei.timeline.services.set_due import set_due

MOST = 500
"""The newest incidents alone: of older ones nobody writes any more."""


def apply_policy(*, actor: Actor) -> int:
    """Applies the policy to the newest incidents; how many it changed something for.

    Raises NotFound for all but administrators.
    """
    access_to_change(actor)
    with writing():
        changed = 0
        for incident in Incident.objects.order_by("-started", "-pk")[:MOST]:
            before = (incident.due_reason, incident.due_from, incident.due_by)
            set_due(incident)
            changed += before != (incident.due_reason, incident.due_from, incident.due_by)
        if changed:
            record_change(
                actor=actor, verb="apply policy", object_type="setting", object_id="policy",
                changes={"incidents": changed},
            )  # fmt: skip
        return changed
