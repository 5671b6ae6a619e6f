"""Builds SVG that is escaped by construction, and the scales that place things in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

WIDE, NARROW = 760, 360
"""The two widths, in units that are pixels where there is room."""


def element(name: str, *children: str, **attributes: object) -> Markup:
    """One element. `class_` gives class, `stroke_width` stroke-width; None attributes vanish."""
    written = "".join(
        [
            f' {_attribute(key)}="{_short(value)}"'
            for key, value in attributes.items()
            if value is not None
        ]
    )
    inside = "".join([escape(each) for each in children])
    return Markup(f"<{name}{written}>{inside}</{name}>")  # noqa: S704 - all of it escaped above


def text(x: float, y: float, said: str, *, anchor: str = "start", class_: str = "") -> Markup:
    """A label at its baseline."""
    return element("text", said, x=x, y=y, text_anchor=anchor, class_=class_ or None)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_)


def path(points: Iterable[tuple[float, float]], class_: str, *, closed: bool = False) -> Markup:
    """A line through points."""
    steps = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
    return element("polygon" if closed else "polyline", points=steps, class_=class_)


def drawing(width: float, height: float, *children: str, label: str) -> Markup:
    """One width of a chart; `label` says in a sentence what it shows.

    What holds links is a group: inside of an image nobody would find them.
    """
    kind = "wide" if width >= WIDE else "narrow"
    role = "group" if any("<a " in each for each in children) else "img"
    return element(
        "svg", *children, class_=f"chart-{kind}", viewBox=f"0 0 {_short(width)} {_short(height)}",
        role=role, aria_label=label,
    )  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """Places values from `low` to `high` between `start` and `end`; logarithmic where asked."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """The place of a value; values outside stand at the edge."""
        low, high = self._at(self.low), self._at(self.high)
        share = (self._at(value) - low) / (high - low) if high > low else 0.5
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)

    def _at(self, value: float) -> float:
        return math.log10(max(value, 1e-9)) if self.logarithmic else value


def round_ticks(high: float, most: int = 5) -> list[float]:
    """Round values from 0 to just above `high`, at most `most` steps."""
    return _ticks(high, high / most) if high > 0 else [0.0, 1.0]


def count_ticks(high: float, most: int = 5) -> list[float]:
    """The same for what is counted: nothing lies between one and two."""
    return _ticks(high, max(math.ceil(high / most), 1)) if high > 0 else [0.0, 1.0]


def _ticks(high: float, rough: float) -> list[float]:
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * each for each in (1, 2, 2.5, 5, 10) if size * each >= rough * (1 - 1e-9))
    return [step * n for n in range(math.ceil(high / step - 1e-9) + 1)]


_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200,
          86_400, 172_800, 432_000, 864_000, 2_592_000)  # fmt: skip


def duration_ticks(high: float, most: int = 5) -> list[float]:
    """The same for seconds: steps that people count in, such as a quarter of an hour."""
    step = next((each for each in _STEPS if high / each <= most), _STEPS[-1])
    return [float(step * n) for n in range(max(1, math.ceil(high / step - 1e-9)) + 1)]


_DURATIONS = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18_000, 43_200, 86_400, 172_800,
              432_000, 864_000, 2_592_000, 7_776_000, 31_536_000)  # fmt: skip


def duration_steps(low: float, high: float, most: int = 7) -> list[float]:
    """Readable durations in seconds around `low` and `high`, for a logarithmic axis."""
    below = [each for each in _DURATIONS if each <= low]
    above = [each for each in _DURATIONS if each >= high]
    first = below[-1] if below else _DURATIONS[0]
    last = above[0] if above else _DURATIONS[-1]
    found = [float(each) for each in _DURATIONS if first <= each <= last]
    if len(found) < 2:
        found = [found[0], found[0] * 10] if found else [1.0, 10.0]
    return found if len(found) <= most else [*found[: -1 : math.ceil(len(found) / most)], found[-1]]


def short_duration(seconds: float) -> str:
    """ "90 s" as "1.5 min": one number and one unit."""
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


def spread(count: int, start: float, end: float) -> Sequence[float]:
    """The middles of `count` equal stretches."""
    step = (end - start) / max(count, 1)
    return [start + step * (n + 0.5) for n in range(count)]


@cache
def _attribute(key: str) -> str:
    return key if key == "viewBox" else key.rstrip("_").replace("_", "-")


def _short(value: object) -> str:
    """A value as it stands in an attribute, escaped."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value) if isinstance(value, int) else str(escape(str(value)))
