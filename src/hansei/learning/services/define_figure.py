"""Defines figures of the organisation's own, and withdraws them."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound
from hansei.domain.learning.definitions import MOST_OWN, problems_of_definition
from hansei.domain.metrics import Definition
from hansei.learning.models import OwnFigure
from hansei.organisation.access import access_to_change
from hansei.organisation.held import changed
from hansei.project.bulk import storable
from hansei.project.transactions import writing


def define_figure(*, actor: Actor, definition: Definition) -> OwnFigure:
    """The new figure. Incidents that stand already are in it at once.

    Raises NotFound for all but administrators, and InputError with the field as its place.
    """
    access_to_change(actor)
    for problem in problems_of_definition(definition):
        raise InputError(problem.reason, place=problem.field)
    first, last = definition.hours or (None, None)
    with writing():
        if OwnFigure.objects.filter(name=definition.name).exists():
            raise InputError(
                f"there is {definition.name} already, perhaps a withdrawn one", place="name"
            )
        if OwnFigure.objects.filter(withdrawn=None).count() >= MOST_OWN:
            raise InputError(f"at most {MOST_OWN} figures of your own", place="name")
        made = OwnFigure.objects.create(
            name=definition.name,
            title=" ".join(storable(definition.title).split()),
            start=definition.start.value,
            end=definition.end.value,
            first=first,
            last=last,
            at=timezone.now(),
            by=str(actor),
        )
        _record(made, actor, "define figure")
    changed()
    return made


def withdraw_figure(*, actor: Actor, name: str) -> OwnFigure:
    """Takes a figure out of all tables. Raises NotFound for all but administrators."""
    return _withdrawn(actor=actor, name=name, withdrawn=True)


def restore_figure(*, actor: Actor, name: str) -> OwnFigure:
    """Puts a figure back that was withdrawn."""
    return _withdrawn(actor=actor, name=name, withdrawn=False)


def _withdrawn(*, actor: Actor, name: str, withdrawn: bool) -> OwnFigure:
    access_to_change(actor)
    with writing():
        row = OwnFigure.objects.filter(name=storable(name)).first()
        if row is None:
            raise NotFound(f"no figure {name}")
        if (row.withdrawn is not None) is withdrawn:
            return row
        row.withdrawn = timezone.now() if withdrawn else None
        row.save(update_fields=["withdrawn"])
        _record(row, actor, "withdraw figure" if withdrawn else "restore figure")
    changed()
    return row


def _record(row: OwnFigure, actor: Actor, verb: str) -> None:
    record_change(
        actor=actor,
        verb=verb,
        object_type="figure",
        object_id=row.pk,
        changes={
            "name": row.name, "title": row.title, "start": row.start, "end": row.end,
            "hours": None if row.first is None else [row.first, row.last],
        },
    )  # fmt: skip
