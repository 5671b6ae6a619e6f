"""The axis of the chart: ticks, days, changes of the clocks, and breaks."""

from __future__ import annotations

from datetime import UTC, datetime

from hansei.domain.times import duration_text
from hansei.outputs.html.band import text_width
from hansei.outputs.html.markup import Html, element
from hansei.outputs.html.moments import Moments
from hansei.outputs.html.scale import Scale
from hansei.outputs.html.ticks import changes, midnights, ticks

_SIZE = 12.0


def draw_axis(scale: Scale, moments: Moments, top: float, bottom: float, edge: float) -> list[Html]:
    """Everything below and behind the lanes. `edge` is where the drawing ends on the right."""
    drawn = [_base(scale, bottom)]
    days = midnights(scale, moments)
    for each in ticks(scale, moments):
        drawn.append(_line(each.x, bottom, bottom + 5, "tick"))
        drawn.append(_text(each.label, each.x, bottom + 18, "label", edge))
    drawn += [_line(scale.x(at), top, bottom, "midnight") for at in days]
    drawn += _day_names(scale, moments, days, bottom, edge)
    drawn += _clock_changes(scale, moments, top, bottom, edge)
    for before, after in scale.breaks:
        drawn += _break(before.right, after.left, after.start - before.end, top, bottom)
    return drawn


def _base(scale: Scale, bottom: float) -> Html:
    path = "".join(f"M{each.left:.1f} {bottom:.1f}H{each.right:.1f}" for each in scale.stretches)
    return element("path", d=path, class_="base")


def _day_names(
    scale: Scale, moments: Moments, days: list[datetime], bottom: float, edge: float
) -> list[Html]:
    """The date under the start of each stretch and under each midnight, where there is room."""
    starts = [datetime.fromtimestamp(each.start, UTC) for each in scale.stretches]
    drawn, free = [], -1.0
    shown = ""
    for at in sorted([*starts, *days]):
        name = moments.short_day(at)
        x = max(0.0, min(scale.x(at), edge - text_width(name, _SIZE)))
        if name != shown and x >= free:
            drawn.append(element("text", name, x=f"{x:.1f}", y=f"{bottom + 34:.1f}", class_="date"))
            free, shown = x + text_width(name, _SIZE) + 8, name
    return drawn


def _clock_changes(
    scale: Scale, moments: Moments, top: float, bottom: float, edge: float
) -> list[Html]:
    start = datetime.fromtimestamp(scale.stretches[0].start, UTC)
    end = datetime.fromtimestamp(scale.stretches[-1].end, UTC)
    drawn = []
    for each in changes(start, end, moments.zone)[:4]:
        x = scale.x(each.at)
        drawn.append(_line(x, top, bottom, "change"))
        sign = "+" if each.minutes > 0 else "−"
        words = f"clocks {sign}{duration_text(abs(each.minutes) * 60)}"
        drawn.append(_text(words, x, bottom + 34, "date changed", edge))
    return drawn


def _break(left: float, right: float, seconds: float, top: float, bottom: float) -> list[Html]:
    middle = (left + right) / 2
    zigzag = f"M{left:.1f} {bottom:.1f}H{middle - 8:.1f}l4 -6l8 12l4 -6H{right:.1f}"
    return [
        element("rect", x=f"{left + 6:.1f}", y=f"{top:.1f}", width=f"{right - left - 12:.1f}",
                height=f"{bottom - top:.1f}", class_="quiet"),
        element("path", d=zigzag, class_="base zigzag"),
        element("text", duration_text(_rounded(seconds)), x=f"{middle:.1f}",
                y=f"{bottom + 34:.1f}", class_="gap"),
    ]  # fmt: skip


def _rounded(seconds: float) -> float:
    return round(seconds / 60) * 60 if seconds >= 600 else seconds


def _line(x: float, top: float, bottom: float, class_: str) -> Html:
    return element("path", d=f"M{x:.1f} {top:.1f}V{bottom:.1f}", class_=class_)


def _text(words: str, x: float, y: float, class_: str, edge: float) -> Html:
    half = text_width(words, _SIZE) / 2
    inside = max(half, min(x, edge - half))
    return element("text", words, x=f"{inside:.1f}", y=f"{y:.1f}", class_=class_)
