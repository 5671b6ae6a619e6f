"""Declares when a service is worked on, so that nobody counts it as downtime."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.models import Incident, Maintenance, Service
from hansei.timeline.services.set_due import set_due

LONGEST, LONGEST_REASON = timedelta(days=31), 500
_MOST_TOLD_AGAIN = 500


def declare_maintenance(
    *, actor: Actor, service: int, start: datetime, end: datetime, reason: str = ""
) -> Maintenance:
    """The declared stretch. What it means for incidents of the service is told again.

    Raises NotFound for who may not, and InputError with the field as its place.
    """
    standing = _service(actor, service)
    if not start < end:
        raise InputError("later than the beginning", place="end")
    if end - start > LONGEST:
        raise InputError(f"at most {LONGEST.days} days", place="end")
    if len(reason) > LONGEST_REASON:
        raise InputError(f"at most {LONGEST_REASON} characters", place="reason")
    with writing():
        made = Maintenance.objects.create(
            service=standing,
            start=start,
            end=end,
            reason=" ".join(storable(reason).split()),
            at=timezone.now(),
            by=str(actor),
        )
        _tell_again(made)
        _record(made, actor, "declare maintenance")
        return made


def withdraw_maintenance(*, actor: Actor, pk: int) -> Maintenance:
    """Takes a declared stretch back. Raises NotFound."""
    return _withdrawn(actor=actor, pk=pk, withdrawn=True)


def restore_maintenance(*, actor: Actor, pk: int) -> Maintenance:
    """Declares again what was taken back. Raises NotFound."""
    return _withdrawn(actor=actor, pk=pk, withdrawn=False)


def _withdrawn(*, actor: Actor, pk: int, withdrawn: bool) -> Maintenance:
    with writing():
        row = Maintenance.objects.select_related("service").filter(pk=pk).first()
        if row is None:
            raise NotFound(f"no maintenance {pk}")
        _service(actor, row.service_id)
        if (row.withdrawn is not None) is withdrawn:
            return row
        row.withdrawn = timezone.now() if withdrawn else None
        row.save(update_fields=["withdrawn"])
        _tell_again(row)
        _record(row, actor, "withdraw maintenance" if withdrawn else "restore maintenance")
        return row


def _service(actor: Actor, pk: int) -> Service:
    found = Service.objects.filter(pk=pk).first()
    if found is None or not actor.may(Need.CHANGE):
        raise NotFound(f"no service {pk}")
    return found


def _tell_again(row: Maintenance) -> None:
    """Whether incidents that the stretch touches breach what was promised."""
    until = row.end + timedelta(days=row.service.slo_days)
    touched = Incident.objects.filter(
        services=row.service, ended__gt=row.start, started__lt=until
    ).order_by("-started")
    for incident in touched[:_MOST_TOLD_AGAIN]:
        set_due(incident)


def _record(row: Maintenance, actor: Actor, verb: str) -> None:
    record_change(
        actor=actor,
        verb=verb,
        object_type="service",
        object_id=row.service_id,
        changes={
            "maintenance": row.pk,
            "start": row.start.isoformat(),
            "end": row.end.isoformat(),
            "reason": row.reason,
        },
    )
