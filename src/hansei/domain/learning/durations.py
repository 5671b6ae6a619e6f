"""Summaries of durations that do not mislead, and whether durations became shorter.

Durations of incidents are heavy-tailed. A mean stands beside median, p90 and geometric mean, with
an interval that is honest about skew: the studentised bootstrap (Efron 1982) of the mean's
logarithm, and for more than a hundred values the closed form that it comes to. From skewed values
both cover less than they claim, so they are asked for 97 %: in simulations of 10 to 4,000
log-normal, gamma and Weibull durations they then cover 93 to 97 % (bench/calibration.py). Before
and after are compared on logarithms by permutation, so that one long incident decides nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import msgspec
import numpy
from scipy import special

from hansei.domain.learning.rates import CONFIDENCE, Verdict

LEAST_FOR_INTERVAL = 5
"""Fewer values than this say nothing about their spread."""
_NOMINAL = 0.97
"""What is asked of the bootstrap to get 95 %."""
_MOST_REACH = math.log(1000)
_SEED = 20260301
_RESAMPLES = 1999
_MOST_FOR_BOOTSTRAP = 100
"""For more values the closed form covers as well, at a hundredth of the cost."""
_MANY, _NOMINAL_OF_MANY = 1000, 0.96
_MOST_REMEMBERED = 8192
_MOST_TESTS = 64
_DRAWS = 2_000_000
_PERMUTATIONS = 9999
_MOST_HELD = 5_000_000
"""Positions that are held for comparing groups of some sizes again, at two bytes each."""
_ZERO_S = 0.5
"""A duration of 0 s is one below the clock's resolution: its logarithm is that of half a second."""


class Interval(msgspec.Struct, frozen=True):
    """Bounds at 95 % confidence, in the unit of what they bound."""

    low: float
    high: float


class Durations(msgspec.Struct, frozen=True, kw_only=True):
    """A figure over a population, in seconds.

    `n` values were recorded; `missing` lacked a milestone, `invalid` were negative: both are left
    out and told. The rest is None where nothing or too little says it.
    """

    n: int
    missing: int = 0
    invalid: int = 0
    mean: float | None = None
    median: float | None = None
    p90: float | None = None
    geometric: float | None = None
    interval: Interval | None = None


def durations(
    values: Sequence[float] | numpy.ndarray,
    *,
    missing: int = 0,
    invalid: int = 0,
    logs: numpy.ndarray | None = None,
) -> Durations:
    """The summary of recorded values. The same values give the same interval, in any order.

    `logs` are the `logarithms` of the values, for who has them already.
    """
    if not len(values):
        return Durations(n=0, missing=missing, invalid=invalid)
    ordered = numpy.asarray(values, dtype=float)
    if len(ordered) <= _MOST_FOR_BOOTSTRAP:  # resampling takes them in an order
        ordered, logs = numpy.sort(ordered), None if logs is None else numpy.sort(logs)
    if logs is None:
        logs = logarithms(ordered)
    median, p90 = numpy.quantile(ordered, (0.5, 0.9))
    return Durations(
        n=len(ordered),
        missing=missing,
        invalid=invalid,
        mean=float(ordered.mean()),
        median=float(median),
        p90=float(p90),
        geometric=math.exp(float(logs.mean())),
        interval=mean_interval(ordered),
    )


def mean_interval(values: Sequence[float] | numpy.ndarray) -> Interval | None:
    """The mean's interval; None for fewer than five values, equal ones, or a single outlier.

    Resamples with a fixed seed; from `_MOST_FOR_BOOTSTRAP` values on in closed form.
    """
    found = numpy.asarray(values, dtype=float)
    size = len(found)
    spread = found.std(ddof=1) if size >= LEAST_FOR_INTERVAL else 0.0
    if not spread > 0:
        return None
    if size > _MOST_FOR_BOOTSTRAP:
        return _transformed(found, float(spread))
    return _resampled(found.tobytes())


@lru_cache(maxsize=_MOST_REMEMBERED)
def _resampled(packed: bytes) -> Interval | None:
    """The interval by resampling: the same few values come up again and again."""
    values = numpy.frombuffer(packed)
    mean = values.mean()
    error = values.std(ddof=1) / math.sqrt(len(values))
    tails = (1 - _NOMINAL) / 2, (1 + _NOMINAL) / 2
    low, high = numpy.quantile(_studentised(values, mean), tails) * error / mean
    if not -_MOST_REACH < low < 0 < high < _MOST_REACH:
        return None  # one value carries it all: resampling knows no bound
    return Interval(float(mean * math.exp(-high)), float(mean * math.exp(-low)))


def _studentised(values: numpy.ndarray, mean: float) -> numpy.ndarray:
    """How many of its own errors each resample's mean lies from the mean, on logarithms."""
    drawn = values[_draws(len(values))]
    errors = drawn.std(axis=1, ddof=1) / math.sqrt(len(values))
    means = drawn.mean(axis=1)
    usable = (errors > 0) & (means > 0)
    found: numpy.ndarray = numpy.log(means[usable] / mean) * means[usable] / errors[usable]
    return found


@lru_cache(maxsize=_MOST_FOR_BOOTSTRAP)
def _draws(size: int) -> numpy.ndarray:
    """Which values each resample takes: the same ones for every sample of a size."""
    generator = numpy.random.default_rng(_SEED)
    return generator.integers(0, size, (_RESAMPLES, size), dtype=numpy.uint8)


