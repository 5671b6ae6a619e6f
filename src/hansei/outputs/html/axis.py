"""The axis of the chart: ticks, days, changes of the clocks, and breaks."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from hansei.domain.times import duration_text
from hansei.outputs.html.band import text_width
from hansei.outputs.html.markup import Html, element
from hansei.outputs.html.scale import Scale
from hansei.outputs.html.ticks import Change, changes, midnights, ticks
from hansei.outputs.moments import Moments

_SIZE = 12.0
_ROW = 16.0
_MOST_CHANGES = 4


class Notes:
    """Words under the ticks, each in the first row that has room for it."""

    def __init__(self, top: float, edge: float) -> None:
        self.drawn: list[Html] = []
        self._top, self._edge = top, edge
        self._rows: list[list[tuple[float, float]]] = []

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return self._top + _ROW * len(self._rows) - 8

    def add(self, words: str, x: float, class_: str, *, centred: bool) -> None:
        """Writes words that begin at `x` or have their middle there."""
        width = text_width(words, _SIZE)
        left = max(0.0, min(x - width / 2 if centred else x, self._edge - width))
        number = next((i for i, row in enumerate(self._rows) if _free(row, left, left + width)),
                      len(self._rows))  # fmt: skip
        if number == len(self._rows):
            self._rows.append([])
        self._rows[number].append((left, left + width))
        y = self._top + _ROW * number
        at = left + width / 2 if centred else left
        self.drawn.append(element("text", words, x=f"{at:.1f}", y=f"{y:.1f}", class_=class_))


def _free(row: list[tuple[float, float]], left: float, right: float) -> bool:
    return all(left >= last + 4 or right <= first - 4 for first, last in row)


def draw_axis(
    scale: Scale, moments: Moments, top: float, bottom: float, edge: float
) -> tuple[list[Html], float]:
    """Everything below and behind the lanes, and where it ends. `edge`: the right border."""
    drawn = [_base(scale, bottom)]
    notes = Notes(bottom + 34, edge)
    days = midnights(scale, moments)
    free = -math.inf
    for each in ticks(scale, moments):
        half = text_width(each.label, _SIZE) / 2
        x = max(half, min(each.x, edge - half))
        drawn.append(_line(each.x, bottom, bottom + 5, "tick"))
        if x - half >= free:
            drawn.append(_label(each.label, x, bottom + 18))
            free = x + half + 2
    drawn += [_line(scale.x(at), top, bottom, "midnight") for at in days]
    _day_names(scale, moments, days, notes)
    for before, after in scale.breaks:
        drawn += _break(before.right, after.left, top, bottom)
        length = duration_text(_rounded(after.start - before.end))
        notes.add(length, (before.right + after.left) / 2, "gap", centred=True)
    for change in _clock_changes(scale, moments):
        x = scale.x(change.at)
        drawn.append(_line(x, top, bottom, "change"))
        sign = "+" if change.minutes > 0 else "−"
        words = f"clocks {sign}{duration_text(abs(change.minutes) * 60)}"
        notes.add(words, x, "date changed", centred=True)
    return drawn + notes.drawn, notes.bottom


def _base(scale: Scale, bottom: float) -> Html:
    path = "".join(f"M{each.left:.1f} {bottom:.1f}H{each.right:.1f}" for each in scale.stretches)
    return element("path", d=path, class_="base")


def _day_names(scale: Scale, moments: Moments, days: list[datetime], notes: Notes) -> None:
    """The date under the start of each stretch and under each midnight, where it changes."""
    starts = [datetime.fromtimestamp(each.start, UTC) for each in scale.stretches]
    shown = ""
    for at in sorted([*starts, *days]):
        name = moments.short_day(at)
        if name != shown:
            notes.add(name, scale.x(at), "date", centred=False)
        shown = name


def _clock_changes(scale: Scale, moments: Moments) -> list[Change]:
    start = datetime.fromtimestamp(scale.stretches[0].start, UTC)
    end = datetime.fromtimestamp(scale.stretches[-1].end, UTC)
    return changes(start, end, moments.zone)[:_MOST_CHANGES]


def _break(left: float, right: float, top: float, bottom: float) -> list[Html]:
    middle = (left + right) / 2
    zigzag = f"M{left:.1f} {bottom:.1f}H{middle - 8:.1f}l4 -6l8 12l4 -6H{right:.1f}"
    width, height = f"{right - left - 12:.1f}", f"{bottom - top:.1f}"
    return [
        element("rect", x=f"{left + 6:.1f}", y=f"{top:.1f}", width=width, height=height,
                class_="quiet"),
        element("path", d=zigzag, class_="base zigzag"),
    ]  # fmt: skip


def _rounded(seconds: float) -> float:
    return round(seconds / 60) * 60 if seconds >= 600 else seconds


def _line(x: float, top: float, bottom: float, class_: str) -> Html:
    return element("path", d=f"M{x:.1f} {top:.1f}V{bottom:.1f}", class_=class_)


def _label(words: str, x: float, y: float) -> Html:
    return element("text", words, x=f"{x:.1f}", y=f"{y:.1f}", class_="label")
