"""How often the same comes again within a window, and what was promised against it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hansei.domain.actions import Stage
from hansei.domain.learning.recurrence import (
    Occurrence,
    Promise,
    foreseen,
    recurrence_by_key,
    recurrence_by_pairs,
    recurrence_of_any,
    should_have_prevented,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
TODAY = date(2026, 6, 1)
AGAIN = datetime(2026, 5, 20, tzinfo=UTC)


def _on(*days: float, keys: tuple[str, ...] = ("mail",)) -> list[Occurrence]:
    return [Occurrence(n, START + timedelta(days=day), keys) for n, day in enumerate(days)]


def test_repeats_are_counted_within_the_window() -> None:
    found = recurrence_by_key(_on(0, 90, 181, 182))["mail"]
    assert (found.n, found.repeated, found.rate) == (4, 2, 0.5)
    assert recurrence_by_key(_on(0, 90, 181, 182), window_days=None)["mail"].repeated == 3
    assert found.interval is not None
    assert 0 < found.interval.low < 0.5 < found.interval.high < 1


def test_an_incident_counts_under_each_of_its_keys() -> None:
    found = recurrence_by_key([*_on(0, keys=("mail", "web")), *_on(1, keys=("web",))])
    assert {key: each.repeated for key, each in found.items()} == {"web": 1, "mail": 0}
    assert list(found) == ["web", "mail"]


def test_pairs_repeat_the_earlier_one() -> None:
    rows = _on(0, 10, 200)
    assert recurrence_by_pairs(rows, [(0, 1), (1, 2)]).repeated == 1
    assert recurrence_by_pairs(rows, [(2, 0), (1, 0)], window_days=None).repeated == 2
    assert recurrence_by_pairs(rows, [(0, 99)]).repeated == 0
    assert recurrence_by_pairs([], []).rate is None


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 400), max_size=40), st.integers(1, 120))
def test_it_agrees_with_looking_at_every_pair(days: list[int], window: int) -> None:
    expected = sum(any(0 < day - other <= window for other in days) for day in days)
    found = recurrence_by_key(_on(*days), window_days=window)
    assert (found["mail"].repeated if days else 0) == expected
    assert recurrence_of_any(_on(*days), window_days=window).repeated == expected


def test_over_all_an_incident_repeats_one_of_any_of_its_keys_once() -> None:
    rows = [*_on(0, keys=("web",)), *_on(0, 5, keys=("mail", "web")), *_on(6, keys=("dns",))]
    assert recurrence_of_any(rows).repeated == 1


@pytest.mark.parametrize(
    ("stage", "due", "completed", "says"),
    [
        (Stage.PLANNED, date(2026, 4, 22), None, "action 3 of PM-12 is 40 days overdue"),
        (Stage.IN_PROGRESS, date(2026, 7, 1), None,
         "action 3 of PM-12 is not done yet, due 2026-07-01"),
        (Stage.PLANNED, None, None, "action 3 of PM-12 is not done yet"),
        (Stage.EFFECTIVE, None, datetime(2026, 3, 1, tzinfo=UTC),
         "action 3 of PM-12 was done 2026-03-01 and did not prevent it"),
        (Stage.COMPLETED, None, datetime(2026, 5, 25, tzinfo=UTC), ""),
        (Stage.CANCELLED, None, None, "action 3 of PM-12 was given up"),
    ],
)  # fmt: skip
def test_what_was_promised_is_said(
    stage: Stage, due: date | None, completed: datetime | None, says: str
) -> None:
    promise = Promise(number=3, reference="PM-12", stage=stage, due=due, completed=completed)
    assert foreseen(promise, again=AGAIN, today=TODAY) == says
    assert should_have_prevented(promise, again=AGAIN) is ("did not prevent" in says)
