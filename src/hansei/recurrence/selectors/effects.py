"""Did it work? What the incidents before and after an action, or a day, say of a service."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.domain.learning.effect import (
    Comparison,
    Happened,
    Said,
    compared,
    said_of_duration,
    said_of_rate,
)
from hansei.postmortem.access import access_action, visible_actions
from hansei.postmortem.models import Action
from hansei.postmortem.selectors.actions import ActionLine, lines_of
from hansei.recurrence.selectors.population import beginning, first_known, happened, services_of
from hansei.timeline.models import Service
from hansei.timeline.selectors import service

MOST_ACTIONS = 50


class Verdicts(msgspec.Struct, frozen=True):
    """The three findings in words."""

    rate: Said
    detection: Said
    resolution: Said


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents before and after something landed. `subject` is an action or a service.

    `services` are those whose incidents are compared. `comparison` and `said` are None while
    nothing has landed. `incidents` are all that lie in the two stretches, in order; `made_for` are
    the keys of those that are left out.
    """

    subject: str
    action: int | None = None
    service: int | None = None
    reference: str = ""
    services: tuple[str, ...] = ()
    landed: datetime | None = None
    comparison: Comparison | None = None
    said: Verdicts | None = None
    incidents: tuple[Happened, ...] = ()
    made_for: tuple[int, ...] = ()


class ServiceEffect(msgspec.Struct, frozen=True, kw_only=True):
    """The effect that is looked at, and the actions that landed for the service, newest first."""

    effect: Effect
    landings: tuple[ActionLine, ...]


def action_effect(*, actor: Actor, pk: int) -> Effect:
    """What the incidents of its services say of an action. Raises NotFound."""
    action = access_action(actor, pk)
    standing = action.post_mortem
    services = services_of(standing) if standing else {}
    made_for = tuple(standing.incidents.values_list("pk", flat=True)) if standing else ()
    found = Effect(
        subject=action.text, action=action.pk,
        reference=standing.reference if standing else action.source,
        services=tuple(services.values()), landed=action.completed, made_for=made_for,
    )  # fmt: skip
    if action.completed is None or not services:
        return found
    return _with_numbers(found, action.completed, services, actor=actor)


def service_effect(*, actor: Actor, pk: int, landed: datetime | None = None) -> ServiceEffect:
    """What a service's incidents say before and after a day: where none is given, the day on which
    the last of its actions was done. Raises NotFound.
    """
    row: Service = service(actor=actor, pk=pk)
    done = visible_actions(actor, Action.objects.filter(completed__isnull=False))
    rows = done.filter(post_mortem__incidents__services=row).distinct().order_by("-completed")
    landings = tuple(lines_of(rows[:MOST_ACTIONS]))
    at = landed or next((each.completed for each in landings), None)
    found = Effect(subject=row.name, service=row.pk, services=(row.name,), landed=at)
    if at is not None:
        found = _with_numbers(found, at, (row.pk,), actor=actor)
    return ServiceEffect(effect=found, landings=landings)


def _with_numbers(
    found: Effect, landed: datetime, services: Collection[int], *, actor: Actor
) -> Effect:
    now = max(timezone.now(), landed)
    since = beginning(first_known(actor=actor), landed)
    population = happened(actor=actor, since=since, until=now, services=services)
    comparison = compared(
        population, landed=landed, since=since, until=now, left_out=found.made_for
    )
    return msgspec.structs.replace(
        found,
        comparison=comparison,
        incidents=tuple(population),
        said=Verdicts(
            rate=said_of_rate(comparison.rate),
            detection=said_of_duration(comparison.detect, "detection"),
            resolution=said_of_duration(comparison.resolve, "resolution"),
        ),
    )
