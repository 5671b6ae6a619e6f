"""Parts of a whole from period to period, as stacked bars told apart by pattern as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hansei.dashboards.charts.svg import (
    NARROW,
    WIDE,
    Scale,
    count_ticks,
    drawing,
    element,
    line,
    spread,
    text,
)

_HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 220.0, 14.0, 30.0, 40.0, 8.0


@dataclass(frozen=True)
class Stack:
    """One period with a count for each part, in the order of the legend."""

    label: str
    counts: Sequence[int]


def stacks(rows: Sequence[Stack], *, parts: Sequence[str], label: str) -> Markup:
    """The chart in both widths; a part's class is `chart-part-1` and so on, as in its legend."""
    return Markup("").join(_drawn(rows, parts, width, label) for width in (WIDE, NARROW))


def _drawn(rows: Sequence[Stack], parts: Sequence[str], width: float, label: str) -> Markup:
    ticks = count_ticks(max((sum(each.counts) for each in rows), default=1))
    up = Scale(0, ticks[-1], _HEIGHT - _BOTTOM, _TOP)
    across = spread(len(rows), _LEFT, width - _RIGHT)
    bar = min(46.0, (width - _LEFT - _RIGHT) / max(len(rows), 1) * 0.7)
    every = max(1, round(len(rows) * 62 / width + 0.49))
    drawn: list[str] = []
    for each in ticks:
        drawn.append(line(_LEFT, up(each), width - _RIGHT, up(each), "chart-grid"))
        drawn.append(text(_LEFT - 6, up(each) + 4, f"{each:g}", anchor="end", class_="chart-tick"))
    for index, (row, x) in enumerate(zip(rows, across, strict=True)):
        below = 0
        for number, (count, part) in enumerate(zip(row.counts, parts, strict=True), start=1):
            if count:
                top, foot = up(below + count), up(below)
                title = element("title", f"{row.label}: {part} {count}")
                drawn.append(
                    element("rect", title, x=x - bar / 2, y=top, width=bar,
                            height=max(foot - top - 1, 0.5), class_=f"chart-part-{number}")
                )  # fmt: skip
            below += count
        if index % every == 0:
            drawn.append(text(x, _HEIGHT - 10, row.label, anchor="middle", class_="chart-tick"))
    return drawing(width, _HEIGHT, *drawn, label=label)
