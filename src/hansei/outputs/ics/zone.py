"""A VTIMEZONE that holds the offsets around a meeting, one component a change of the clocks.

icalendar's own `Timezone.from_tzinfo` (7.3) gives the onset of daylight time in the new offset,
an hour late; RFC 5545, 3.6.5 wants the wall clock just before the change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_AROUND = timedelta(days=400)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock


def vtimezone(zone: ZoneInfo, start: datetime) -> Timezone:
    """The zone as it holds for more than a year before and after `start`."""
    component = Timezone()
    component.add("tzid", zone.key)
    first = start.astimezone(UTC) - _AROUND
    before = _offset(first, zone)
    component.add_component(_observance(first, zone, _EPOCH, before))
    for onset in _changes(first, first + 2 * _AROUND, zone):
        wall = (onset + before).replace(tzinfo=None)
        component.add_component(_observance(onset, zone, wall, before))
        before = _offset(onset, zone)
    return component


def _observance(
    at: datetime, zone: ZoneInfo, wall: datetime, before: timedelta
) -> TimezoneStandard | TimezoneDaylight:
    local = at.astimezone(zone)
    part = TimezoneDaylight() if local.dst() else TimezoneStandard()
    part.add("dtstart", wall)
    part.add("tzname", local.tzname() or zone.key)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", _offset(at, zone))
    return part


def _changes(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants at which the zone's offset changed, to the second."""
    at = start.replace(microsecond=0)
    while at < end:
        after = at + timedelta(days=1)
        if _offset(at, zone) != _offset(after, zone):
            yield _onset(at, after, zone)
        at = after


def _onset(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    old = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before).total_seconds() // 2)
        before, after = (middle, after) if _offset(middle, zone) == old else (before, middle)
    return after


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
