"""Keeps the catalogue of services: what fails, who runs it, and what was promised."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
from django.db.models import F
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.selectors import team
from hansei.audit.selectors import entries_of
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.organisation.access import access_to_change
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.models import Service

MOST_NAME, MOST_TEXT, MOST_DAYS = 200, 2000, 366
_LEAST, _MOST = Decimal(50), Decimal("99.9999")


class ServiceFields(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a service.

    `slo_target` is the promised availability in percent over `slo_days` rolling days, None where
    nothing is promised; `team_id` the team that runs it.
    """

    name: str
    description: str = ""
    team_id: int | None = None
    slo_target: Decimal | None = None
    slo_days: int = 30


def add_service(*, actor: Actor, fields: ServiceFields) -> Service:
    """Adds a service. Raises NotFound for all but administrators, InputError for bad values."""
    access_to_change(actor)
    values = _values(actor, fields)
    with writing():
        _refuse_name(values["name"], None)
        made = Service.objects.create(**values)
        _record(made, actor, "add service", {}, values)
        return made


def change_service(*, actor: Actor, pk: int, version: int, fields: ServiceFields) -> Service:
    """Says something else of a service. What incidents and post-mortems say stays as written.

    Raises as `add_service`, and Conflict where it has another version by now.
    """
    access_to_change(actor)
    values = _values(actor, fields)
    with writing():
        row = _row(pk)
        _refuse_name(values["name"], row)
        return _update(row, version, values, actor, "change service")


def archive_service(*, actor: Actor, pk: int) -> Service:
    """Takes a service out of use: it is offered no more, and keeps its incidents."""
    return _archived(actor=actor, pk=pk, archived=True)


def restore_service(*, actor: Actor, pk: int) -> Service:
    """Takes a service out of the archive."""
    return _archived(actor=actor, pk=pk, archived=False)


def undo_service(*, actor: Actor, pk: int, version: int) -> Service:
    """Puts back what was said of a service before the change that made this version.

    Raises Conflict where something else was changed since.
    """
    access_to_change(actor)
    with writing():
        row = _row(pk)
        newest = entries_of(object_type="service", object_id=pk).first()
        told = msgspec.json.decode(newest.changes) if newest else {}
        if row.version != version or told.get("version") != version or not told["before"]:
            raise Conflict("the service was changed meanwhile: it cannot be undone any more")
        before = dict(told["before"])
        if before.get("slo_target") is not None:
            before["slo_target"] = Decimal(before["slo_target"])
        if "archived" in before:
            before["archived"] = timezone.now() if before["archived"] else None
        _refuse_name(before.get("name", row.name), row)
        return _update(row, version, before, actor, "undo change of service")


def _archived(*, actor: Actor, pk: int, archived: bool) -> Service:
    access_to_change(actor)
    with writing():
        row = _row(pk)
        if (row.archived is not None) is archived:
            return row
        values = {"archived": timezone.now() if archived else None}
        verb = "archive service" if archived else "restore service"
        return _update(row, row.version, values, actor, verb)


def _row(pk: int) -> Service:
    row = Service.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(f"no service {pk}")
    return row


def _update(row: Service, version: int, values: dict[str, Any], actor: Actor, verb: str) -> Service:
    before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
    if not before:
        return row
    unchanged = Service.objects.filter(pk=row.pk, version=version)
    if not unchanged.update(**values, version=F("version") + 1):
        raise Conflict("the service was changed meanwhile: look at it before you change it")
    row.refresh_from_db()
    _record(row, actor, verb, before, {name: values[name] for name in before})
    return row


def _record(
    row: Service, actor: Actor, verb: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    record_change(
        actor=actor, verb=verb, object_type="service", object_id=row.pk,
        changes={"version": row.version, "before": _plain(before), "after": _plain(after)},
    )  # fmt: skip


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the trail holds them: an archived service is told by a flag."""
    return {
        name: value is not None if name == "archived" else _text(value)
        for name, value in values.items()
    }


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _values(actor: Actor, fields: ServiceFields) -> dict[str, Any]:
    name = " ".join(storable(fields.name).split())
    if not 0 < len(name) <= MOST_NAME:
        raise InputError(f"a name has 1 to {MOST_NAME} characters", place="name")
    text = storable(fields.description).strip()
    if len(text) > MOST_TEXT:
        raise InputError(f"at most {MOST_TEXT:,} characters", place="description")
    if fields.slo_target is not None and not fields.slo_target.is_finite():
        raise InputError("a target is a number", place="slo_target")
    if fields.slo_target is not None and not _LEAST <= fields.slo_target <= _MOST:
        raise InputError(f"a target lies between {_LEAST} and {_MOST} percent", place="slo_target")
    if not 1 <= fields.slo_days <= MOST_DAYS:
        raise InputError(f"1 to {MOST_DAYS} days", place="slo_days")
    if fields.team_id is not None:
        team(actor=actor, team_id=fields.team_id)
    return {
        "name": name,
        "description": text,
        "team_id": fields.team_id,
        "slo_target": fields.slo_target,
        "slo_days": fields.slo_days,
    }


def _refuse_name(name: str, row: Service | None) -> None:
    others = Service.objects.exclude(pk=row.pk) if row else Service.objects.all()
    if others.filter(name__iexact=name).exists():
        raise InputError("there is a service of this name, perhaps in the archive", place="name")
