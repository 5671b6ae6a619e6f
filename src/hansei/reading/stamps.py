"""Dates and times as people write them at the head of a timeline entry, or inside a sentence.

A stamp is read piece by piece (weekday, day, clock, zone, range), in any order and with any
brackets, commas and emphasis between, so that no layout needs a rule of its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hansei.reading.zones import ZONE, is_zone

HOUR, DAY = 3600, 86400
_ABOUT_S = 300
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"), 1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:,?\s{1,3}(?P<year>(?:19|20)\d\d)(?![\d:]))?"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAYS = (
    re.compile(r"(?P<year>\d{4,5})(?P<sep>[-/.])(?P<mon>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?P<a>\d{1,2})(?P<sep>/)(?P<b>\d{1,2})/(?P<year>\d\d)(?![\d/])"),
    re.compile(r"(?P<a>\d{1,2})(?P<sep>/)(?P<b>\d{1,2})(?=,?\s{1,3}\d{1,2}:\d\d)"),
    re.compile(
        rf"(?P<day>\d{{1,2}}){_ORDINAL}(?:\s?[-–]\s?(?P<last>\d{{1,2}}))?{_ORDINAL}\.?[\s\-/]{{1,3}}"
        rf"(?:of\s)?{_MONTH}(?:[-/](?P<y2>\d{{4}}))?{_YEAR}", re.IGNORECASE,
    ),
    re.compile(
        rf"{_MONTH}\s{{0,3}}(?P<day>\d{{1,2}})(?!\d|:){_ORDINAL}"
        rf"(?:\s?[-–]\s?(?P<last>\d{{1,2}})(?![\d:]))?{_ORDINAL}{_YEAR}", re.IGNORECASE,
    ),
    re.compile(rf"(?P<year>(?:19|20)\d\d)\s{_MONTH}\s(?P<day>\d{{1,2}})(?!\d)", re.IGNORECASE),
)  # fmt: skip
_CLOCKS = (
    re.compile(
        r"(?P<hour>\d{1,2})(?P<sep>[:.h])(?P<minute>[0-5]\d|\?\?|xx|--|__)(?![\d.]\d)"
        r"(?::(?P<second>[0-5]\d)(?:[.,](?P<part>\d{1,9}))?)?"
        r"(?P<half>\s?[ap]\.?m\b\.?)?(?![%\w]{2})", re.IGNORECASE,
    ),
    re.compile(r"(?P<hour>\d{1,2})\s?(?P<half>[ap]\.?m\b\.?)", re.IGNORECASE),
    re.compile(r"(?P<hour>[012]\d)(?P<minute>[0-5]\d)(?=\s?(?:hrs?|hours|h|z|utc|gmt)\b)",
               re.IGNORECASE),
    re.compile(r"(?P<word>noon|midday|midnight)\b", re.IGNORECASE),
    re.compile(r"(?P<unknown>--:--|\?\?:\?\?|xx:xx)", re.IGNORECASE),
)  # fmt: skip
_FILLER = re.compile(
    r"(?:[\s,*_`\[\](){}|@]|(?:at|on|the|hrs?|hours|of)\b|(?:T(?=\d)))", re.IGNORECASE
)
_ABOUT = re.compile(
    r"[~≈]|(?:about|around|approx(?:imately)?\.?|circa|ca\.|c\.|roughly|between|from)(?=[\s~\d])",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?", re.IGNORECASE
)
_TO = re.compile(r"\s{0,3}(?:-|–|—|->|→|\bto\b|\buntil\b|\btill\b|\band\b)\s{0,3}", re.IGNORECASE)
_START = re.compile(
    r"\d{1,4}[:.\-/h]\d|\d{1,2}\s?[ap]\.?m\b|\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?[a-z]{3}|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s\d|\b(?:noon|midnight)\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_MOST = 40


class Day(NamedTuple):
    """A calendar day; the year may be left out, `last` ends a span of days ("7-13th")."""

    year: int | None
    month: int
    day: int
    last: int | None = None
    a_b: bool = False
    """Whether day and month are two numbers in the order of the document (see `swapped`)."""

    def swapped(self) -> Day:
        """The same two numbers as month before day."""
        return self._replace(month=self.day, day=self.month)


class Time(NamedTuple):
    """A time of day. `precision_s` is the width of its smallest written unit in seconds."""

    hour: int
    minute: int
    second: int = 0
    micro: int = 0
    precision_s: int = 60
    weak: bool = False
    """Written like a number or a version ("11.50"), a time only where times are expected."""


class Stamp(NamedTuple):
    """A date, a time or both, as written from the start of a text up to `end`."""

    day: Day | None
    time: Time | None
    until_day: Day | None
    until: Time | None
    zone: str | None
    about: bool
    written: str
    start: int
    end: int

    @property
    def precision_s(self) -> int:
        """The width in seconds of what is written: a minute, an hour, a whole day."""
        width = self.time.precision_s if self.time else DAY
        return max(width, _ABOUT_S) if self.about else width


class _Pieces:
    def __init__(self) -> None:
        self.day: Day | None = None
        self.time: Time | None = None
        self.until_day: Day | None = None
        self.until: Time | None = None
        self.zone: str | None = None
        self.about = False
        self.unknown = False


def stamp_at(text: str, start: int = 0) -> Stamp | None:
    """The stamp that begins at `start`, behind brackets and emphasis; None where none does."""
    pieces = _Pieces()
    position = end = start
    for _ in range(_MOST):
        filler = _FILLER.match(text, position)
        if filler:
            position = filler.end()
            continue
        after = _piece(pieces, text, position)
        if after is None:
            break
        position = end = after
    if pieces.day is None and pieces.time is None:
        return None
    end = _closing(text, end)
    written = text[start:end].strip(" \t*_`[](){}|,@")
    return Stamp(pieces.day, pieces.time, pieces.until_day, pieces.until, pieces.zone,
                 pieces.about, written, start, end)  # fmt: skip


def stamps_in(text: str, most: int = 200) -> list[Stamp]:
    """All stamps in a running text, in order."""
    found: list[Stamp] = []
    if _DIGIT.search(text) is None and "noon" not in text and "midnight" not in text:
        return found
    position = 0
    while len(found) < most:
        match = _START.search(text, position)
        if match is None:
            break
        if match.start() and text[match.start() - 1] in "0123456789.:-/#=vV":
            position = match.start() + 1
            continue
        stamp = stamp_at(text, match.start())
        if stamp is None or stamp.end <= match.start():
            position = match.start() + 1
            continue
        found.append(stamp)
        position = stamp.end
    return found


def _closing(text: str, end: int) -> int:
    while end < len(text) and text[end] in "*_`])}~":
        end += 1
    return end


def _piece(pieces: _Pieces, text: str, at: int) -> int | None:
    about = _ABOUT.match(text, at)
    if about:
        pieces.about = pieces.about or about[0].lower() not in ("between", "from")
        return about.end()
    weekday = _WEEKDAY.match(text, at)
    if weekday:
        return weekday.end()
    if pieces.day is None:
        day, end = _day(text, at)
        if day:
            pieces.day = day
            return end
    if pieces.time is None and not pieces.unknown:
        time, end = _time(text, at)
        if end:
            pieces.time, pieces.unknown = time, time is None
            return end
    if pieces.time is not None and pieces.zone is None:
        zone = ZONE.match(text, at)
        # "02:00-04:30" is a range: a negative offset follows seconds or a full ISO time.
        ranged = text[at : at + 1] == "-" and pieces.time.precision_s >= 60
        if zone and is_zone(zone[0]) and not (ranged and "T" not in text[max(0, at - 6) : at]):
            pieces.zone = zone[0]
            return zone.end()
    return _range(pieces, text, at)


def _range(pieces: _Pieces, text: str, at: int) -> int | None:
    if (pieces.day is None and pieces.time is None) or pieces.until or pieces.until_day:
        return None
    to = _TO.match(text, at)
    if to is None:
        return None
    day, after = _day(text, to.end())
    between = after if day else to.end()
    while day and between < len(text) and text[between] in " ,":
        between += 1
    if day and text.startswith("at ", between):
        between += 3
    time, end = _time(text, between)
    if time and pieces.time and not time.weak:
        pieces.until_day, pieces.until = day, time
        return end
    if day and pieces.day and pieces.time is None:
        pieces.until_day = day
        return after
    return None


def _day(text: str, at: int) -> tuple[Day | None, int]:
    for pattern in _DAYS:
        match = pattern.match(text, at)
        if match is None:
            continue
        found = match.groupdict()
        last = int(found["last"]) if found.get("last") else None
        year = _year(found.get("year") or found.get("y2"))
        if found.get("month"):
            month = _MONTHS[found["month"].lower()]
            return Day(year, month, int(found["day"]), last), match.end()
        if found.get("a"):
            return Day(year, int(found["b"]), int(found["a"]), a_b=True), match.end()
        return Day(year, int(found["mon"]), int(found["day"])), match.end()
    return None, 0


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    if len(written) == 2:
        return 2000 + int(written)
    if len(written) == 5:  # "20202": a year with a digit typed twice
        return int(written[:4])
    return int(written)


def _time(text: str, at: int) -> tuple[Time | None, int]:
    for pattern in _CLOCKS:
        match = pattern.match(text, at)
        if match is None:
            continue
        found = match.groupdict()
        if found.get("unknown"):
            return None, match.end()
        if found.get("word"):
            return Time(0 if found["word"].lower() == "midnight" else 12, 0), match.end()
        time = _clock(found)
        if time:
            end = match.end()
            return time, end + (end < len(text) and text[end] == "~")
    return None, 0


def _clock(found: dict[str, str | None]) -> Time | None:
    hour = int(found["hour"] or 0)
    half = (found.get("half") or "").strip().lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23:
        return None
    minute = found.get("minute")
    if minute is None:
        return Time(hour, 0, precision_s=HOUR)
    if not minute.isdigit():
        return Time(hour, 0, precision_s=HOUR)
    weak = found.get("sep") in (".", "h", "H") and not half
    if not found.get("second"):
        return Time(hour, int(minute), weak=weak)
    part = found.get("part")
    micro = int(part[:6].ljust(6, "0")) if part else 0
    return Time(hour, int(minute), int(found["second"] or 0), micro, 0 if part else 1)
