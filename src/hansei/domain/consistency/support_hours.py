"""Durations counted in support hours only: on working days, between two times of day.

Reports that count so state less time than passed. The Ministry of Justice's Cloud Platform team
does ("during support hours 10:00-17:00"), sometimes without saying it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

_WRITTEN = re.compile(
    r"\b(?:support|working|business|office|service)[- ]hours\b[^.;\n]{0,20}?"
    r"(\d{1,2})[:.](\d\d)\s?(?:-|–|to)\s?(\d{1,2})[:.](\d\d)", re.IGNORECASE,
)  # fmt: skip
_SAID = re.compile(r"\b(?:support|working|business|office|service)[- ]hours\b", re.IGNORECASE)
_MOST_DAYS = 400
_SATURDAY = 5
_USUAL = ((10, 17), (9, 17), (9, 18), (8, 18), (8, 17))
_GRACE_S = 60
_OPENS = (6, 10)


class Hours(NamedTuple):
    """The time of day, in minutes, that a team's support begins and ends."""

    first: int
    last: int

    def __str__(self) -> str:
        return "{:02d}:{:02d}-{:02d}:{:02d}".format(*divmod(self.first, 60), *divmod(self.last, 60))


USUAL = Hours(600, 1020)
"""10:00 to 17:00."""


def written_hours(text: str) -> Hours | None:
    """The support hours that a line names with their times."""
    match = _WRITTEN.search(text)
    if match is None:
        return None
    first = int(match[1]) * 60 + int(match[2])
    last = int(match[3]) * 60 + int(match[4])
    return Hours(first, last) if 0 <= first < last <= 1440 else None


def names_hours(text: str) -> bool:
    """Whether a line says that it counts support hours."""
    return bool(_SAID.search(text))


def within(start: datetime, end: datetime, hours: Hours, zone: tzinfo) -> float:
    """The seconds of [start, end] that lie in `hours` on Monday to Friday, on the clock of `zone`.

    0 for an interval that is empty or longer than 400 days.
    """
    if end <= start or (end - start).days > _MOST_DAYS:
        return 0.0
    day = start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    total = 0.0
    while day <= end:
        if day.weekday() < _SATURDAY:
            opens = day + timedelta(minutes=hours.first)
            closes = day + timedelta(minutes=hours.last)
            total += max(0.0, (min(end, closes) - max(start, opens)).total_seconds())
        day += timedelta(days=1)
    return total


def explaining(
    seconds: float, start: datetime, end: datetime, zone: tzinfo, written: Hours | None
) -> Hours | None:
    """The support hours by which `seconds` is right between two instants; None without any."""
    usual = [Hours(first * 60, last * 60) for first, last in _USUAL]
    for hours in [written] if written else usual:
        if hours and abs(within(start, end, hours, zone) - seconds) <= _GRACE_S:
            return hours
    return None


def opening(seconds: float, start: datetime, end: datetime, zone: tzinfo) -> str | None:
    """The full hour of a later day from which `seconds` count up to `end`: "07:00"."""
    begin = end.astimezone(zone) - timedelta(seconds=seconds)
    rounded = (begin + timedelta(seconds=_GRACE_S)).replace(minute=0, second=0, microsecond=0)
    if (
        abs((begin - rounded).total_seconds()) > _GRACE_S
        or not _OPENS[0] <= rounded.hour <= _OPENS[1]
    ):
        return None
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    return f"{rounded:%H:%M}" if rounded.date() == last and first < last else None
