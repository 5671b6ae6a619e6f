"""Figures: named pairs, missing stays missing, negative is shown, windows widen them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.document import Mark, Milestone
from hansei.domain.metrics import DEFINITIONS, Status, figures
from tests.strategies.records import BRIEF

_T = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)


def _mark(minutes: float, before: float = 0, after: float = 0) -> Mark:
    at = _T + timedelta(minutes=minutes)
    return Mark(
        at=at, earliest=at - timedelta(minutes=before), latest=at + timedelta(minutes=after)
    )


def test_the_five_figures_are_those_of_the_contract() -> None:
    assert {each.name: (each.start.value, each.end.value) for each in DEFINITIONS} == {
        "time_to_detect": ("impact_start", "detected"),
        "time_to_acknowledge": ("detected", "acknowledged"),
        "time_to_mitigate": ("detected", "mitigated"),
        "time_to_recover": ("impact_start", "recovered"),
        "time_to_resolve": ("detected", "resolved"),
    }


def test_a_figure_is_the_difference_in_seconds() -> None:
    found = figures({Milestone.IMPACT_START: _mark(0), Milestone.DETECTED: _mark(5)})
    assert found["time_to_detect"].seconds == 300
    assert found["time_to_detect"].status is Status.RECORDED


@pytest.mark.parametrize("known", [Milestone.IMPACT_START, Milestone.DETECTED, Milestone.RESOLVED])
def test_one_milestone_gives_no_figure(known: Milestone) -> None:
    for each in figures({known: _mark(0)}).values():
        assert (each.status, each.seconds, each.least, each.most) == (
            Status.MISSING, None, None, None,
        )  # fmt: skip


def test_a_negative_figure_is_a_data_error_that_is_shown() -> None:
    found = figures({Milestone.IMPACT_START: _mark(10), Milestone.DETECTED: _mark(5)})
    assert found["time_to_detect"].status is Status.INVALID
    assert found["time_to_detect"].seconds == -300


def test_days_are_not_dropped() -> None:
    found = figures({Milestone.DETECTED: _mark(0), Milestone.RESOLVED: _mark(3 * 1440 + 5)})
    assert found["time_to_resolve"].seconds == 3 * 86400 + 300


@BRIEF
@given(*(st.integers(0, 600) for _ in range(6)))
def test_the_range_holds_the_figure(
    first: int, second: int, before: int, after: int, sooner: int, later: int
) -> None:
    marks = {
        Milestone.IMPACT_START: _mark(first, before, after),
        Milestone.DETECTED: _mark(second, sooner, later),
    }
    found = figures(marks)["time_to_detect"]
    assert found.seconds is not None
    assert found.least is not None
    assert found.most is not None
    assert found.least <= found.seconds <= found.most
    assert found.most - found.least == 60 * (before + after + sooner + later)
