"""Summaries of durations: the mean never alone, and no interval from too little."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.statistics import LEAST_FOR_INTERVAL, percentile, summary
from tests.strategies.records import BRIEF

_VALUES = st.lists(st.integers(0, 10**6).map(float), min_size=1, max_size=30)


@BRIEF
@given(_VALUES)
def test_a_summary_lies_within_its_values(values: list[float]) -> None:
    found = summary(values, missing=2, invalid=1)
    assert (found.n, found.missing, found.invalid) == (len(values), 2, 1)
    for each in (found.mean, found.median, found.p90):
        assert each is not None
        assert min(values) - 1e-6 <= each <= max(values) + 1e-6
    assert (found.interval is None) == (len(values) < LEAST_FOR_INTERVAL)


@BRIEF
@given(_VALUES)
def test_the_order_of_the_values_does_not_matter(values: list[float]) -> None:
    shuffled = list(values)
    random.Random(5).shuffle(shuffled)
    assert summary(shuffled) == summary(values)


def test_nothing_recorded_says_nothing() -> None:
    found = summary([], missing=3)
    assert (found.n, found.missing) == (0, 3)
    assert (found.mean, found.median, found.p90, found.interval) == (None, None, None, None)


@pytest.mark.parametrize(
    ("share", "value"), [(0, 10.0), (0.5, 25.0), (0.9, 37.0), (1, 40.0), (1 / 3, 20.0)]
)
def test_percentiles_lie_between_neighbours(share: float, value: float) -> None:
    assert percentile([10.0, 20.0, 30.0, 40.0], share) == pytest.approx(value)


def test_the_interval_holds_the_true_mean_about_as_often_as_it_says() -> None:
    """95 % is nominal; of 60 seeded samples of 30 exponential durations 85 % must hold."""
    held = 0
    for seed in range(60):
        rng = random.Random(seed)
        interval = summary([rng.expovariate(1 / 3600) for _ in range(30)]).interval
        assert interval is not None
        held += interval.low <= 3600 <= interval.high
    print(f"the interval held the mean in {held} of 60")
    assert held >= 51


def test_one_long_incident_moves_the_mean_and_not_the_median() -> None:
    usual = summary([600.0] * 9)
    long = summary([600.0] * 9 + [86_400.0])
    assert usual.median == long.median == 600
    assert long.mean is not None
    assert long.mean > 9000
    assert statistics.fmean([600.0] * 9 + [86_400.0]) == long.mean
