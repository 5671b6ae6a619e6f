"""The interval of a count against closed forms."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from hansei.domain.learning.counts import count_interval


def test_from_none_seen_follows_the_closed_form() -> None:
    found = count_interval(0)
    assert found.low == 0
    assert found.high == pytest.approx(-math.log(0.025))


@pytest.mark.parametrize("count", [1, 2, 7, 50, 1000])
def test_the_bounds_are_those_of_the_poisson_tails(count: int) -> None:
    found = count_interval(count)
    assert stats.poisson.sf(count - 1, found.low) == pytest.approx(0.025)
    assert stats.poisson.cdf(count, found.high) == pytest.approx(0.025)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        count_interval(-1)
