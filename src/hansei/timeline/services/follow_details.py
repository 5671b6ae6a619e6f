"""What an incident takes over from the one post-mortem about it: a part of that one's change."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from hansei.timeline.models import Incident
from hansei.timeline.services.save_timeline import named_services
from hansei.timeline.services.set_due import set_due


def follow_details(
    incident: Incident, *, severity: str | None = None, services: Sequence[str] | None = None
) -> None:
    """Sets what is given and what the policy makes of it, so that lists and figures tell the same.

    Texts are storable already.
    """
    if severity is not None:
        Incident.objects.filter(pk=incident.pk).update(severity=severity, version=F("version") + 1)
        incident.refresh_from_db()
    if services is not None:
        incident.services.set(named_services(services))
    set_due(incident)
