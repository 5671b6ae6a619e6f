"""Before and after something landed: what is counted, what is said, and how often that is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy
import pytest

from hansei.domain.learning.durations import duration_change
from hansei.domain.learning.effect import (
    Happened,
    as_often,
    compared,
    said_of_duration,
    said_of_rate,
)
from hansei.domain.learning.rates import Stretch, Verdict, rate_ratio

LANDED = datetime(2026, 6, 1, tzinfo=UTC)
SINCE, UNTIL = LANDED - timedelta(days=200), LANDED + timedelta(days=100)


def _at(*days: float, **fields: float) -> list[Happened]:
    return [
        Happened(id=number, at=LANDED + timedelta(days=day), **fields)
        for number, day in enumerate(days, 1)
    ]


def test_incidents_are_counted_over_the_days_of_their_stretch() -> None:
    found = compared(_at(-201, -200, -10, -5, 0, 3, 101), landed=LANDED, since=SINCE, until=UNTIL)
    assert found.rate is not None
    assert found.rate.before == Stretch(2, 200.0)  # the one at its very beginning opens it
    assert found.rate.after == Stretch(2, 100.0)
    assert found.left_out == 0


def test_what_the_action_was_made_for_is_left_out() -> None:
    found = compared(
        _at(-30, -20, -10), landed=LANDED, since=SINCE, until=UNTIL, left_out={2}
    )  # fmt: skip
    assert found.rate is not None
    assert (found.rate.before.count, found.left_out) == (2, 1)


def test_a_stretch_without_length_is_not_compared() -> None:
    found = compared(_at(-30), landed=LANDED, since=SINCE, until=LANDED)
    assert found.rate is None
    assert said_of_rate(found.rate).verdict is Verdict.TOO_FEW


def test_few_incidents_are_told_as_few_and_how_many_more_would_tell() -> None:
    said = said_of_rate(rate_ratio(Stretch(4, 200), Stretch(1, 100)))
    assert said.verdict is Verdict.TOO_FEW
    assert "may be chance" in said.headline
    assert said.details[0] == "1 incident in 100 days since, 4 in 200 days before."
    assert "more incidents would show it" in said.details[1]


def test_a_change_is_said_only_with_evidence() -> None:
    better = said_of_rate(rate_ratio(Stretch(40, 200), Stretch(4, 100)))
    assert better.verdict is Verdict.BETTER
    assert better.headline == "Incidents became rarer: about 20 % as often"
    assert "95 % confidence" in better.details[1]
    worse = said_of_rate(rate_ratio(Stretch(4, 200), Stretch(40, 100)))
    assert worse.headline == "Incidents became more frequent: about 20.0 times as often"
    none = said_of_rate(rate_ratio(Stretch(0, 200), Stretch(0, 100)))
    assert "nothing tells" in none.headline


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(0.5, "half as often"), (0.34, "a third as often"), (0.41, "41 % as often"),
     (1.02, "as often"), (2.5, "2.5 times as often")],
)  # fmt: skip
def test_ratios_are_said_as_people_say_them(ratio: float, words: str) -> None:
    assert as_often(ratio) == words


def test_durations_are_said_in_words() -> None:
    shorter = duration_change([600, 900, 700, 800, 650, 900], [60, 90, 70, 80, 65, 90])
    assert said_of_duration(shorter, "detection").headline == (
        "Detection became quicker: it typically takes about 10 % of the time that it took"
    )
    longer = duration_change([60, 90, 70, 80, 65, 90], [600, 900, 700, 800, 650, 900])
    assert "10.0 times as long" in said_of_duration(longer, "detection").headline
    few = said_of_duration(duration_change([60], [600]), "resolution")
    assert few.verdict is Verdict.TOO_FEW
    assert few.headline == "It cannot be told whether resolution became quicker"


def _rarer(generator: numpy.random.Generator, *, left_out: bool) -> bool:
    """An action made for an incident, landed thirty days later, changing nothing.

    It began in a store that knows all incidents: the one it is for is any after a year.
    """
    times = numpy.cumsum(generator.exponential(20.0, 400))
    chosen = int(numpy.searchsorted(times, 400.0))
    landed = LANDED + timedelta(days=float(times[chosen]) + 30)
    found = compared(
        [Happened(id=number, at=LANDED + timedelta(days=float(day)))
         for number, day in enumerate(times)],
        landed=landed, since=landed - timedelta(days=60), until=landed + timedelta(days=90),
        left_out={chosen} if left_out else (),
    )  # fmt: skip
    assert found.rate is not None
    return found.rate.verdict is Verdict.BETTER


def test_without_a_change_it_is_called_rarer_no_more_often_than_stated() -> None:
    """2.5 % at most with the incident left out; with it, every action would look better."""
    runs = 3000
    generator = numpy.random.default_rng(20260601)
    wrong = sum(_rarer(generator, left_out=True) for _ in range(runs)) / runs
    generator = numpy.random.default_rng(20260601)
    naive = sum(_rarer(generator, left_out=False) for _ in range(runs)) / runs
    assert wrong <= 0.025 + 2 * (0.025 * 0.975 / runs) ** 0.5
    assert naive > wrong
