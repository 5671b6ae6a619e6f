"""Did it work? What the incidents before and after an action, or a day, say of a service."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.domain.coverage import FactorType
from hansei.domain.learning.effect import (
    Comparison,
    Happened,
    Said,
    compared,
    said_of_duration,
    said_of_rate,
)
from hansei.learning.selectors.chosen import Chosen, chosen_facts
from hansei.learning.selectors.observed import observed_until
from hansei.postmortem.access import access_action, visible_actions
from hansei.postmortem.models import Action, PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.actions import ActionLine, lines_of
from hansei.reading.extract import stated_factors
from hansei.recurrence.profiles import MOST_COMPARED
from hansei.recurrence.selectors.population import beginning, first_known, happened, services_of
from hansei.timeline.models import Service
from hansei.timeline.selectors import service

MOST_ACTIONS = 50
_LINKS = PostMortem.incidents.through


class Verdicts(msgspec.Struct, frozen=True):
    """The three findings in words."""

    rate: Said
    detection: Said
    resolution: Said


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents before and after something landed. `subject` is an action, a service, or a class
    of contributing factors.

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


class GroupEffect(msgspec.Struct, frozen=True, kw_only=True):
    """The effect that is looked at, and the actions that landed there, newest first."""

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
    return _with_numbers(found, action.completed, actor=actor, services=services)


def service_effect(*, actor: Actor, pk: int, landed: datetime | None = None) -> GroupEffect:
    """What a service's incidents say before and after a day: where none is given, the day on which
    the last of its actions was done. Raises NotFound.
    """
    row: Service = service(actor=actor, pk=pk)
    done = visible_actions(actor, Action.objects.filter(completed__isnull=False))
    rows = done.filter(post_mortem__incidents__services=row).distinct().order_by("-completed")
    landings = lines_of(rows[:MOST_ACTIONS])
    found = Effect(subject=row.name, service=row.pk, services=(row.name,))
    found = _landed(found, landings, landed)
    if found.landed is not None:
        found = _with_numbers(found, found.landed, actor=actor, services=(row.pk,))
    return GroupEffect(effect=found, landings=tuple(landings))


def factor_effect(
    *, actor: Actor, kind: FactorType, landed: datetime | None = None
) -> GroupEffect:  # fmt: skip
    """The same for the incidents whose post-mortems name a contributing factor of a class; the
    actions are those that answer one.
    """
    chosen = chosen_facts(actor=actor, chosen=Chosen(causes=(kind.value,)))
    keys = sorted(int(each) for each in chosen.column("incident"))[-MOST_COMPARED:]
    landings = _answering(keys, kind, actor=actor)
    found = _landed(Effect(subject=kind.value, services=(kind.value,)), landings, landed)
    if found.landed is not None:
        found = _with_numbers(found, found.landed, actor=actor, incidents=keys)
    return GroupEffect(effect=found, landings=tuple(landings))


def _answering(incidents: list[int], kind: FactorType, *, actor: Actor) -> list[ActionLine]:
    """The actions that were done and answer a factor of a class, newest first."""
    done = visible_actions(
        actor, Action.objects.filter(completed__isnull=False).exclude(answers="")
    )
    rows = done.filter(post_mortem__incidents__in=incidents).distinct().order_by("-completed")
    lines = lines_of(rows[:MOST_ACTIONS])
    written = PostMortem.objects.filter(pk__in={each.post_mortem_id for each in lines})
    answers = {
        each.pk: {one.key for one in stated_factors(document_of(each)) if one.type is kind}
        for each in written.only("document")
    }
    return [
        each
        for each in lines
        if not answers.get(each.post_mortem_id or 0, set()).isdisjoint(each.answers)
    ]


def _landed(found: Effect, landings: Sequence[ActionLine], landed: datetime | None) -> Effect:
    """With the day that is looked at. Where an action chose it, what that was made for is left
    out, as it is for the action by itself.
    """
    if landed is not None or not landings:
        return msgspec.structs.replace(found, landed=landed)
    newest = landings[0]
    made_for = _LINKS.objects.filter(postmortem=newest.post_mortem_id)
    keys = tuple(made_for.values_list("incident_id", flat=True))
    return msgspec.structs.replace(found, landed=newest.completed, made_for=keys)


def _with_numbers(
    found: Effect, landed: datetime, *, actor: Actor, services: Collection[int] | None = None,
    incidents: Collection[int] | None = None,
) -> Effect:  # fmt: skip
    now = max(timezone.now(), landed)
    since = beginning(first_known(actor=actor), landed)
    population = happened(
        actor=actor, since=since, until=now, services=services, incidents=incidents
    )
    watched = observed_until(actor=actor, services=services, incidents=incidents)
    comparison = compared(
        population, landed=landed, since=since, until=now, left_out=found.made_for, watched=watched
    )
    return msgspec.structs.replace(
        found,
        comparison=comparison,
        incidents=tuple(population),
        said=Verdicts(
            rate=said_of_rate(comparison.rate, comparison.watched),
            detection=said_of_duration(comparison.detect, "detection"),
            resolution=said_of_duration(comparison.resolve, "resolution"),
        ),
    )
