"""Summaries of durations that do not mislead: mean beside median and p90, with n and an interval.

Durations of incidents are heavy-tailed: a few long ones carry the mean. The interval shows how far
it can be trusted; where there are too few values to tell, there is none.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence

import msgspec

LEAST_FOR_INTERVAL = 5
"""Resampling fewer values than this gives an interval that is far too narrow."""
CONFIDENCE = 0.95
_SEED = 20260301
_MOST_RESAMPLES, _LEAST_RESAMPLES = 2000, 200
_MOST_DRAWS = 1_000_000


class Interval(msgspec.Struct, frozen=True):
    """Bounds of a mean at 95 % confidence, in the unit of the values."""

    low: float
    high: float


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A figure over several post-mortems, in seconds.

    `n` values were recorded; `missing` lacked a milestone, `invalid` were negative. The rest is
    None where there is nothing to say it from.
    """

    n: int
    missing: int = 0
    invalid: int = 0
    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    interval: Interval | None = None


def summary(values: Sequence[float], *, missing: int = 0, invalid: int = 0) -> Summary:
    """The summary of recorded values. The same values give the same interval, in any order."""
    if not values:
        return Summary(n=0, missing=missing, invalid=invalid)
    ordered = sorted(values)
    return Summary(
        n=len(ordered),
        missing=missing,
        invalid=invalid,
        mean=statistics.fmean(ordered),
        median=statistics.median(ordered),
        p90=percentile(ordered, 0.9),
        interval=mean_interval(ordered),
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of ascending values lie, between neighbours linearly.

    Hyndman and Fan's definition 7, as in spreadsheets. Raises ValueError without values.
    """
    if not ordered:
        raise ValueError("no values")
    position = (len(ordered) - 1) * share
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (position - below)


def mean_interval(ordered: Sequence[float]) -> Interval | None:
    """The mean's interval by percentile bootstrap (Efron 1979), None for fewer than five values.

    Resamples with a fixed seed: 2,000 times, fewer where there are very many values.
    """
    size = len(ordered)
    if size < LEAST_FOR_INTERVAL:
        return None
    resamples = max(_LEAST_RESAMPLES, min(_MOST_RESAMPLES, _MOST_DRAWS // size))
    draw = random.Random(_SEED).choices  # noqa: S311
    means = sorted(statistics.fmean(draw(ordered, k=size)) for _ in range(resamples))
    tail = (1 - CONFIDENCE) / 2
    return Interval(percentile(means, tail), percentile(means, 1 - tail))
