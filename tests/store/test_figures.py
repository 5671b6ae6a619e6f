"""Figures over post-mortems, and the statistics behind them."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from hansei.accounts.actor import system
from hansei.domain.statistics import Interval, Summary, percentile, summary
from hansei.postmortem.figures import By, figures_table
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import START, sample_draft

ACTOR = system("test")


def _save(number: int, **fields: object) -> None:
    save_draft(actor=ACTOR, draft=sample_draft(**fields), source=f"/{number}")  # type: ignore[arg-type]


def _table(*by: By, **bounds: object) -> dict[tuple[str, str], Summary]:
    rows = figures_table(actor=ACTOR, by=by, **bounds)  # type: ignore[arg-type]
    return {(row.group, row.definition.name): row.summary for row in rows}


@pytest.mark.django_db
def test_figures_by_group_with_missing_and_invalid() -> None:
    _save(1, detected=4)
    _save(2, detected=10, services=("checkout", "search"), severity="SEV1")
    _save(3, detected=-3)
    _save(4, milestones={}, services=(), severity=None)
    everything = _table(By.ALL)["", "time_to_detect"]
    assert (everything.n, everything.missing, everything.invalid) == (2, 1, 1)
    assert (everything.mean, everything.median) == (420, 420)
    by_service = _table(By.SERVICE)
    assert by_service["search", "time_to_detect"].mean == 600
    assert by_service["checkout", "time_to_detect"].n == 2
    assert by_service["unknown", "time_to_detect"].missing == 1
    assert _table(By.SEVERITY)["SEV1", "time_to_detect"].n == 1
    assert {group for group, _ in _table(By.MONTH)} == {"2026-03"}
    assert _table(By.ALL)["", "time_to_acknowledge"].missing == 4


@pytest.mark.django_db
def test_figures_within_a_period() -> None:
    _save(1)
    _save(2, milestones={})
    day = timedelta(days=1)
    assert _table(By.ALL, since=START)["", "time_to_detect"].n == 1
    assert _table(By.ALL, since=START - day, until=START) == {}
    assert figures_table(actor=ACTOR, since=START + day) == []


def test_summary_of_known_values() -> None:
    assert summary([], missing=2) == Summary(n=0, missing=2)
    assert summary([7.0]) == Summary(n=1, mean=7, median=7, p90=7)
    found = summary([5, 1, 4, 2, 3, 6, 7, 8, 9, 10, 11])
    assert (found.mean, found.median, found.p90) == (6, 6, 10)


def test_interval_holds_the_mean_and_ignores_order() -> None:
    chance = random.Random(3)
    values = [chance.expovariate(1 / 600) for _ in range(40)]
    found = summary(values)
    assert found.interval is not None
    assert found.mean is not None
    assert found.interval.low < found.mean < found.interval.high
    assert summary(values[::-1]) == found


def test_interval_covers_as_often_as_it_says() -> None:
    chance = random.Random(5)
    hits = 0
    for _ in range(60):
        interval = summary([chance.gauss(100, 10) for _ in range(30)]).interval
        assert interval is not None
        hits += interval.low <= 100 <= interval.high
    assert 51 <= hits <= 60


def test_few_values_have_no_interval() -> None:
    assert summary([1, 2, 3, 400]).interval is None
    assert summary([5, 5, 5, 5, 5]).interval == Interval(5, 5)


def test_percentile_needs_values() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)
