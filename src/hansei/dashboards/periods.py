"""Months and quarters between two days, those without an incident too."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext

from hansei.dashboards.asked import Asked
from hansei.learning.selectors.chosen import By, month_name, quarter_name

MOST_PERIODS = 48
"""More would be too narrow to read: the newest are drawn, the table has more of them."""
MOST_LISTED = 400
"""A century of quarters: what lies before is in the other charts."""


class Period(NamedTuple):
    """A period by its name, with its first day and the number of days of it that are over."""

    name: str
    first: date
    days: int


def periods(asked: Asked, known: list[str], now: date) -> list[Period]:
    """The periods of the chosen time; of everything, those from the first to the last known."""
    size = 1 if asked.step is By.MONTH else 3
    bounds = [_month(each) for each in known]
    first = _number(asked.first) if asked.first else min(bounds, default=None)
    last = _number(min(asked.last, now)) if asked.last else max(bounds, default=None)
    if first is None or last is None:
        return []
    start = first // size * size
    months = range(start, last + 1, size)[-MOST_LISTED:]
    return [_period(month, size, now) for month in months]


def _period(month: int, size: int, now: date) -> Period:
    name = month_name(month) if size == 1 else quarter_name(month)
    begins, after = _day(month), _day(month + size)
    return Period(name, begins, max(1, (min(after, now) - begins).days))


def period_of(day: date, step: By) -> str:
    """The name of the period that a day lies in."""
    month = _number(day)
    return month_name(month) if step is By.MONTH else quarter_name(month // 3 * 3)


def _month(name: str) -> int:
    """The months since year 0 of "2026-03" or "2026Q1"."""
    year, rest = int(name[:4]), name[4:]
    return year * 12 + (int(rest[1:]) - 1) * (3 if rest[0] == "Q" else 1)


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _day(month: int) -> date:
    year, index = divmod(month, 12)
    return date(year, index + 1, 1) if year < 10_000 else date.max


def unobserved(end: date | None) -> str:
    """That nothing was observed of the last periods; "" without an end."""
    if end is None:
        return ""
    said = gettext("Nothing was observed after %(day)s, where an archive ends: that is no calm.")
    return " " + said % {"day": end.isoformat()}


def earlier(amount: int) -> str:
    """That a drawing leaves periods out, where there are more than it has room for."""
    if amount <= MOST_PERIODS:
        return ""
    said = gettext("Drawn are the last %(drawn)d periods; the table has %(all)d.")
    return " " + said % {"drawn": MOST_PERIODS, "all": amount}