def _transformed(values: numpy.ndarray, spread: float) -> Interval:
    """What the studentised bootstrap comes to for many values: Hall's transformation of t (1992),
    which takes the skewness out of it by a cubic."""
    size, mean = len(values), float(values.mean())
    around = values - mean
    skew = float((around**3).mean()) / float((around**2).mean()) ** 1.5
    nominal = _NOMINAL if size <= _MANY else _NOMINAL_OF_MANY
    reach = float(special.stdtrit(size - 1, (1 + nominal) / 2)) / math.sqrt(size)

    def untransformed(at: float) -> float:
        if abs(skew) < 1e-6:
            return at
        return float(3 / skew * (math.cbrt(1 + skew * (at - skew / (6 * size))) - 1))

    low = mean - spread * untransformed(reach)
    return Interval(max(low, 0.0), mean - spread * untransformed(-reach))


class DurationChange(msgspec.Struct, frozen=True, kw_only=True):
    """Durations after beside durations before. `ratio` of 0.5 is half as long, typically.

    `ratio` is that of the geometric means, bounded by `interval`; `p` is that of the permutation
    test. `more` tells about how many further incidents would let it be seen with 80 % power.
    """

    before: Durations
    after: Durations
    ratio: float | None = None
    interval: Interval | None = None
    p: float | None = None
    verdict: Verdict = Verdict.TOO_FEW
    more: int | None = None


def duration_change(before: Sequence[float], after: Sequence[float]) -> DurationChange:
    """Compares two sets of durations in seconds; with fewer than five in one it cannot tell."""
    summaries = durations(before), durations(after)
    if min(len(before), len(after)) < LEAST_FOR_INTERVAL:
        return DurationChange(before=summaries[0], after=summaries[1])
    first, second = (logarithms(numpy.asarray(each, dtype=float)) for each in (before, after))
    change = float(second.mean() - first.mean())
    p = permutation_p(first, second)
    verdict = Verdict.TOO_FEW
    if p < 1 - CONFIDENCE:
        verdict = Verdict.BETTER if change < 0 else Verdict.WORSE
    return DurationChange(
        before=summaries[0],
        after=summaries[1],
        ratio=math.exp(change),
        interval=_welch(first, second, change),
        p=p,
        verdict=verdict,
        more=_more_needed(first, second, change) if verdict is Verdict.TOO_FEW else None,
    )


def permutation_p(first: numpy.ndarray, second: numpy.ndarray) -> float:
    """How often shuffled groups differ in their means at least as much, two-sided.

    The observed grouping counts as one of the shuffles (Phipson and Smyth 2010), so that p is never
    0 and the test keeps its level.
    """
    return _permuted(first.astype("f8").tobytes(), second.astype("f8").tobytes())


@lru_cache(maxsize=_MOST_TESTS)
def _permuted(one: bytes, other: bytes) -> float:
    first, second = numpy.frombuffer(one), numpy.frombuffer(other)
    pooled = numpy.concatenate((first, second))
    size, total = len(first), pooled.sum()
    observed = abs(second.mean() - first.mean())
    extreme = 0
    for order in _orders(size, len(pooled)):
        sums = pooled[order].sum(axis=1)
        gaps = numpy.abs((total - sums) / len(second) - sums / size)
        extreme += int((gaps >= observed - 1e-12).sum())
    return (extreme + 1) / (_PERMUTATIONS + 1)


def _orders(size: int, total: int) -> Iterable[numpy.ndarray]:
    """Which values each shuffle takes for the first group, some shuffles at a time."""
    is_small = size * _PERMUTATIONS <= _MOST_HELD and total <= numpy.iinfo(numpy.uint16).max
    return _held_orders(size, total) if is_small else _drawn(size, total)


@lru_cache(maxsize=2)
def _held_orders(size: int, total: int) -> Sequence[numpy.ndarray]:
    """They depend on the sizes of the groups alone, and to draw them takes ten times as long as to
    use them: where an incident changed, the groups are mostly as large as before."""
    return [each.astype(numpy.uint16) for each in _drawn(size, total)]


def _drawn(size: int, total: int) -> Iterator[numpy.ndarray]:
    generator = numpy.random.default_rng(_SEED)
    left = _PERMUTATIONS
    while left > 0:
        rows = min(left, max(1, _DRAWS // total))
        yield generator.random((rows, total)).argpartition(size - 1, axis=1)[:, :size]
        left -= rows


def logarithms(values: numpy.ndarray) -> numpy.ndarray:
    """The logarithms of durations, of which none is taken below half a second."""
    found: numpy.ndarray = numpy.log(numpy.maximum(values, _ZERO_S))
    return found


def _welch(first: numpy.ndarray, second: numpy.ndarray, change: float) -> Interval | None:
    """The ratio's interval on logarithms, for groups of unequal spread (Welch 1947)."""
    parts = [float(each.var(ddof=1)) / len(each) for each in (first, second)]
    error = math.sqrt(sum(parts))
    if not error > 0:
        return None
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(each) - 1) for part, each in zip(parts, (first, second), strict=True)
    )
    reach = float(special.stdtrit(freedom, (1 + CONFIDENCE) / 2)) * error
    return Interval(math.exp(change - reach), math.exp(change + reach))


def _more_needed(first: numpy.ndarray, second: numpy.ndarray, change: float) -> int | None:
    """About how many further incidents, all after, give 80 % power if the change is real."""
    if abs(change) < 1e-9:
        return None
    spread = (first.var(ddof=1) + second.var(ddof=1)) / 2
    reach = float(special.ndtri((1 + CONFIDENCE) / 2) + special.ndtri(0.8))
    room = (change / reach) ** 2 / spread - 1 / len(first)
    if room <= 0:
        return None  # what came before is too little, however much follows
    return int(max(1, math.ceil(1 / room) - len(second)))
