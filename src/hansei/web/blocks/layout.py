"""Where the boxes and arrows of a causal map are drawn, in units of the drawing.

Boxes stand in columns. An arrow over several columns has a place of its own in each column that it
passes, so that it runs between the boxes and not under them.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from hansei.domain.blocks.causal_map import CausalMap, Edge

WIDTH, GAP_X, GAP_Y, MARGIN = 172, 64, 24, 20
LINE, PAD, HEAD = 16, 12, 20
_LETTERS, _MOST_LINES, _LANE = 24, 5, 14


class Box(NamedTuple):
    """A place in a column: of a factor with its lines of text, or of an arrow that passes."""

    x: int
    y: int
    height: int
    lines: tuple[str, ...] = ()

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


class Arrow(NamedTuple):
    """An arrow: its path, and where its label stands."""

    edge: Edge
    path: str
    label: tuple[int, int]


class Layout(NamedTuple):
    """The whole drawing."""

    width: int
    height: int
    boxes: Mapping[str, Box]
    arrows: tuple[Arrow, ...]


def layout(found: CausalMap, texts: Mapping[str, str]) -> Layout:
    """The drawing of a map; `texts` are the words in each box."""
    lines = {key: _wrapped(text) for key, text in texts.items()}
    columns = [list(layer) for layer in found.layers]
    column = {key: at for at, layer in enumerate(columns) for key in layer}
    passing = _passing(found.edges, column, columns)
    _untangle(columns, [(a, b) for steps in passing.values() for a, b in pairwise(steps)])
    boxes = _placed(columns, lines)
    low = max((box.y + box.height for box in boxes.values()), default=0)
    arrows = []
    for edge, steps in passing.items():
        if steps:
            arrows.append(_forward(edge, [boxes[each] for each in steps]))
        else:
            low += _LANE
            arrows.append(_back(edge, boxes[edge.start], boxes[edge.end], low))
    width = MARGIN * 2 + len(columns) * WIDTH + max(len(columns) - 1, 0) * GAP_X
    return Layout(width, low + MARGIN, boxes, tuple(arrows))


def _wrapped(text: str) -> tuple[str, ...]:
    lines = textwrap.wrap(" ".join(text.split()), _LETTERS) or [""]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1][: _LETTERS - 1]}…"]
    return tuple(lines)


def _passing(
    edges: Sequence[Edge], column: Mapping[str, int], columns: list[list[str]]
) -> dict[Edge, list[str]]:
    """The places that each arrow runs through; none for one that leads back."""
    found: dict[Edge, list[str]] = {}
    for number, edge in enumerate(edges):
        first, last = column[edge.start], column[edge.end]
        if first >= last:
            found[edge] = []
            continue
        lanes = [f"lane-{number}-{at}" for at in range(first + 1, last)]
        for at, lane in enumerate(lanes, first + 1):
            columns[at].append(lane)
        found[edge] = [edge.start, *lanes, edge.end]
    return found


def _untangle(columns: list[list[str]], links: Sequence[tuple[str, str]]) -> None:
    """Orders each column by where its places lead and come from, so that fewer arrows cross."""
    for backwards in (True, False, True):
        order = range(len(columns) - 2, -1, -1) if backwards else range(1, len(columns))
        for at in order:
            beside = columns[at + 1] if backwards else columns[at - 1]
            place = {key: n / max(len(beside), 1) for n, key in enumerate(beside)}
            pull: dict[str, float] = {}
            for key in columns[at]:
                ends = [place[b if backwards else a] for a, b in links
                        if (a if backwards else b) == key]  # fmt: skip
                pull[key] = sum(ends) / len(ends) if ends else 1.0
            columns[at].sort(key=lambda key, pull=pull: pull[key])  # type: ignore[misc]


def _placed(
    columns: Sequence[Sequence[str]], lines: Mapping[str, tuple[str, ...]]
) -> dict[str, Box]:
    def height(key: str) -> int:
        return HEAD + len(lines[key]) * LINE + 2 * PAD if key in lines else _LANE

    heights = [sum(map(height, column)) + GAP_Y * max(len(column) - 1, 0) for column in columns]
    tallest = max(heights, default=0)
    boxes: dict[str, Box] = {}
    for at, column in enumerate(columns):
        y = MARGIN + (tallest - heights[at]) // 2
        for key in column:
            x = MARGIN + at * (WIDTH + GAP_X)
            boxes[key] = Box(x, y, height(key), lines.get(key, ()))
            y += height(key) + GAP_Y
    return boxes


def _forward(edge: Edge, steps: Sequence[Box]) -> Arrow:
    x, y = steps[0].x + WIDTH, steps[0].middle
    path = f"M{x} {y}"
    label = ((x + steps[1].x) // 2, (y + steps[1].middle) // 2 - 6)
    for box in steps[1:]:
        last = box is steps[-1]
        to_x, bend = box.x - (7 if last else 0), GAP_X // 2
        path += f"C{x + bend} {y} {to_x - bend} {box.middle} {to_x} {box.middle}"
        if not last:
            path += f"H{box.x + WIDTH}"
        x, y = box.x + WIDTH, box.middle
    return Arrow(edge, path, label)


def _back(edge: Edge, start: Box, end: Box, low: int) -> Arrow:
    """Under all boxes, for what leads back or stays in its column."""
    right, left, bend = start.x + WIDTH + 14, end.x - 18, 12
    path = (
        f"M{start.x + WIDTH} {start.middle}C{right} {start.middle} {right} {start.middle}"
        f" {right} {start.middle + bend}V{low - bend}"
        f"C{right} {low} {right} {low} {right - bend} {low}H{left + bend}"
        f"C{left} {low} {left} {low} {left} {low - bend}V{end.middle + bend}"
        f"C{left} {end.middle} {left} {end.middle} {end.x - 7} {end.middle}"
    )
    return Arrow(edge, path, ((right + left) // 2, low - 5))
