"""How often the same comes again: by service, by factor, and by what is alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.domain.learning.causes import roots
from hansei.domain.learning.likeness import THRESHOLD, Past
from hansei.domain.learning.recurrence import (
    WINDOW_DAYS,
    Occurrence,
    Recurrence,
    recurrence_by_key,
    recurrence_by_pairs,
    recurrence_of_any,
)
from hansei.postmortem.access import visible_incidents
from hansei.recurrence.models import Pair
from hansei.recurrence.past import past
from hansei.recurrence.selectors.causes import said_causes, wordings_of
from hansei.timeline.models import Incident

MOST_COMPARED = 300
"""The newest incidents of the period that are compared with each other for likeness."""
_MOST_LIKE = 50


class Rates(msgspec.Struct, frozen=True, kw_only=True):
    """Recurrence of the incidents of a period within a window, both in days.

    `window_days` is None for the whole history. `total` counts what repeats an incident of one of
    its services. `alike` is over the `compared` newest incidents: pairs that are likely the same
    and were not refused, and those that people confirmed.
    """

    days: int
    window_days: int | None
    total: Recurrence
    services: Mapping[str, Recurrence]
    factors: Mapping[str, Recurrence]
    alike: Recurrence
    compared: int


def recurrence_rates(
    *, actor: Actor, days: int = 365, window_days: int | None = WINDOW_DAYS
) -> Rates:  # fmt: skip
    """The rates over the incidents that the actor may read. Near-misses are not counted."""
    since = timezone.now() - timedelta(days=days)
    rows = visible_incidents(actor, Incident.objects.filter(near_miss=False, started__gte=since))
    found = list(rows.order_by("-started", "-pk").prefetch_related("services").only("started"))
    held, _waiting = past(found[0].pk if found else 0)
    by_service = [
        Occurrence(each.pk, each.started, tuple(one.name for one in each.services.all()))
        for each in found
        if each.started is not None
    ]
    services = recurrence_by_key(by_service, window_days=window_days)
    newest = by_service[:MOST_COMPARED]
    alike = recurrence_by_pairs(newest, _pairs(newest, held), window_days=window_days)
    return Rates(
        days=days,
        window_days=window_days,
        total=recurrence_of_any(by_service, window_days=window_days),
        services=services,
        factors={
            key: each
            for key, each in _by_factor(by_service, held, window_days).items()
            if each.n > 1
        },
        alike=alike,
        compared=len(newest),
    )


def _by_factor(
    found: Sequence[Occurrence], held: Past, window_days: int | None
) -> Mapping[str, Recurrence]:
    """By contributing factors that are worded alike, or that people count as one cause; each shown
    as it was worded last."""
    wordings = wordings_of([each.id for each in found], held)
    of = roots(wordings, said_causes())
    keys: dict[int, set[str]] = defaultdict(set)
    for name, wording in wordings.items():
        for pk in wording.incidents:
            keys[pk].add(of[name])
    keyed = [Occurrence(each.id, each.at, tuple(sorted(keys[each.id]))) for each in found]
    worded = {root: wordings[name].says for name, root in of.items()}
    worded |= {name: each.says for name, each in wordings.items()}
    rates = recurrence_by_key(keyed, window_days=window_days)
    return {worded[key]: each for key, each in rates.items()}


def _pairs(found: Sequence[Occurrence], held: Past) -> set[tuple[int, int]]:
    keys = {each.id for each in found}
    pairs = set()
    for key in keys:
        profile = held.profile(str(key))
        for each in held.like(profile, least=THRESHOLD, most=_MOST_LIKE) if profile else ():
            if int(each.id) in keys:
                pairs.add((max(key, int(each.id)), min(key, int(each.id))))
    rows = Pair.objects.filter(later__in=keys, earlier__in=keys)
    for later, earlier, same in rows.values_list("later_id", "earlier_id", "same"):
        pair = (max(later, earlier), min(later, earlier))
        (pairs.add if same else pairs.discard)(pair)
    return pairs
