"""Dates and times as people write them at the head of a timeline entry, or inside a sentence.

A stamp is read piece by piece (weekday, day, clock, zone, range), in any order and with any
brackets, commas and emphasis between, so that no layout needs a rule of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from heapq import merge
from typing import NamedTuple

from hansei.domain.hints import any_in
from hansei.reading.daytimes import DAY, Day, Time, day_at, time_at
from hansei.reading.zones import ZONE, is_zone

_ABOUT_S = 300
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
_MONTH_STARTS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_HOUR_NAMES = ("noon", "midnight")
_NAMED_STARTS = (*_MONTH_STARTS, *_HOUR_NAMES)
_MONTH_START = "|".join(_MONTH_STARTS)
# Two searches, for the engine skips to the next digit only where every branch begins with one.
_START = re.compile(
    r"\d(?:\d{0,3}[:.\-/h]\d|\d?\s?[ap]\.?m\b|"
    rf"\d?(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH_START}))", re.IGNORECASE,
)  # fmt: skip
_NAMED_START = re.compile(
    rf"\b(?:{_MONTH_START})[a-z]{{0,6}}\.?\s\d|\b(?:noon|midnight)\b", re.IGNORECASE
)
_MOST = 40
_MOST_STAMPS = 200
_REMEMBERED, _SHORT = 4096, 1000
_DIGITS = "0123456789"
_TIME_NAMES = ("noon", "midday", "midnight", "xx:xx", "??:??", "--:--")


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
    if _without_time(text):
        return None
    return _short_stamp_at(text, start) if len(text) <= _SHORT else _stamp_at(text, start)


def _without_time(text: str) -> bool:
    return not any_in(_DIGITS, text) and not any_in(_TIME_NAMES, text.lower())


def _stamp_at(text: str, start: int) -> Stamp | None:
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


def stamps_in(text: str, most: int = _MOST_STAMPS) -> Sequence[Stamp]:
    """The first `most` stamps in a running text, in order, 200 at the most."""
    if _without_time(text):
        return ()
    if len(text) > _SHORT:
        return _stamps_in(text, most)
    found = _short_stamps_in(text, _MOST_STAMPS)
    return found if len(found) <= most else found[:most]


def _stamps_in(text: str, most: int) -> tuple[Stamp, ...]:
    found: list[Stamp] = []
    position = 0
    for start in _starts(text):
        if start < position or (start and text[start - 1] in "0123456789.:-/#=vV"):
            continue
        stamp = _stamp_at(text, start)
        if stamp is None or stamp.end <= start:
            continue
        found.append(stamp)
        if len(found) == most:
            break
        position = stamp.end
    return tuple(found)


# The same lines are asked about by one part of the reader after the other.
_short_stamp_at = lru_cache(maxsize=_REMEMBERED)(_stamp_at)
_short_stamps_in = lru_cache(maxsize=_REMEMBERED)(_stamps_in)


def _starts(text: str) -> Iterator[int]:
    """Where a stamp may begin, in order."""
    numbers = any_in(_DIGITS, text)
    if not any_in(_NAMED_STARTS if numbers else _HOUR_NAMES, text.lower()):
        return _searched(_START, text) if numbers else iter(())
    return merge(_searched(_START, text), _searched(_NAMED_START, text))


def _searched(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    at = 0
    while match := pattern.search(text, at):
        yield match.start()
        at = match.start() + 1


def _closing(text: str, end: int) -> int:
    while end < len(text) and text[end] in "*_`])}~":
        end += 1
    return end


def _piece(pieces: _Pieces, text: str, at: int) -> int | None:
    if not text[at : at + 1].isdecimal():
        about = _ABOUT.match(text, at)
        if about:
            pieces.about = pieces.about or about[0].lower() not in ("between", "from")
            return about.end()
        weekday = _WEEKDAY.match(text, at)
        if weekday:
            return weekday.end()
    if pieces.day is None:
        day, end = day_at(text, at)
        if day:
            pieces.day = day
            return end
    if pieces.time is None and not pieces.unknown:
        time, end = time_at(text, at)
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
    day, after = day_at(text, to.end())
    between = after if day else to.end()
    while day and between < len(text) and text[between] in " ,":
        between += 1
    if day and text.startswith("at ", between):
        between += 3
    time, end = time_at(text, between)
    if time and pieces.time and not time.weak:
        pieces.until_day, pieces.until = day, time
        return end
    if day and pieces.day and pieces.time is None:
        pieces.until_day = day
        return after
    return None
