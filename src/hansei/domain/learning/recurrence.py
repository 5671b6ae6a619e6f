"""How often the same comes again, and whether somebody had promised to prevent it.

    recurrence rate = repeated incidents / all incidents (PRODUCT.md 6)

An incident is repeated where one of the same key (a service, a cause, a problem) began before it
within the window.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby

import msgspec

from hansei.domain.actions import OPEN, Stage
from hansei.domain.learning.durations import Interval
from hansei.domain.learning.rates import clopper_pearson

WINDOW_DAYS = 90


class Occurrence(msgspec.Struct, frozen=True):
    """An incident by its key in the store, when it began, and what it is counted under."""

    id: int
    at: datetime
    keys: tuple[str, ...] = ()


class Recurrence(msgspec.Struct, frozen=True, kw_only=True):
    """How many of `n` incidents repeat an earlier one. `rate` is None without incidents.

    `interval` bounds the rate at 95 % (Clopper and Pearson).
    """

    n: int
    repeated: int
    rate: float | None = None
    interval: Interval | None = None


def recurrence(n: int, repeated: int) -> Recurrence:
    """The rate of counts with its interval."""
    if not n:
        return Recurrence(n=0, repeated=0)
    low, high = clopper_pearson(repeated, n)
    return Recurrence(n=n, repeated=repeated, rate=repeated / n, interval=Interval(low, high))


def recurrence_by_key(
    occurrences: Iterable[Occurrence], *, window_days: float | None = WINDOW_DAYS
) -> Mapping[str, Recurrence]:
    """The rate for each key, the most incidents first; None looks at the whole history.

    An incident of several keys counts in each. Two that began at one instant do not repeat each
    other.
    """
    times: dict[str, list[datetime]] = defaultdict(list)
    for each in occurrences:
        for key in each.keys:
            times[key].append(each.at)
    found = {}
    for key, ats in times.items():
        ats.sort()
        repeated = sum(_repeats(ats, place, window_days) for place in range(len(ats)))
        found[key] = recurrence(len(ats), repeated)
    return dict(sorted(found.items(), key=lambda item: (-item[1].n, item[0])))


def recurrence_of_any(
    occurrences: Collection[Occurrence], *, window_days: float | None = WINDOW_DAYS
) -> Recurrence:
    """How many repeat one of any of their keys. Two of one instant do not repeat each other."""
    times: dict[str, datetime] = {}
    repeated = 0
    for at, group in groupby(sorted(occurrences, key=lambda each: each.at), lambda each: each.at):
        together = list(group)
        for each in together:
            before = (times[key] for key in each.keys if key in times)
            repeated += any(
                window_days is None or at - one <= timedelta(days=window_days) for one in before
            )
        times.update({key: at for each in together for key in each.keys})
    return recurrence(len(occurrences), repeated)


def recurrence_by_pairs(
    occurrences: Collection[Occurrence], pairs: Iterable[tuple[int, int]], *,
    window_days: float | None = WINDOW_DAYS,
) -> Recurrence:  # fmt: skip
    """The rate over pairs of incidents that are the same problem, in any order."""
    at = {each.id: each.at for each in occurrences}
    repeated = set()
    for one, other in pairs:
        if one in at and other in at and at[one] != at[other]:
            first, second = sorted((at[one], at[other]))
            if window_days is None or second - first <= timedelta(days=window_days):
                repeated.add(one if at[one] == second else other)
    return recurrence(len(at), len(repeated))


def _repeats(ats: list[datetime], place: int, window_days: float | None) -> bool:
    earlier = next((ats[at] for at in range(place - 1, -1, -1) if ats[at] < ats[place]), None)
    if earlier is None:
        return False
    return window_days is None or ats[place] - earlier <= timedelta(days=window_days)


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """An action that an earlier incident led to. `number` is its place in the document, from 1."""

    number: int
    reference: str
    stage: Stage
    due: date | None = None
    completed: datetime | None = None
    pk: int = 0
    text: str = ""

    @property
    def name(self) -> str:
        """How people name it: "action 3 of PM-12"."""
        return f"action {self.number} of {self.reference}"


def foreseen(promise: Promise, *, again: datetime, today: date) -> str:
    """What a promise says about an incident that began `again`; "" where it says nothing."""
    if promise.stage in OPEN:
        if promise.due is not None and promise.due < today:
            days = (today - promise.due).days
            return f"{promise.name} is {days:,} day{'' if days == 1 else 's'} overdue"
        due = f", due {promise.due}" if promise.due else ""
        return f"{promise.name} is not done yet{due}"
    if promise.stage is Stage.CANCELLED:
        return f"{promise.name} was given up"
    if promise.completed is not None and promise.completed < again:
        return f"{promise.name} was done {promise.completed.date()} and did not prevent it"
    return ""


def should_have_prevented(promise: Promise, *, again: datetime) -> bool:
    """Whether it was done before the same came again, so that it is worth opening again."""
    done = promise.stage not in OPEN and promise.stage is not Stage.CANCELLED
    return done and promise.completed is not None and promise.completed < again
