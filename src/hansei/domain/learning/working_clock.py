"""Support hours of thousands of durations at once.

How much support time passed from a fixed instant on is a line that rises within support hours and
stands still outside of them. Its corners are laid once for the whole range; a duration is then the
difference of two points on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import numpy

_SATURDAY = 5
_MICRO = 1_000_000


def support_seconds(
    start: numpy.ndarray, end: numpy.ndarray, hours: tuple[int, int], zone: tzinfo
) -> numpy.ndarray:
    """The support seconds between instants in microseconds since 1970; negative where reversed.

    `hours` are minutes of the day on the clock of `zone`, Monday to Friday.
    """
    if not len(start):
        return numpy.zeros(0)
    lowest = int(min(start.min(), end.min())) // _MICRO
    highest = int(max(start.max(), end.max())) // _MICRO + 1
    first = datetime.fromtimestamp(lowest, UTC).astimezone(zone).date() - timedelta(days=1)
    last = datetime.fromtimestamp(highest, UTC).astimezone(zone).date() + timedelta(days=1)
    corners, passed = [float(lowest)], [0.0]
    for opens, closes in _days(first, last, hours, zone):
        if closes <= lowest:
            continue
        begin = max(opens, corners[-1])
        corners += [begin, closes]
        passed += [passed[-1], passed[-1] + closes - begin]
    at, total = numpy.asarray(corners), numpy.asarray(passed)
    found: numpy.ndarray = numpy.interp(end / _MICRO, at, total) - numpy.interp(
        start / _MICRO, at, total
    )
    return found


def _days(
    first: date, last: date, hours: tuple[int, int], zone: tzinfo
) -> Iterator[tuple[float, float]]:
    """When support begins and ends on each working day, in seconds since 1970."""
    day = first
    while day <= last:
        if day.weekday() < _SATURDAY:
            midnight = datetime.combine(day, time(), tzinfo=zone)
            # Wall-clock arithmetic: 10:00 stays 10:00 on a day that is 23 hours long.
            opens = midnight + timedelta(minutes=hours[0])
            closes = midnight + timedelta(minutes=hours[1])
            begin, end = opens.timestamp(), closes.timestamp()
            if end > begin:
                yield begin, end
        day += timedelta(days=1)
