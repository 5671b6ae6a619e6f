"""Distributions as strips: every incident a stroke, with median, p90 and the mean's interval.

The axis is logarithmic, because durations are: bars of means would hide the one long night that
made the mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hansei.dashboards.charts.svg import (
    NARROW,
    WIDE,
    Scale,
    drawing,
    duration_steps,
    element,
    line,
    path,
    short_duration,
    text,
)

_ROW, _TOP, _BOTTOM = 44.0, 8.0, 28.0
_MOST_STROKES = 400


@dataclass(frozen=True)
class Strip:
    """One group: its durations in seconds, of how many, and what sums them up."""

    label: str
    values: Sequence[float]
    median: float | None = None
    p90: float | None = None
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None


def strips(rows: Sequence[Strip], *, label: str) -> Markup:
    """The chart in both widths."""
    return Markup("").join(_drawn(rows, width, label) for width in (WIDE, NARROW))


def _drawn(rows: Sequence[Strip], width: float, label: str) -> Markup:
    known = [value for each in rows for value in each.values if value > 0]
    steps = duration_steps(min(known, default=1), max(known, default=60), 7 if width == WIDE else 4)
    wide = width == WIDE
    left = 150.0 if wide else 12.0
    height = _TOP + _BOTTOM + len(rows) * (_ROW if wide else _ROW + 16)
    along = Scale(steps[0], steps[-1], left, width - 30, logarithmic=True)
    parts: list[str] = []
    for each in steps:
        x = along(each)
        parts.append(line(x, _TOP, x, height - _BOTTOM, "chart-grid"))
        parts.append(
            text(x, height - 9, short_duration(each), anchor="middle", class_="chart-tick")
        )
    for index, row in enumerate(rows):
        y = _TOP + index * (_ROW if wide else _ROW + 16)
        parts.append(_row(row, y, along, wide))
    return drawing(width, height, *parts, label=label)


def _row(row: Strip, y: float, along: Scale, wide: bool) -> Markup:
    said = f"{row.label} ({len(row.values) if row.n is None else row.n:,})"
    if wide:
        name, middle = text(0, y + 26, _clipped(said, 21), class_="chart-name"), y + 22
    else:
        name, middle = text(2, y + 12, _clipped(said, 44), class_="chart-name"), y + 36
    step = max(1, len(row.values) // _MOST_STROKES)
    parts: list[str] = [
        line(along(value), middle - 9, along(value), middle + 9, "chart-stroke")
        for value in sorted(row.values)[::step]
    ]
    if row.low is not None and row.high is not None:
        parts.append(
            line(along(row.low), middle + 15, along(row.high), middle + 15, "chart-interval")
        )
    if row.mean is not None:
        x = along(row.mean)
        parts.append(path(_diamond(x, middle + 15), "chart-mean", closed=True))
    if row.median is not None:
        x = along(row.median)
        parts.append(line(x, middle - 13, x, middle + 13, "chart-median"))
    if row.p90 is not None:
        x = along(row.p90)
        parts.append(line(x, middle - 13, x, middle + 13, "chart-p90"))
    return element("g", name, *parts)


def _diamond(x: float, y: float) -> list[tuple[float, float]]:
    return [(x, y - 4.5), (x + 4.5, y), (x, y + 4.5), (x - 4.5, y)]


def _clipped(said: str, most: int) -> str:
    return said if len(said) <= most else said[: most - 1] + "…"
