"""Days and times of day as people write them, read at one place of a text.

Written out, in numbers of either order, with two or four figures of the year; on a clock of 12 or
24 hours, with seconds, or only as far as the hour.
"""

from __future__ import annotations

import re
from typing import NamedTuple

HOUR, DAY = 3600, 86400
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
_NAMED_DAYS = tuple(each for each in _DAYS if each.pattern.startswith(_MONTH))
_NUMBERED_DAYS = tuple(each for each in _DAYS if each not in _NAMED_DAYS)
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
_NUMBERED_CLOCKS, _NAMED_CLOCKS = _CLOCKS[:3], _CLOCKS[3:]
_MONTH_LETTERS = frozenset("jfmasondJFMASOND")
_CLOCK_MARKS = frozenset("nNmMxX-?")


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


def day_at(text: str, at: int) -> tuple[Day | None, int]:
    """The day that begins at `at`, with where it ends; None where none does."""
    first = text[at : at + 1]
    named = _NAMED_DAYS if first in _MONTH_LETTERS else ()
    for pattern in _NUMBERED_DAYS if first.isdecimal() else named:
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


def time_at(text: str, at: int) -> tuple[Time | None, int]:
    """The time that begins at `at`, with where it ends: 0 where none does.

    One that is left open ("??:??") ends somewhere, and is None.
    """
    first = text[at : at + 1]
    named = _NAMED_CLOCKS if first in _CLOCK_MARKS else ()
    for pattern in _NUMBERED_CLOCKS if first.isdecimal() else named:
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
