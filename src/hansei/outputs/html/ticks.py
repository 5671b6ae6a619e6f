"""Ticks of the time axis on the clocks of a zone, and what happened to those clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from hansei.outputs.html.scale import Scale, Stretch
from hansei.outputs.moments import Moments

_DAY = 86_400
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200,
          _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY, 30 * _DAY, 91 * _DAY, 365 * _DAY)  # fmt: skip
_SPACING = 68.0
_MOST_MIDNIGHTS = 8
_LONGEST_SEARCH = timedelta(days=3 * 366)


class Tick(NamedTuple):
    """A labelled instant of the axis."""

    at: datetime
    x: float
    label: str


class Change(NamedTuple):
    """A change of the zone's clocks: by how many minutes they jump."""

    at: datetime
    minutes: int


def ticks(scale: Scale, moments: Moments) -> list[Tick]:
    """Ticks in order, each stretch with the step that leaves room for its labels."""
    found = []
    for stretch in scale.stretches:
        step = _step(stretch)
        inside = list(_multiples(stretch, step, moments.zone))
        for at in inside or [_middle(stretch)]:
            label = moments.short_day(at) if step >= _DAY else moments.clock(at, min(step, 60))
            found.append(Tick(at, scale.x(at), label))
    return found


def midnights(scale: Scale, moments: Moments) -> list[datetime]:
    """The midnights on the axis, none where there are so many that they say nothing."""
    found: list[datetime] = []
    for stretch in scale.stretches:
        if stretch.end - stretch.start > (_MOST_MIDNIGHTS + 1) * _DAY:
            return []
        found += _multiples(stretch, _DAY, moments.zone)
    return found if len(found) <= _MOST_MIDNIGHTS else []


def changes(start: datetime, end: datetime, zone: tzinfo) -> list[Change]:
    """When the zone's clocks jumped between two instants; not searched beyond three years."""
    if end - start > _LONGEST_SEARCH:
        return []
    found, at = [], start
    while at < end:
        after = min(at + timedelta(days=1), end)
        if _offset(at, zone) != _offset(after, zone):
            instant = _jump(at, after, zone)
            jump = _offset(after, zone) - _offset(at, zone)
            found.append(Change(instant, round(jump.total_seconds() / 60)))
        at = after
    return found


def _jump(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    old = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after.replace(microsecond=0)


def _offset(at: datetime, zone: tzinfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _step(stretch: Stretch) -> int:
    per_second = (stretch.right - stretch.left) / (stretch.end - stretch.start)
    return next((step for step in _STEPS if step * per_second >= _SPACING), _STEPS[-1])


def _middle(stretch: Stretch) -> datetime:
    return datetime.fromtimestamp((stretch.start + stretch.end) / 2, UTC)


def _multiples(stretch: Stretch, step: int, zone: tzinfo) -> Iterator[datetime]:
    """The instants at which the wall clock shows a multiple of the step, in order."""
    start = datetime.fromtimestamp(stretch.start, UTC)
    end = datetime.fromtimestamp(stretch.end, UTC)
    seen = set()
    for wall in _walls(start.astimezone(zone), end.astimezone(zone), step):
        for fold in (0, 1):
            local = wall.replace(tzinfo=zone, fold=fold)
            at = local.astimezone(UTC)
            exists = at.astimezone(zone).replace(tzinfo=None) == wall
            if exists and start <= at <= end:
                seen.add(at)
    yield from sorted(seen)


def _walls(start: datetime, end: datetime, step: int) -> Iterator[datetime]:
    """Wall times from `start` to `end`, widened by what the clocks jumped in between."""
    jumped = abs((end.utcoffset() or timedelta()) - (start.utcoffset() or timedelta()))
    first, last = start.replace(tzinfo=None) - jumped, end.replace(tzinfo=None) + jumped
    if step >= _DAY:
        ordinal = first.toordinal()
        wall = datetime.combine(date.fromordinal(ordinal - ordinal % (step // _DAY)), time())
    else:
        midnight = datetime.combine(first.date(), time())
        wall = midnight + timedelta(seconds=(first - midnight).total_seconds() // step * step)
    while wall <= last:
        yield wall
        wall += timedelta(seconds=step)
