"""From stamps to instants: the day of a bare time, the year of a bare day, the zone of both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from hansei.domain.times import pass_midnight
from hansei.reading.daytimes import Day
from hansei.reading.stamps import Stamp, stamp_at, stamps_in
from hansei.reading.zones import zone_of

UNKNOWN_DAY = date(2000, 1, 1)
"""Stands for the day where a report never names one; durations are right, the day is assumed."""

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Resolved(NamedTuple):
    """An instant in UTC. `day_assumed` tells that the report names no day for it."""

    at: datetime
    until: datetime | None
    precision_s: int
    zone_assumed: bool
    day_assumed: bool


class Calendar:
    """What a report tells about its days, kept while its entries are read in order.

    `zone` is the zone of times that name none; None where the report names none either.
    """

    def __init__(
        self, *, day: date | None, year: int | None, zone: tzinfo | None, month_first: bool = False
    ) -> None:
        self._document_day = day
        self._year = day.year if day else year
        self._zone = zone
        self._month_first = month_first
        self._day = day
        self._previous: datetime | None = None
        self._last_zone: tzinfo | None = None
        self._guessed = day is None and year is None
        self.day_unknown = False

    def enter(self, stamp: Stamp) -> None:
        """Take the day of a heading or line that holds a day and nothing else.

        Raises ValueError for a day that is none.
        """
        day = self._date(stamp.day) if stamp.day else None
        if day:
            self._day, self._previous = day, None

    def restart(self) -> None:
        """Begin another list of entries: bare times no longer follow the previous ones."""
        self._previous = None
        self._day = self._document_day

    def resolve(self, stamp: Stamp, header_zone: str | None = None) -> Resolved:
        """The instant of a stamp. Raises ValueError with the reason for a day that is none."""
        zone, assumed = self._zone_for(stamp, header_zone)
        day = self._date(stamp.day) if stamp.day else self._day
        unknown = day is None or (stamp.day is None and self._guessed)
        at = _instant(day or UNKNOWN_DAY, stamp, zone)
        if stamp.day is None:
            at = pass_midnight(at, self._previous)
        until = self._until(stamp, at, zone)
        if not _EARLIEST <= at < _LATEST:
            raise ValueError(f"{stamp.written}: outside the years that reports are of")
        unknown = unknown or self._unknown(stamp)
        self.day_unknown = self.day_unknown or unknown
        self._previous = at
        self._day = at.astimezone(zone).date()
        return Resolved(at, until, stamp.precision_s, assumed, unknown)

    def _unknown(self, stamp: Stamp) -> bool:
        return bool(stamp.day and stamp.day.year is None and self._year is None)

    def _zone_for(self, stamp: Stamp, header_zone: str | None) -> tuple[tzinfo, bool]:
        if stamp.zone:
            self._last_zone = zone_of(stamp.zone)
            return self._last_zone, False
        if header_zone:
            return zone_of(header_zone), False
        if self._zone is not None:
            return self._zone, False
        if self._last_zone is not None:
            return self._last_zone, False
        return UTC, True

    def _until(self, stamp: Stamp, at: datetime, zone: tzinfo) -> datetime | None:
        if stamp.until is None and stamp.until_day is None:
            if stamp.day and stamp.day.last and stamp.time is None:
                end = self._date(stamp.day._replace(day=stamp.day.last))
                return _midnight(end, zone) + timedelta(days=1)
            return None
        day = self._date(stamp.until_day) if stamp.until_day else at.astimezone(zone).date()
        if stamp.until is None:
            return _midnight(day, zone) + timedelta(days=1)
        until = _instant(day, stamp._replace(time=stamp.until), zone)
        return until if until >= at or stamp.until_day else until + timedelta(days=1)

    def _date(self, day: Day) -> date:
        if day.a_b and (self._month_first or day.month > 12) and day.day <= 12:
            day = day.swapped()
        year = day.year
        try:
            if year is None:
                return self._nearest(day)
            return date(year, day.month, day.day)
        except ValueError:
            raise ValueError(f"{day.day}/{day.month}/{year or ''}: no such day") from None

    def _nearest(self, day: Day) -> date:
        """The year that brings a day without one nearest to the day before it in the report."""
        base = self._day or self._document_day
        if base is None:
            return date(self._year or UNKNOWN_DAY.year, day.month, day.day)
        if self._document_day is None and self._year and base == UNKNOWN_DAY:
            return date(self._year, day.month, day.day)
        found = []
        for year in (base.year, base.year - 1, base.year + 1):
            try:
                found.append(date(year, day.month, day.day))
            except ValueError:
                continue
        if not found:
            raise ValueError("no such day")
        return min(found, key=lambda each: abs((each - base).days))


def _instant(day: date, stamp: Stamp, zone: tzinfo) -> datetime:
    time = stamp.time
    if time is None:
        return _midnight(day, zone)
    local = datetime(day.year, day.month, day.day, time.hour, time.minute, time.second,
                     time.micro, tzinfo=zone)  # fmt: skip
    return local.astimezone(UTC)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def document_day(*texts: str, swap: bool = False) -> date | None:
    """The first full date in the title, the file name or whatever else is given, in that order.

    `swap`: two numbers are month and day.
    """
    for text in texts:
        for stamp in stamps_in(text.replace("_", " "), 3):
            if stamp.day and stamp.day.year:
                found = _plain_date(stamp.day, swap=swap)
                if found:
                    return found
    return None


def _plain_date(day: Day, *, swap: bool = False) -> date | None:
    if day.a_b and (day.month > 12 or (swap and day.day <= 12)):
        day = day.swapped()
    try:
        return date(day.year or 0, day.month, day.day)
    except ValueError:
        return None


def document_year(stamps: Iterable[Stamp], *texts: str) -> int | None:
    """The year that title or file name hold, else the one that most dates of the report are in."""
    for text in texts:
        match = _YEAR.search(text)
        if match:
            return int(match[1])
    years = Counter(stamp.day.year for stamp in stamps if stamp.day and stamp.day.year)
    return years.most_common(1)[0][0] if years else None


def month_first(stamps: Sequence[Stamp], *, american: bool, near: date | None) -> bool:
    """Whether "03/04/2021" is the fourth of March in this report.

    Told by a number over twelve, else by which reading lies nearer to the report's own date,
    else by its zone.
    """
    pairs = [stamp.day for stamp in stamps if stamp.day and stamp.day.a_b]
    if any(day.month > 12 for day in pairs):
        return True
    if any(day.day > 12 for day in pairs) or not pairs:
        return False
    if near is not None:
        as_is = sum(_distance(day, near) for day in pairs)
        swapped = sum(_distance(day.swapped(), near) for day in pairs)
        if as_is != swapped:
            return swapped < as_is
    return american


def _distance(day: Day, near: date) -> int:
    found = _plain_date(day._replace(year=day.year or near.year, a_b=False))
    return abs((found - near).days) if found else 10_000


def day_of(text: str) -> Stamp | None:
    """The stamp that a text begins with, when it holds a day."""
    stamp = stamp_at(text)
    return stamp if stamp and stamp.day else None
