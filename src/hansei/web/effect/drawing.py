"""Incidents before and after something landed, as marks on a line: numbers for SVG attributes."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from hansei.recurrence.selectors.effects import Effect

_WIDTH = 1000.0
_MARGIN = 12.0
_EDGE = 0.25


class Mark(NamedTuple):
    """One incident at `x`; `kind` is "before", "after" or "left-out"."""

    x: float
    kind: str
    title: str
    at: datetime
    incident: int


class Drawing(NamedTuple):
    """The line from `since` to `until`. `side` says where the marker's label has room: it begins
    at the marker at the "start" of the line, ends at it at the "end"."""

    landed_x: float
    marks: tuple[Mark, ...]

    @property
    def side(self) -> str:
        share = self.landed_x / _WIDTH
        return "start" if share < _EDGE else "end" if share > 1 - _EDGE else "middle"


def drawing_of(found: Effect) -> Drawing | None:
    """The drawing of an effect; None while there is nothing to draw."""
    told = found.comparison
    end = None if told is None else max(told.until, told.landed)
    if told is None or end is None or end <= told.since:
        return None
    whole = (end - told.since).total_seconds()

    def x(at: datetime) -> float:
        share = (at - told.since).total_seconds() / whole
        return round(_MARGIN + share * (_WIDTH - 2 * _MARGIN), 1)

    marks = []
    for each in found.incidents:
        if not told.since <= each.at <= end:
            continue
        kind = "before" if each.at < told.landed else "after"
        if each.id in found.made_for:
            kind = "left-out"
        marks.append(Mark(x(each.at), kind, each.title, each.at, each.id))
    return Drawing(x(told.landed), tuple(marks))
