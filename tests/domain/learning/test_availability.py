"""Availability and its budget, against closed forms and a second by second recount."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.learning.availability import (
    Burn,
    Outage,
    Window,
    allowed_seconds,
    availability,
    merged,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
MONTH = Window(START, START + timedelta(days=30))


def _outage(start: float, length: float, name: str = "", weight: float = 1.0) -> Outage:
    begin = START + timedelta(minutes=start)
    return Outage(begin, begin + timedelta(minutes=length), name, weight)


def test_the_budget_of_three_nines_is_43_minutes_and_12_seconds_a_month() -> None:
    assert allowed_seconds(0.999, MONTH.seconds) == pytest.approx(43.2 * 60)


def test_half_an_hour_keeps_three_nines_and_breaks_three_and_a_half() -> None:
    found = availability([_outage(100, 30)], MONTH, target=0.999)
    assert found.share is not None
    assert round(100 * found.share, 3) == 99.931
    assert found.breach is False
    assert found.used is not None
    assert round(100 * found.used) == 69
    assert availability([_outage(100, 30)], MONTH, target=0.9995).breach is True


def test_a_budget_spent_to_the_second_is_no_breach() -> None:
    found = availability([_outage(0, 43.2)], MONTH, target=0.999)
    assert (found.breach, round(found.left or 0, 6)) == (False, 0.0)
    assert availability([_outage(0, 43.25)], MONTH, target=0.999).breach is True


def test_what_overlaps_counts_once_and_the_heavier_pays() -> None:
    found = availability([_outage(0, 60, "slow", 0.5), _outage(30, 60, "down")], MONTH)
    assert found.down == 60 * 60 + 30 * 60 * 0.5
    assert found.burns == (Burn("down", 3600.0), Burn("slow", 900.0))


def test_maintenance_is_neither_downtime_nor_window() -> None:
    pause = Window(START, START + timedelta(days=15))
    found = availability([_outage(0, 60)], MONTH, maintenance=[pause, pause])
    assert (found.down, found.maintenance, found.share) == (0, 15 * 86400, 1.0)
    whole = availability([_outage(0, 60)], MONTH, maintenance=[MONTH], target=0.999)
    assert (whole.share, whole.breach) == (None, None)


def test_what_lasts_counts_until_the_window_ends() -> None:
    found = availability([Outage(MONTH.end - timedelta(hours=1), None)], MONTH)
    assert found.down == 3600
    assert availability([Outage(MONTH.end, None)], MONTH).down == 0


def test_a_target_or_weight_that_is_no_share_is_refused() -> None:
    with pytest.raises(ValueError, match=r"99\.9"):
        availability([], MONTH, target=99.9)
    with pytest.raises(ValueError, match="38"):
        availability([_outage(0, 1, weight=38)], MONTH)


_HOUR = Window(START, START + timedelta(minutes=60))
_OUTAGES = st.lists(
    st.builds(
        _outage,
        st.integers(-20, 70),
        st.integers(-5, 40),
        st.sampled_from("abc"),
        st.sampled_from((0.0, 0.25, 0.5, 1.0)),
    ),
    max_size=6,
)
_PAUSES = st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 30)), max_size=3)


@given(_OUTAGES, _PAUSES)
def test_it_agrees_with_a_count_minute_by_minute(
    outages: list[Outage], pauses: list[tuple[int, int]]
) -> None:
    windows = [
        Window(START + timedelta(minutes=start), START + timedelta(minutes=start + length))
        for start, length in pauses
    ]
    found = availability(outages, _HOUR, maintenance=windows)
    down = counted = 0.0
    for minute in range(60):
        at = START + timedelta(minutes=minute)
        if any(each.start <= at < each.end for each in windows):
            continue
        counted += 60
        weights = [each.weight for each in outages if each.end and each.start <= at < each.end]
        down += 60 * max(weights, default=0.0)
    assert found.down == pytest.approx(down)
    assert found.window - found.maintenance == counted
    assert sum(each.seconds for each in found.burns) == pytest.approx(down)
    if counted:
        assert found.share == pytest.approx(1 - down / counted)


@given(_PAUSES)
def test_merged_time_has_no_overlaps(pauses: list[tuple[int, int]]) -> None:
    windows = [
        Window(START + timedelta(minutes=start), START + timedelta(minutes=start + length))
        for start, length in pauses
    ]
    found = merged(windows)
    for first, second in itertools.pairwise(found):
        assert first.end < second.start
    minutes = {minute for start, length in pauses for minute in range(start, start + length)}
    assert sum(each.seconds for each in found) == 60 * len(minutes)
