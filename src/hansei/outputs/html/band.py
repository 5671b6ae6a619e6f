"""The milestone band of the chart: labels in steps, so that no label hides another's line."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from hansei.domain.document import How, Mark, Milestone
from hansei.outputs.html.markup import Html, element
from hansei.outputs.html.scale import Scale
from hansei.outputs.moments import Moments

ROW = 19.0
_PAD = 5.0


class Label(NamedTuple):
    """A milestone's place in the band: its line at `x`, its words from `left` to `right`."""

    milestone: Milestone
    mark: Mark
    text: str
    x: float
    left: float
    right: float
    row: int


def text_width(text: str, size: float) -> float:
    """A text's width, never less, in the widest of the usual sans-serif faces (bold)."""
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in text)
    return size * (0.68 * (len(text) - wide) + 1.0 * wide)


def labels(
    marks: Sequence[tuple[Milestone, Mark]],
    scale: Scale,
    moments: Moments,
    edge: float,
    size: float,
) -> list[Label]:
    """Labels for marks in order of time: each stands below all whose words cross its line."""
    placed: list[Label] = []
    several_days = len({moments.day(mark.at) for _, mark in marks}) > 1
    for milestone, mark in marks:
        day = f"{moments.short_day(mark.at)}, " if several_days else ""
        text = f"{milestone.label} {day}{moments.clock(mark.at)}"
        x = scale.x(mark.at)
        left = max(0.0, min(x - _PAD, edge - text_width(text, size) - 2 * _PAD))
        right = left + text_width(text, size) + 2 * _PAD
        rows = [each.row + 1 for each in placed if each.left < right and left < each.right]
        placed.append(Label(milestone, mark, text, x, left, right, max(rows, default=0)))
    return placed


def height(placed: Sequence[Label]) -> float:
    """What the labels need."""
    return ROW * (1 + max((each.row for each in placed), default=0)) + 6


def draw_lines(placed: Sequence[Label], scale: Scale, bottom: float) -> list[Html]:
    """Each milestone's line, dashed where inferred; their windows as translucent spans behind."""
    windows, lines = [], []
    for each in placed:
        top = ROW * (each.row + 1) - 3
        first, last = scale.x(each.mark.earliest), scale.x(each.mark.latest)
        if last - first >= 1:
            width, height = _n(last - first), _n(bottom - top)
            windows.append(element("rect", x=_n(first), y=_n(top), width=width, height=height))
        style = "line" if each.mark.how is How.STATED else "line inferred"
        lines.append(element("path", d=f"M{_n(each.x)} {_n(top)}V{_n(bottom)}", class_=style))
    return [element("g", *windows, class_="windows"), *lines]


def draw_labels(placed: Sequence[Label], moments: Moments, *, titled: bool) -> list[Html]:
    """The words, on a ground of their own, above all lines."""
    drawn = []
    for each in placed:
        y = ROW * each.row
        drawn.append(
            element("rect", x=_n(each.left), y=_n(y), width=_n(each.right - each.left),
                    height=_n(ROW - 3), rx="3", class_="plate")
        )  # fmt: skip
        title = element("title", _title(each, moments)) if titled else None
        moved = each.left < each.x - _PAD - 1
        x, style = (each.right, "milestone moved") if moved else (each.left, "milestone")
        x += -_PAD if moved else _PAD
        drawn.append(element("text", title, each.text, x=_n(x), y=_n(y + 12.5), class_=style))
    return drawn


def _title(label: Label, moments: Moments) -> str:
    mark = label.mark
    text = f"{label.milestone.label}, {moments.day(mark.at)} {moments.clock(mark.at, 1)}"
    if mark.earliest != mark.latest:
        first, last = moments.clock(mark.earliest, 1), moments.clock(mark.latest, 1)
        text += f", certain to lie between {first} and {last}"
    return f"{text} ({mark.how})"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
