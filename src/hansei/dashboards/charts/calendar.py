"""Incidents day by day: a year as weeks, one square a day, a number where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from markupsafe import Markup

from hansei.dashboards.charts.svg import NARROW, WIDE, drawing, element, text

_LATEST_NAMED = 21
_STEPS = (0, 1, 2, 4, 8)
"""From this many incidents on a day is drawn a step darker."""


def calendar(
    counts: Mapping[date, int], *, first: date, last: date, label: str, months: Mapping[int, str],
    addresses: Mapping[date, str] | None = None,
) -> Markup:  # fmt: skip
    """The chart in both widths: on a phone the last half year. `months` names them by number."""
    monday = first - timedelta(days=first.weekday())
    half = max(monday, last - timedelta(days=last.weekday() + 7 * 25))
    return Markup("").join((
        _drawn(counts, monday, last, WIDE, label, months, addresses or {}),
        _drawn(counts, half, last, NARROW, label, months, addresses or {}),
    ))  # fmt: skip


def step_of(count: int) -> int:
    """How dark a day is, 0 to 4."""
    return max(index for index, least in enumerate(_STEPS) if count >= least)


def _drawn(
    counts: Mapping[date, int], first: date, last: date, width: float, label: str,
    months: Mapping[int, str], addresses: Mapping[date, str],
) -> Markup:  # fmt: skip
    weeks = (last - first).days // 7 + 1
    size = min(18.0, (width - 8) / max(weeks, 1))
    parts: list[str] = []
    named = 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        week, weekday = divmod(offset, 7)
        x, y = 4 + week * size, 20 + weekday * size
        if weekday == 0 and day.month != named:
            named = day.month
            if day.day <= _LATEST_NAMED:  # a month that is nearly over would run into the next
                parts.append(text(x, 12, months[day.month], class_="chart-tick"))
        count = counts.get(day, 0)
        title = element("title", f"{day.isoformat()}: {count}")
        square = element(
            "rect", title, x=x, y=y, width=size - 2, height=size - 2, rx=2,
            class_=f"chart-day chart-day-{step_of(count)}",
        )  # fmt: skip
        address = addresses.get(day)
        if count and address:
            # Not among the stops of the keyboard: hundreds of days would stand in the way.
            said = f"{day.isoformat()}: {count}"
            square = element("a", square, href=address, aria_label=said, tabindex="-1")
        parts.append(square)
    return drawing(width, 24 + 7 * size, *parts, label=label)
