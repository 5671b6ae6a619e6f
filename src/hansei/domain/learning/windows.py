"""Windows of time: so many days back from an instant, or a month, quarter or year of a calendar.

named_window("30d", ...)      the 30 days until now
named_window("2026-03", ...)  March on the clock of a zone; also "2026Q1" and "2026"
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from hansei.domain.learning.availability import Window

MOST_DAYS = 3660
_ROLLING = re.compile(r"([1-9]\d{0,3})d", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTER = re.compile(r"(\d{4})Q([1-4])", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"\d{4}", re.ASCII)


def rolling(days: int, until: datetime) -> Window:
    """The `days` days until an instant."""
    return Window(until - timedelta(days=days), until)


def calendar_window(year: int, month: int, months: int, zone: tzinfo) -> Window:
    """So many months from the first of one on, on the clock of a zone."""
    after = year * 12 + month - 1 + months
    return Window(
        datetime(year, month, 1, tzinfo=zone), datetime(after // 12, after % 12 + 1, 1, tzinfo=zone)
    )


def named_window(name: str, *, now: datetime, zone: tzinfo) -> Window:
    """The window of that name. Raises ValueError for a name that means none."""
    text = name.strip()
    if match := _ROLLING.fullmatch(text):
        days = int(match[1])
        if days <= MOST_DAYS:
            return rolling(days, now)
    elif match := _MONTH.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        if _is_usual(year) and 1 <= month <= 12:
            return calendar_window(year, month, 1, zone)
    elif match := _QUARTER.fullmatch(text):
        if _is_usual(int(match[1])):
            return calendar_window(int(match[1]), int(match[2]) * 3 - 2, 3, zone)
    elif _YEAR.fullmatch(text) and _is_usual(int(text)):
        return calendar_window(int(text), 1, 12, zone)
    raise ValueError(f"no window {name[:40]!r}: write 30d, 2026-03, 2026Q1 or 2026")


def months_back(count: int, *, now: datetime, zone: tzinfo) -> list[Window]:
    """The last `count` calendar months, the one that runs included, in order."""
    local = now.astimezone(zone)
    newest = local.year * 12 + local.month - 1
    return [
        calendar_window(month // 12, month % 12 + 1, 1, zone)
        for month in range(newest - count + 1, newest + 1)
    ]


def _is_usual(year: int) -> bool:
    return 1970 <= year <= 2200
