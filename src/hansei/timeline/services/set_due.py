"""What the organisation's policy makes of an incident: a part of each change of its facts."""

from __future__ import annotations

from hansei.domain.incident import ARCHIVED
from hansei.domain.learning.availability import Outage, availability
from hansei.domain.learning.windows import rolling
from hansei.domain.policy import Trigger, is_due, review_window
from hansei.domain.times import duration_text
from hansei.organisation.selectors import policy, scale
from hansei.timeline.models import Incident, Service
from hansei.timeline.selectors import maintenance_of


def set_due(incident: Incident) -> None:
    """Sets why a post-mortem is due and when to meet over it, from the facts as they stand now.

    The clock starts when the incident ends. The columns follow from others, so the version stays.
    """
    rules = policy()
    breach = _breach(incident)
    found = is_due(
        severity=incident.severity,
        triggers=frozenset({Trigger.BREACH} if breach else ()),
        near_miss=incident.near_miss,
        policy=rules,
        scale=scale(),
    )
    reason = f"{found.reason}: {breach}" if breach and "breach" in found.reason else found.reason
    opens, closes = (None, None)
    if found.due and incident.ended:
        opens, closes = review_window(incident.ended, policy=rules)
    values = {"due_reason": reason if found.due else "", "due_from": opens, "due_by": closes}
    if any(getattr(incident, name) != value for name, value in values.items()):
        Incident.objects.filter(pk=incident.pk).update(**values)
        for name, value in values.items():
            setattr(incident, name, value)


def _breach(incident: Incident) -> str:
    """Which service's downtime is over what its target allows, in words; "" for none."""
    if incident.near_miss or incident.started is None or incident.ended is None:
        return ""
    for service in incident.services.exclude(slo_target=None).order_by("name"):
        if said := _over(service, incident):
            return said
    return ""


def _over(service: Service, incident: Incident) -> str:
    if service.slo_target is None or incident.ended is None:
        return ""
    window = rolling(service.slo_days, incident.ended)
    lasted = Incident.objects.filter(
        services=service, near_miss=False, ended__gt=window.start, started__lt=window.end
    ).exclude(status=ARCHIVED)
    rows = lasted.values_list("started", "ended", "degradation__share")
    found = availability(
        [
            Outage(start, end, "", 1.0 if share is None else share)
            for start, end, share in rows
            if start
        ],
        window,
        target=float(service.slo_target / 100),
        maintenance=maintenance_of(service, window),
    )
    if not found.breach or found.allowed is None:
        return ""
    return (
        f"{service.name} was down {duration_text(found.down)} in {service.slo_days} days,"
        f" {service.slo_target.normalize():f} % allow {duration_text(found.allowed)}"
    )
