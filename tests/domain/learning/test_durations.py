"""Summaries and comparisons of durations: against numpy, by simulation, and where they are mute."""

from __future__ import annotations

import math

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.learning.durations import (
    Durations,
    Interval,
    _transformed,
    duration_change,
    durations,
    mean_interval,
    permutation_p,
)
from hansei.domain.learning.rates import Verdict

_VALUES = st.lists(st.floats(0, 1e6), min_size=1, max_size=60)


@given(_VALUES, st.randoms())
def test_a_summary_is_that_of_numpy_in_any_order(values: list[float], shuffle: object) -> None:
    found = durations(values, missing=2, invalid=1)
    assert (found.n, found.missing, found.invalid) == (len(values), 2, 1)
    assert found.mean == pytest.approx(numpy.mean(values))
    assert found.median == pytest.approx(numpy.median(values))
    assert found.p90 == pytest.approx(numpy.percentile(values, 90))
    shuffled = list(values)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    assert durations(shuffled, missing=2, invalid=1) == found


def test_nothing_is_summed_up_to_nothing() -> None:
    assert durations([], missing=3) == Durations(n=0, missing=3)


def test_too_few_or_equal_values_have_no_interval() -> None:
    assert mean_interval([1, 2, 3, 4]) is None
    assert mean_interval([60] * 10) is None
    assert mean_interval([0, 0, 0, 0, 1e6]) is None


@pytest.mark.parametrize("size", [6, 80, 400, 4001])
def test_the_interval_holds_the_mean_and_stays_above_nothing(size: int) -> None:
    values = numpy.random.default_rng(3).lognormal(0, 0.8, size)
    found = mean_interval(values)
    assert isinstance(found, Interval)
    assert 0 < found.low < values.mean() < found.high


@pytest.mark.parametrize("size", [30, 101, 1001])
def test_the_interval_covers_93_to_97_of_100(size: int) -> None:
    """By resampling, and in closed form on both sides of where it is asked for less."""
    generator = numpy.random.default_rng(11)
    covered = 0
    for _ in range(300):
        found = mean_interval(generator.lognormal(0, 1, size))
        assert found is not None
        covered += found.low <= math.exp(0.5) <= found.high
    assert 0.92 * 300 <= covered <= 0.985 * 300, covered  # 300 draws are known to ± 2.5 %


def test_the_closed_form_agrees_with_resampling() -> None:
    values = numpy.random.default_rng(4).lognormal(0, 0.8, 100)
    resampled, closed = mean_interval(values), _transformed(values, float(values.std(ddof=1)))
    assert resampled is not None
    assert closed.low == pytest.approx(resampled.low, rel=0.03)
    assert closed.high == pytest.approx(resampled.high, rel=0.03)


def test_shorter_is_told_and_its_reverse() -> None:
    generator = numpy.random.default_rng(5)
    slow, fast = generator.lognormal(8, 0.8, 40), generator.lognormal(7, 0.8, 40)
    found = duration_change(list(slow), list(fast))
    assert found.verdict is Verdict.BETTER
    assert found.ratio is not None
    assert 0.2 < found.ratio < 0.6
    assert found.interval is not None
    assert found.interval.low < found.ratio < found.interval.high < 1
    assert duration_change(list(fast), list(slow)).verdict is Verdict.WORSE


def test_a_few_cannot_tell() -> None:
    assert duration_change([600] * 4, [60] * 40).verdict is Verdict.TOO_FEW
    same = duration_change([600, 700, 800, 900, 950], [610, 690, 820, 880, 940])
    assert same.verdict is Verdict.TOO_FEW


def test_one_long_incident_decides_nothing() -> None:
    usual = [600.0, 660, 540, 720, 580, 640, 610, 700]
    assert duration_change(usual, [*usual[:-1], 900_000.0]).verdict is Verdict.TOO_FEW


def test_without_change_it_is_called_better_at_no_more_than_its_rate() -> None:
    generator = numpy.random.default_rng(12)
    told = sum(
        duration_change(
            list(generator.lognormal(7, 1, 12)), list(generator.lognormal(7, 1, 9))
        ).verdict
        is not Verdict.TOO_FEW
        for _ in range(120)
    )
    assert told <= 120 * 0.05 + 3 * (120 * 0.05 * 0.95) ** 0.5


def test_the_permutation_test_agrees_with_all_permutations() -> None:
    from itertools import combinations

    first, second = numpy.array([1.0, 2.0, 9.0, 4.0]), numpy.array([8.0, 7.0, 12.0, 6.0])
    pooled = numpy.concatenate((first, second))
    gaps = []
    for chosen in combinations(range(8), 4):
        other = [each for each in range(8) if each not in chosen]
        gaps.append(abs(pooled[list(chosen)].mean() - pooled[other].mean()))
    exact = numpy.mean(numpy.array(gaps) >= abs(first.mean() - second.mean()) - 1e-12)
    assert permutation_p(first, second) == pytest.approx(exact, abs=0.015)
