"""Times as people and programs write them into tables and logs.

Read without a guessing library: a wrong guess about a day is worse than a refused row.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from hansei.domain.times import ABBREVIATIONS, from_epoch, from_iso, zone_named
from hansei.sources.dates_written import LONGEST, Frame, cut, without_day

_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})[:.h時](\d{2})(?:[:.分](\d{2})(?:[.,](\d{1,9}))?)?\s{0,2}([AaPp]\.?[Mm]\.?)?(?![\d:])"
)
_HOUR = re.compile(r"(?<![\d:.])(\d{1,2})\s?([AaPp]\.?[Mm]\b\.?)")
_ZONE = re.compile(
    r"\(?\b([A-Za-z]+/[A-Za-z_/]+|(?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d\d)?|[A-Z]{1,5}(?![a-zA-Z]))\)?"
    r"|([+-]\d\d:?\d\d|[+-]\d{1,2})(?![\d:])"
)
_RANGE = re.compile(
    r"\s*[–—→~]\s*|\s-{1,2}>?\s|\s(?:to|until|bis|à|a)\s|(?<=\d)-(?=\d{1,2}[:.]\d\d)"
)
_NUMBER = re.compile(r"-?\d{9,19}(?:\.\d{1,9})?$")
_FILLER = frozenset(
    "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday tues "
    "thur thurs mo di mi do fr sa so at on um uhr h the of le el de local time".split()
)
_WORD = re.compile(r"[^\W_]+")


class Written(NamedTuple):
    """A time as read from a cell. `written` is set where reading took a decision."""

    at: datetime
    precision_s: int = 1
    zone_assumed: bool = False
    written: str | None = None
    until: datetime | None = None
    bare: bool = False


def read_time(value: Any, frame: Frame) -> Written:
    """A time in any common form: ISO 8601, Unix, numeric or named dates, bare times, ranges.

    Raises ValueError for anything else, for a bare time without `frame.day` and for a relative
    time ("3 hours ago").
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value)
    if not isinstance(value, str):
        raise ValueError("is no time")
    text = value.strip()
    if not text or len(text) > LONGEST:
        raise ValueError(f"{text[:40]!r} is no time")
    if text[4:5] == "-" or (text[8:9] == "T" and text[:8].isdigit()):
        try:
            at, precision, assumed = from_iso(text, frame.zone)
            return Written(at, precision, assumed and not frame.zone_told)
        except ValueError:
            pass
    elif _NUMBER.match(text):
        return _from_number(text)
    return _cached(text, frame)


def _from_number(value: float | str) -> Written:
    try:
        at = from_epoch(value)
    except OverflowError:
        raise ValueError("is no time") from None
    whole = "." not in value if isinstance(value, str) else value == int(value)
    return Written(at, 1 if whole and at.microsecond == 0 else 0)


@lru_cache(maxsize=8192)
def _cached(text: str, frame: Frame) -> Written:
    parts = _RANGE.split(text)
    if len(parts) == 2 and parts[0] and parts[1]:
        try:
            return _range(text, parts[0], parts[1], frame)
        except ValueError:
            pass
    return _slow(text, frame)


def _range(text: str, start: str, end: str, frame: Frame) -> Written:
    """ "02:00-04:30": the end takes the start's day, or the next one, and the zone of either."""
    last = _slow(end, frame._replace(day=frame.day or date(2000, 1, 1)))
    zone = zone_of(end)
    if zone is not None and zone_of(start) is None:
        frame = frame._replace(zone=zone, zone_told=True)
    first = _slow(start, frame)
    if last.bare:
        day = first.at.astimezone(frame.zone).date()
        last = _slow(end, frame._replace(day=day))
        if last.at < first.at:
            last = last._replace(at=last.at + timedelta(days=1))
    if last.at < first.at:
        raise ValueError(f"{text!r} ends before it starts")
    return first._replace(until=last.at, written=text)


def zone_of(text: str) -> tzinfo | None:
    """The zone named in a written time, None where there is none."""
    rest = without_day(text, Frame())[1]
    match = _TIME.search(rest)
    found = _ZONE.search(rest[match.end() :] if match else rest)
    try:
        return zone_named(found[1] or found[2]) if found else None
    except ValueError:
        return None


def _slow(text: str, frame: Frame) -> Written:
    day, rest, decided = without_day(text, frame)
    bare = day is None
    if day is None:
        day = frame.day
        if day is None:
            raise ValueError(f"{text!r} is a time without a date" if _TIME.search(text)
                             else f"{text!r} is no time")  # fmt: skip
    clock, rest, precision = _without_clock(rest)
    if bare and precision == 86400:
        raise ValueError(f"{text!r} is no time")
    zone, rest, abbreviated = _without_zone(rest)
    if any(word.lower() not in _FILLER for word in _WORD.findall(rest)):
        raise ValueError(f"{text!r} is no time")
    try:
        at = datetime(day.year, day.month, day.day, *clock, tzinfo=zone or frame.zone)
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is no time that exists") from None
    if not 1990 <= at.year < 2100:
        raise ValueError(f"{text!r} is outside the years 1990 to 2100")
    written = text if bare or decided or abbreviated else None
    return Written(at, precision, zone is None and not frame.zone_told, written, None, bare)


def _without_clock(text: str) -> tuple[tuple[int, int, int, int], str, int]:
    found = _TIME.search(text)
    if found:
        hour, minute, second, fraction, half = found.groups()
        micro = int(fraction[:6].ljust(6, "0")) if fraction else 0
        precision = 0 if fraction else 1 if second else 60
        clock = (_hour(int(hour), half), int(minute), int(second or 0), micro)
        return clock, cut(text, found), precision
    found = _HOUR.search(text)
    if found:
        return (_hour(int(found[1]), found[2]), 0, 0, 0), cut(text, found), 3600
    return (0, 0, 0, 0), text, 86400


def _without_zone(text: str) -> tuple[tzinfo | None, str, bool]:
    for found in _ZONE.finditer(text):
        name = found[1] or found[2]
        if name == "T" or name.lower() in _FILLER:
            continue
        try:
            zone = zone_named(name)
        except ValueError:
            return None, text, False
        sure = name.upper() in ("UTC", "GMT", "Z") or name.upper() not in ABBREVIATIONS
        return zone, cut(text, found).replace("()", ""), not sure
    return None, text.replace("T", " ") if text.strip() == "T" else text, False


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"{hour} {half} is no time of day")
    return hour % 12 + (12 if half[0] in "pP" else 0)
