"""A figure from period to period: its middle, the band of its interval, and what landed when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

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
    round_ticks,
    spread,
    text,
)

_HEIGHT, _TOP, _BOTTOM, _RIGHT = 240.0, 22.0, 40.0, 12.0
_LABEL_ROOM = 62.0


@dataclass(frozen=True)
class Point:
    """One period. `value` is None where nothing was recorded; `low` and `high` bound it."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    address: str = ""


@dataclass(frozen=True)
class Marker:
    """Something that landed in a period, such as an action."""

    label: str
    text: str


class _Axis(NamedTuple):
    ticks: Sequence[float]
    logarithmic: bool


def trend(
    points: Sequence[Point],
    *,
    label: str,
    shown: Callable[[float], str],
    markers: Sequence[Marker] = (),
    goal: float | None = None,
    durations: bool = False,
) -> Markup:
    """The chart in both widths.

    `shown` writes a value; `goal` draws a line to hold. `durations` are seconds: their axis is
    logarithmic, because one long incident would press all others to the ground.
    """
    axis = _axis(points, goal, durations)
    return Markup("").join(
        _drawn(points, width, label, shown, markers, goal, axis) for width in (WIDE, NARROW)
    )


def _axis(points: Sequence[Point], goal: float | None, durations: bool) -> _Axis:
    known = [
        value
        for each in points
        for value in (each.low, each.value, each.high)
        if value is not None and (value > 0 or not durations)
    ]
    known += [goal] if goal is not None else []
    if not durations:
        return _Axis(round_ticks(max(known, default=1.0)), logarithmic=False)
    return _Axis(duration_steps(min(known, default=60), max(known, default=3600), 6), True)


def _drawn(
    points: Sequence[Point],
    width: float,
    label: str,
    shown: Callable[[float], str],
    markers: Sequence[Marker],
    goal: float | None,
    axis: _Axis,
) -> Markup:
    ticks = axis.ticks
    left = 12 + 6.8 * max(len(shown(each)) for each in ticks)
    up = Scale(ticks[0], ticks[-1], _HEIGHT - _BOTTOM, _TOP, logarithmic=axis.logarithmic)
    across = spread(len(points), left, width - _RIGHT)
    parts: list[str] = []
    for each in ticks:
        parts.append(line(left, up(each), width - _RIGHT, up(each), "chart-grid"))
        parts.append(text(left - 6, up(each) + 4, shown(each), anchor="end", class_="chart-tick"))
    if goal is not None:
        parts.append(line(left, up(goal), width - _RIGHT, up(goal), "chart-goal"))
    parts += _marked(points, across, markers)
    for run in _runs(points):
        parts += _run([(across[index], points[index]) for index in run], up, shown)
    parts += _labels(points, across, width)
    return drawing(width, _HEIGHT, *parts, label=label)


def _run(run: Sequence[tuple[float, Point]], up: Scale, shown: Callable[[float], str]) -> list[str]:
    parts: list[str] = []
    for bounded in _bounded(run):
        if len(bounded) > 1:
            above = [(x, up(each.high or 0)) for x, each in bounded]
            below = [(x, up(each.low or 0)) for x, each in reversed(bounded)]
            parts.append(path([*above, *below], "chart-band", closed=True))
        for x, each in bounded:
            parts.append(line(x, up(each.low or 0), x, up(each.high or 0), "chart-whisker"))
    parts.append(path([(x, up(each.value or 0)) for x, each in run], "chart-line"))
    for x, each in run:
        dot = element("circle", element("title", f"{each.label}: n = {each.n}"), cx=x,
                      cy=up(each.value or 0), r=3.5, class_="chart-dot")  # fmt: skip
        said = f"{each.label}: {shown(each.value or 0)}, n = {each.n}"
        parts.append(element("a", dot, href=each.address, aria_label=said) if each.address else dot)
    return parts


def _bounded(run: Sequence[tuple[float, Point]]) -> Iterator[list[tuple[float, Point]]]:
    """Neighbours with bounds: a band never covers a period whose bounds are not known."""
    for known, group in groupby(run, key=lambda each: None not in (each[1].low, each[1].high)):
        if known:
            yield list(group)


def _marked(
    points: Sequence[Point], across: Sequence[float], markers: Sequence[Marker]
) -> list[str]:
    parts: list[str] = []
    places = {each.label: x for each, x in zip(points, across, strict=True)}
    for label in dict.fromkeys(each.label for each in markers):
        if label not in places:
            continue
        texts = [each.text for each in markers if each.label == label]
        x = places[label]
        parts.append(line(x, _TOP - 4, x, _HEIGHT - _BOTTOM, "chart-marker"))
        flag = path([(x - 5, _TOP - 12), (x + 5, _TOP - 12), (x, _TOP - 4)], "chart-flag",
                    closed=True)  # fmt: skip
        parts.append(element("g", element("title", "; ".join(texts)), flag))
    return parts


def _runs(points: Sequence[Point]) -> list[list[int]]:
    """Neighbouring periods with a value: a line never leaps over one without."""
    found: list[list[int]] = [[]]
    for index, each in enumerate(points):
        if each.value is None:
            found.append([])
        else:
            found[-1].append(index)
    return [run for run in found if run]


def _labels(points: Sequence[Point], across: Sequence[float], width: float) -> list[str]:
    """The names of as many periods as have room, and how many incidents each rests on."""
    every = max(1, round(len(points) * _LABEL_ROOM / width + 0.49))
    parts: list[str] = []
    for index, (each, x) in enumerate(zip(points, across, strict=True)):
        if index % every == 0:
            parts.append(text(x, _HEIGHT - 22, each.label, anchor="middle", class_="chart-tick"))
            said = f"n = {each.n}" if index == 0 else str(each.n)
            parts.append(text(x, _HEIGHT - 7, said, anchor="middle", class_="chart-n"))
    return parts
