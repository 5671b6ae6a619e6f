"""Figures over many incidents: which seconds each gives, in which groups, and what sums them up.

    measured(facts, definition, zone)     the seconds of each incident
    summed(measured, rows)                the summary of some of them
    groups_by_value, groups_by_link       which of them belong together

A negative duration is invalid and in no summary. Windows of milestones propagate: the mean lies
between the mean of the least and the mean of the most that each duration can be.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import tzinfo

import msgspec
import numpy

from hansei.domain.learning.durations import Durations, Interval, durations, logarithms
from hansei.domain.learning.facts import UNCOUNTED, UNKNOWN, Facts
from hansei.domain.learning.working_clock import support_seconds
from hansei.domain.metrics import Definition

OUTSIDE = -numpy.inf
_MICRO = 1e-6


class Measured(msgspec.Struct, frozen=True):
    """The seconds of each incident: NaN where a milestone is missing, negative where invalid, and
    `OUTSIDE` for who is not in the population.

    `less` and `more` are by how many seconds each may be shorter or longer, for its milestones'
    windows; None where no milestone has one. `logs` are the logarithms of recorded seconds.
    """

    seconds: numpy.ndarray
    logs: numpy.ndarray
    less: numpy.ndarray | None
    more: numpy.ndarray | None

    @property
    def told(self) -> numpy.ndarray:
        """Who has a duration, be it invalid."""
        found: numpy.ndarray = (self.seconds > OUTSIDE) & ~numpy.isnan(self.seconds)
        return found


class Summed(msgspec.Struct, frozen=True):
    """A figure of a group. `window` bounds its mean by what the milestones' windows leave open."""

    durations: Durations
    window: Interval | None = None


def counted(facts: Facts) -> numpy.ndarray:
    """Who is in the population of figures."""
    found: numpy.ndarray = (facts.column("flags") & int(UNCOUNTED)) == 0
    return found


def measured(facts: Facts, definition: Definition, zone: tzinfo) -> Measured:
    """A figure of each incident. `zone` is that of support hours."""
    key = ("measured", definition, str(zone))
    if key not in facts.memo:
        facts.memo[key] = _measured(facts, definition, zone)
    found: Measured = facts.memo[key]
    return found


def _measured(facts: Facts, definition: Definition, zone: tzinfo) -> Measured:
    start, end = facts.milestone(definition.start), facts.milestone(definition.end)
    known = (start != UNKNOWN) & (end != UNKNOWN)
    if definition.hours is None:
        seconds = numpy.where(known, (end - start) * _MICRO, numpy.nan)
    else:
        seconds = numpy.full(len(facts), numpy.nan)
        inside = support_seconds(start[known], end[known], definition.hours, zone)
        # Reversed milestones outside of support hours are no less reversed.
        reversed_ = end[known] < start[known]
        seconds[known] = numpy.where(reversed_, numpy.minimum(inside, -_MICRO), inside)
    seconds[~counted(facts)] = OUTSIDE
    logs = logarithms(seconds)
    before_start, after_start = facts.window(definition.start)
    before_end, after_end = facts.window(definition.end)
    less, more = before_end + after_start, after_end + before_start
    if not less.any() and not more.any():
        return Measured(seconds, logs, None, None)
    return Measured(seconds, logs, less, more)


def summed(found: Measured, rows: numpy.ndarray | None = None) -> Summed:
    """The figure over the incidents at `rows`, or over all."""
    seconds = _at(found.seconds, rows)
    recorded = seconds >= 0
    values = seconds[recorded]
    missing = int(numpy.isnan(seconds).sum())
    outside = int((seconds == OUTSIDE).sum())
    summary = durations(
        values,
        missing=missing,
        invalid=len(seconds) - outside - missing - len(values),
        logs=_at(found.logs, rows)[recorded],
    )
    if summary.mean is None:
        return Summed(summary)
    if found.less is None or found.more is None:
        return Summed(summary, Interval(summary.mean, summary.mean))
    shorter = numpy.maximum(values - _at(found.less, rows)[recorded], 0.0)
    longer = values + _at(found.more, rows)[recorded]
    return Summed(summary, Interval(float(shorter.mean()), float(longer.mean())))


def _at(values: numpy.ndarray, rows: numpy.ndarray | None) -> numpy.ndarray:
    return values if rows is None else values.take(rows)


def groups_by_value(values: numpy.ndarray) -> Iterator[tuple[int, numpy.ndarray]]:
    """Each value with the positions that have it, in order of the values."""
    order = numpy.argsort(values, kind="stable")
    yield from _runs(values[order], order)


def groups_by_link(
    positions: numpy.ndarray, keys: numpy.ndarray
) -> Iterator[tuple[int, numpy.ndarray]]:
    """Each key with the positions that are linked to it, in order of the keys."""
    order = numpy.argsort(keys, kind="stable")
    yield from _runs(keys[order], positions[order])


def unlinked(size: int, positions: numpy.ndarray) -> numpy.ndarray:
    """The positions below `size` that are linked to nothing."""
    free = numpy.ones(size, dtype=bool)
    free[positions] = False
    return numpy.flatnonzero(free)


def _runs(ordered: numpy.ndarray, positions: numpy.ndarray) -> Iterator[tuple[int, numpy.ndarray]]:
    if not len(ordered):
        return
    edges = numpy.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    starts = [0, *edges.tolist(), len(ordered)]
    for begin, end in itertools.pairwise(starts):
        yield int(ordered[begin]), positions[begin:end]
