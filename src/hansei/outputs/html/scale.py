"""The time axis: linear inside each stretch of activity, with long quiet stretches cut out.

A post-mortem's timeline is minutes of action around hours or days of nothing. A linear axis would
crush the action into a blot; a merely ordinal one would hide the delays that the review is about.
So time stays linear and equal inside each stretch, and a quiet stretch that would take more than a
quarter of the axis becomes a break that says how long it lasted.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

_ROOM_PER_BREAK = 190.0  # more would leave the action no room
_BREAK_WIDTH = 0.075  # of the axis; as is the least width of a stretch: about one label
_LONG_SHARE = 0.25  # of the time still on the axis
_LONG_TIMES = 6.0  # the usual distance between two events


class Stretch(NamedTuple):
    """A stretch of time in Unix seconds and the part of the axis that shows it."""

    start: float
    end: float
    left: float
    right: float


class Scale(NamedTuple):
    """Where an instant stands on the axis."""

    stretches: tuple[Stretch, ...]

    def x(self, at: datetime) -> float:
        """The position of an instant; inside a break, in proportion; outside, at the edge."""
        moment = at.timestamp()
        index = max(0, bisect_right([each.start for each in self.stretches], moment) - 1)
        here = self.stretches[index]
        if moment <= here.end or index + 1 == len(self.stretches):
            share = (moment - here.start) / (here.end - here.start)
            return here.left + min(1.0, max(0.0, share)) * (here.right - here.left)
        after = self.stretches[index + 1]
        share = (moment - here.end) / (after.start - here.end)
        return here.right + share * (after.left - here.right)

    @property
    def breaks(self) -> tuple[tuple[Stretch, Stretch], ...]:
        """The stretches on both sides of each break."""
        return tuple(pairwise(self.stretches))


def scale(instants: Sequence[datetime], left: float, right: float) -> Scale:
    """The axis from `left` to `right` for at least one instant, in any order."""
    moments = sorted({each.timestamp() for each in instants})
    spans = _spans(moments, _broken(moments, int((right - left) / _ROOM_PER_BREAK)))
    active = sum(end - start for start, end in spans)
    slot = _BREAK_WIDTH * (right - left)
    spare = right - left - slot * (2 * len(spans) - 1)
    stretches, at = [], left
    for start, end in spans:
        width = slot + spare * (end - start) / active
        stretches.append(Stretch(start, end, at, at + width))
        at += width + slot
    return Scale(tuple(stretches))


def _broken(moments: Sequence[float], most: int) -> set[int]:
    """The indices i for which the time from moment i to i + 1 is cut out."""
    gaps = sorted(((b - a, i) for i, (a, b) in enumerate(pairwise(moments))), reverse=True)
    if len(gaps) < 2:
        return set()
    usual = gaps[len(gaps) // 2][0]
    active, broken = moments[-1] - moments[0], set()
    for gap, index in gaps[:most]:
        if gap < _LONG_SHARE * active or gap < _LONG_TIMES * usual:
            break
        broken.add(index)
        active -= gap
    return broken


def _spans(moments: Sequence[float], broken: set[int]) -> list[tuple[float, float]]:
    edges = [i for i in range(len(moments) - 1) if i in broken]
    starts = [moments[0], *(moments[i + 1] for i in edges)]
    ends = [*(moments[i] for i in edges), moments[-1]]
    active = sum(end - start for start, end in zip(starts, ends, strict=True))
    margin = max(active * 0.02, 15.0 if active else 60.0)
    quiet = [starts[i + 1] - ends[i] for i in range(len(edges))]
    margin = min([margin, *(gap / 4 for gap in quiet)])
    return [(start - margin, end + margin) for start, end in zip(starts, ends, strict=True)]
