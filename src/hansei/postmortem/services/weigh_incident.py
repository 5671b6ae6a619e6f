"""Says how much of the service an incident took away."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import InputError
from hansei.postmortem.access import access_incident
from hansei.project.transactions import writing
from hansei.timeline.models import Degradation, Incident
from hansei.timeline.services.set_due import set_due

WHOLE = 1.0


def weigh_incident(*, actor: Actor, incident: int, share: float) -> Incident:
    """The incident, which took away that share of users or requests: 1 is all, 0 nothing.

    Raises NotFound where the actor may not change it, and InputError for what is no share.
    """
    if not 0 <= share <= 1:
        raise InputError("a share lies between 0 and 100 percent", place="share")
    with writing():
        standing = access_incident(actor, incident, Need.CHANGE)
        row = Degradation.objects.filter(incident=standing).first()
        before = row.share if row else WHOLE
        if before == share:
            return standing
        Degradation.objects.update_or_create(
            incident=standing, defaults={"share": share, "at": timezone.now(), "by": str(actor)}
        )
        set_due(standing)
        record_change(
            actor=actor,
            verb="weigh incident",
            object_type="incident",
            object_id=standing.pk,
            changes={"percent": [f"{each * 100:g}" for each in (before, share)]},
        )
        return standing
