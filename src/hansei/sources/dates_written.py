"""The day in a written time: numeric dates in either order, named months, dates without a year."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

LONGEST = 64
"""Characters of the longest wording that is looked at."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan ene gen janv", "feb fév fev", "mar mär mars", "apr abr avr", "may mai mei mag",
         "jun juin giu", "jul juil lug", "aug ago août aou", "sep set", "oct okt ott out",
         "nov", "dec dez dic déc"),
        1,
    )
    for name in names.split()
}  # fmt: skip
_NUMERIC = re.compile(r"(?<![\d:])(\d{1,4})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th|\.)?[ \-/]{1,2}([^\W\d_]{3,9})\.?,?[ \-/]{1,2}"
    r"(\d{4}|\d{2}(?![\d:]))"
)
_MONTH_DAY = re.compile(
    r"\b([^\W\d_]{3,9})\.?[ \-/]{1,3}(\d{1,2})(?:st|nd|rd|th)?(?![\d:])(?:,?[ \-/]{1,2}(\d{4}))?"
)
_YEAR = re.compile(r"(?<![\d:+\-])(\d{4})(?=\s{0,2}(?:[+-]\d\d:?\d\d)?$)")
_FILE_DAY = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")
_JAPANESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


class Frame(NamedTuple):
    """What a cell's time is read within.

    `dayfirst` is None where the file does not tell whether 03/04 is the third of April; the day
    is taken first then and the cell kept as written. `day` completes a bare time; `now` completes
    a date without a year, so that the time is not in the future.
    """

    zone: tzinfo = UTC
    zone_told: bool = False
    dayfirst: bool | None = None
    day: date | None = None
    now: datetime | None = None


def without_day(text: str, frame: Frame) -> tuple[date | None, str, bool]:
    """The date, the text without it, and whether the order of day and month was assumed."""
    found = _JAPANESE.search(text)
    if found:
        return _day(*map(int, found.groups())), cut(text, found), False
    found = _NUMERIC.search(text)
    if found:
        first, separator, second, third = found.groups()
        rest = cut(text, found)
        if len(first) == 4:
            return _day(int(first), int(second), int(third)), rest, False
        return (*_ordered(int(first), int(second), third, separator, frame, rest),)
    found = _DAY_MONTH.search(text)
    if found and found[2][:4].lower().rstrip(".") and _month(found[2]):
        return _day(_year(found[3]), _month(found[2]), int(found[1])), cut(text, found), False
    for found in _MONTH_DAY.finditer(text):
        if _month(found[1]):
            return _named(text, found, frame)
    return None, text, False


def _named(text: str, found: re.Match[str], frame: Frame) -> tuple[date, str, bool]:
    """ "Mar 1, 2025", "Sat Mar  1 10:32:07 2025" or, completed from `frame.now`, "Mar 1"."""
    month, day = _month(found[1]), int(found[2])
    rest = cut(text, found)
    if found[3]:
        return _day(int(found[3]), month, day), rest, False
    tail = _YEAR.search(rest.rstrip())
    if tail:
        return _day(int(tail[1]), month, day), cut(rest, tail), False
    if frame.now is None:
        raise ValueError(f"{text!r} has no year")
    return completed(month, day, frame.now), rest, True


def completed(month: int, day: int, now: datetime) -> date:
    """The last such day that is not after tomorrow as seen from `now`: a log has no year."""
    limit = (now + timedelta(days=1)).date()
    for year in range(limit.year, limit.year - 9, -1):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= limit:
            return candidate
    raise ValueError("is no day that exists")


def _ordered(
    first: int, second: int, third: str, separator: str, frame: Frame, rest: str
) -> tuple[date, str, bool]:
    year = _year(third)
    if first > 12 or second > 12 or first == second or separator == ".":
        dayfirst, assumed = (first > 12 or second <= 12), False
    else:
        dayfirst, assumed = frame.dayfirst is not False, frame.dayfirst is None
    day, month = (first, second) if dayfirst else (second, first)
    return _day(year, month, day), rest, assumed


def _month(name: str) -> int:
    name = name.lower()
    return _MONTHS.get(name[:4], 0) or _MONTHS.get(name[:3], 0)


def _year(text: str) -> int:
    number = int(text)
    return number if len(text) == 4 else 2000 + number


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{year}-{month}-{day} is no date that exists") from None


def cut(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :].lstrip(':')}"


def order_in(cells: list[str]) -> bool | None:
    """True where a day over 12 stands first in a numeric date, False where second, else None."""
    for cell in cells:
        found = _NUMERIC.search(cell[:LONGEST])
        if found and len(found[1]) < 4 and found[2] != ".":
            first, second = int(found[1]), int(found[3])
            if first > 12 >= second:
                return True
            if second > 12 >= first:
                return False
    return None


def day_in_name(file: str, given: str = "") -> date | None:
    """The day that a user gave, else the one in a file's name ("timeline-2025-03-01.csv")."""
    for text in (given, file.rpartition("/")[2]):
        match = _FILE_DAY.search(text)
        if match:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None
