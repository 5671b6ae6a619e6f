"""Rate ratios against published values, scipy's own test, and the level that they promise."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hansei.domain.learning.rates import (
    Stretch,
    Verdict,
    binomial_p,
    clopper_pearson,
    more_needed,
    power,
    rate_ratio,
)


def test_half_as_often_is_not_proven_by_a_handful() -> None:
    found = rate_ratio(Stretch(6, 180), Stretch(3, 180))
    assert found.ratio == 0.5
    assert found.verdict is Verdict.TOO_FEW
    assert found.more is not None
    assert found.more > 40


def test_many_to_few_is_better_and_the_reverse_is_worse() -> None:
    better = rate_ratio(Stretch(40, 180), Stretch(8, 90))
    assert (better.verdict, better.more) == (Verdict.BETTER, None)
    assert better.high is not None
    assert better.high < 1
    assert rate_ratio(Stretch(8, 90), Stretch(40, 90)).verdict is Verdict.WORSE


def test_exposure_is_accounted_for() -> None:
    """Twice the incidents in twice the time is no change."""
    found = rate_ratio(Stretch(20, 100), Stretch(40, 200))
    assert found.ratio == 1.0
    assert found.verdict is Verdict.TOO_FEW


def test_nothing_before_has_no_ratio_and_no_upper_bound() -> None:
    found = rate_ratio(Stretch(0, 180), Stretch(4, 90))
    assert (found.ratio, found.high) == (None, None)
    assert rate_ratio(Stretch(0, 1), Stretch(0, 1)).verdict is Verdict.TOO_FEW


@pytest.mark.parametrize("wrong", [Stretch(-1, 1), Stretch(1, 0), Stretch(1, -1)])
def test_a_rate_needs_an_exposure(wrong: Stretch) -> None:
    with pytest.raises(ValueError, match="exposure"):
        rate_ratio(wrong, Stretch(1, 1))


@given(st.integers(0, 60), st.integers(1, 60))
def test_the_interval_is_that_of_scipy(successes: int, more: int) -> None:
    trials = successes + more
    known = stats.binomtest(successes, trials).proportion_ci(0.95, method="exact")
    assert clopper_pearson(successes, trials) == pytest.approx((known.low, known.high))


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.1, 10))
def test_verdict_and_p_agree(first: int, second: int, exposure: float) -> None:
    found = rate_ratio(Stretch(first, 1.0), Stretch(second, exposure))
    assert (found.verdict is not Verdict.TOO_FEW) == (found.p < 0.05)
    assert 0 < found.p <= 1


def test_the_interval_covers_what_it_promises() -> None:
    generator = numpy.random.default_rng(7)
    for mean, truth in ((12, 0.5), (30, 1.0), (30, 0.6)):
        covered = 0
        for _ in range(1000):
            before, after = generator.poisson(mean), generator.poisson(mean * truth)
            found = rate_ratio(Stretch(int(before), 1), Stretch(int(after), 1))
            covered += found.low <= truth <= (found.high or float("inf"))
        assert covered >= 940, (mean, truth, covered)


def test_without_change_it_is_rarely_called_better() -> None:
    generator = numpy.random.default_rng(8)
    better = sum(
        rate_ratio(Stretch(int(a), 1), Stretch(int(b), 1)).verdict is Verdict.BETTER
        for a, b in generator.poisson(20, (2000, 2))
    )
    assert better <= 2000 * 0.025 + 3 * (2000 * 0.025 * 0.975) ** 0.5


def test_power_is_that_of_the_test() -> None:
    """Recounted outcome by outcome."""
    trials, share, truth = 40, 0.4, 0.25
    seen = sum(
        stats.binom.pmf(k, trials, truth)
        for k in range(trials + 1)
        if binomial_p(k, trials, share) <= 0.05
    )
    assert power(trials, share, truth) == pytest.approx(seen)


def test_as_many_more_as_said_let_the_test_see_it() -> None:
    more = more_needed(0.5, 0.5, 9)
    assert more is not None
    truth = 0.5 / 1.5
    assert power(9 + more, 0.5, truth) >= 0.8
    assert power(9 + more // 2, 0.5, truth) < 0.8
    assert more_needed(None, 0.5, 9) is None
    assert more_needed(1.0, 0.5, 9) is None
