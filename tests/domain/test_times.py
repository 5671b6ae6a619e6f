"""Times: what is written and no more, whole seconds or finer, in any zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.times import (
    duration_text,
    from_epoch,
    from_iso,
    pass_midnight,
    utc_text,
    zone_named,
)
from tests.strategies.records import BRIEF

LONDON = ZoneInfo("Europe/London")
_MOMENTS = st.datetimes(
    min_value=datetime(1991, 1, 1), max_value=datetime(2099, 1, 1), timezones=st.just(UTC)
)


@BRIEF
@given(_MOMENTS)
def test_utc_text_comes_back_as_it_was(at: datetime) -> None:
    found = from_iso(utc_text(at))
    assert found.at == at
    assert not found.zone_assumed
    assert utc_text(at).endswith("Z")


@BRIEF
@given(_MOMENTS, st.sampled_from(["Asia/Kolkata", "America/New_York", "Pacific/Chatham", "UTC"]))
def test_utc_text_does_not_depend_on_the_zone(at: datetime, zone: str) -> None:
    assert utc_text(at.astimezone(ZoneInfo(zone))) == utc_text(at)


@pytest.mark.parametrize(
    ("text", "precision_s"),
    [
        ("2025-03-01", 86400),
        ("2025-03-01 10:36", 60),
        ("2025-03-01T10:36", 60),
        ("2025-03-01T10:36Z", 60),
        ("2025-03-01T10:36:05", 1),
        ("2025-03-01T10:36:05Z", 1),
        ("2025-03-01T10:36:05.120Z", 0),
        ("2025-03-01 10:36:05,120 UTC", 0),
    ],
)
def test_precision_is_that_of_the_text(text: str, precision_s: int) -> None:
    assert from_iso(text).precision_s == precision_s


def test_a_bare_time_takes_the_zone_and_says_so() -> None:
    found = from_iso("2025-07-01 10:36", LONDON)
    assert found.at == datetime(2025, 7, 1, 9, 36, tzinfo=UTC)
    assert found.zone_assumed
    assert not from_iso("2025-07-01 10:36 UTC", LONDON).zone_assumed


def test_a_time_that_the_clocks_skipped_is_still_read() -> None:
    found = from_iso("2025-03-30 01:30", LONDON)
    assert found.at == datetime(2025, 3, 30, 1, 30, tzinfo=UTC)


def test_a_time_that_happened_twice_is_the_first() -> None:
    found = from_iso("2025-10-26 01:30", LONDON)
    assert found.at == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2025-13-01", "2025-02-30", "2025-02-30 10:00", "1066-10-14", "9999-12-31",
     "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "14:??", "2025-03-01T10:36 Mars",
     "2025-03-01T24:61", "x" * 5000, "2025-03-01T10:36:05" + "0" * 5000],
)  # fmt: skip
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        from_iso(text)


@BRIEF
@given(st.text(max_size=40))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    try:
        found = from_iso(text)
    except ValueError:
        return
    assert found.at.tzinfo is UTC


@BRIEF
@given(st.integers(633_000_000, 4_000_000_000))
def test_epoch_units_are_told_by_their_size(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    for factor in (1, 1_000, 1_000_000, 1_000_000_000):
        assert abs(from_epoch(seconds * factor) - at) < timedelta(milliseconds=1)
        assert abs(from_epoch(str(seconds * factor)) - at) < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    "value", [0, -1, 12, "abc", "", "nan", "inf", "-inf", 10**400, 1e308, 5e9, "9" * 400]
)
def test_numbers_that_are_no_time_are_refused(value: float | str) -> None:
    with pytest.raises(ValueError):
        from_epoch(value)


@BRIEF
@given(_MOMENTS, st.timedeltas(timedelta(days=-3), timedelta(days=1)))
def test_a_bare_time_passes_midnight_forward(previous: datetime, by: timedelta) -> None:
    found = pass_midnight(previous + by, previous)
    assert (found - previous - by) % timedelta(days=1) == timedelta(0)
    assert found >= previous - timedelta(hours=12)
    assert found >= previous + by


def test_midnight_is_passed_once_and_small_steps_back_are_kept() -> None:
    late = datetime(2025, 3, 1, 23, 50, tzinfo=UTC)
    assert pass_midnight(late.replace(hour=0, minute=10), late).day == 2
    assert pass_midnight(late.replace(minute=40), late) == late.replace(minute=40)
    assert pass_midnight(late, None) == late


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("UTC", 0),
        ("utc", 0),
        ("CET", 1),
        ("+02:00", 2),
        ("UTC+2", 2),
        ("GMT-5", -5),
        ("-0330", -3.5),
    ],
)
def test_zones_by_abbreviation_and_offset(name: str, hours: float) -> None:
    offset = datetime(2025, 7, 1, tzinfo=zone_named(name)).utcoffset()
    assert offset == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name", ["Mars", "", "../etc/passwd", "/etc/localtime", "+25:00", "\0", "é"]
)
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        zone_named(name)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (45, "45 s"), (60, "1 min"), (75, "1 min 15 s"), (1440, "24 min"),
     (7500, "2 h 05 min"), (3600, "1 h"), (273_600, "3 d 04 h"), (86_400, "1 d"),
     (-90, "-1 min 30 s")],
)  # fmt: skip
def test_durations_as_people_write_them(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


@BRIEF
@given(st.integers(0, 400 * 86400))
def test_a_duration_never_drops_a_whole_day(seconds: int) -> None:
    days = seconds // 86400
    assert duration_text(seconds).startswith(f"{days} d") == bool(days)
