"""Dates and times in the ways that people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.times import zone_named
from hansei.reading.calendar import Calendar
from hansei.reading.stamps import stamp_at, stamps_in
from hansei.reading.zones import canonical, zone_in_header, zone_stated

SAME_INSTANT = [
    "2021-03-04 17:05",
    "2021-03-04T17:05:00Z",
    "2021-03-04T18:05:00+01:00",
    "4 March 2021, 17:05",
    "Thursday 4 March 2021 at 17:05 UTC",
    "March 4th, 2021 5:05 PM",
    "Mar 4 2021 17:05",
    "04-03-2021 17:05",
    "17:05 4th Mar 2021",
    "**2021-03-04 17:05**",
    "[2021/03/04 17:05]",
    "4. March 2021 17.05",
    "2021-03-04 1705Z",
    "2021-03-04 12:05 EST",
    "5:05 p.m. UTC (Mar 4, 2021)",
]


@pytest.mark.parametrize("text", SAME_INSTANT)
def test_one_instant_in_many_writings(text: str) -> None:
    stamp = stamp_at(text)
    assert stamp is not None
    resolved = Calendar(day=None, year=None, zone=UTC).resolve(stamp)
    assert resolved.at == datetime(2021, 3, 4, 17, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "precision"),
    [("14:05", 60), ("14:05:09", 1), ("14:05:09.250", 0), ("14:??", 3600), ("5pm", 3600),
     ("~14:05", 300), ("about 14:05", 300), ("2021-09-01", 86400), ("10:45~", 60)],
)  # fmt: skip
def test_precision_is_what_is_written(text: str, precision: int) -> None:
    stamp = stamp_at(text)
    assert stamp is not None
    assert stamp.precision_s == precision


@pytest.mark.parametrize(
    "text", ["Time", "May be", "v1.17.2 released", "20xx-MM-DD HH:mm", "25:10"]
)
def test_no_time_where_none_is_written(text: str) -> None:
    stamp = stamp_at(text)
    assert stamp is None or stamp.time is None or stamp.time.weak


def test_a_range_gives_its_end() -> None:
    stamp = stamp_at("2021-03-04 23:30-00:30 foo")
    assert stamp is not None
    resolved = Calendar(day=None, year=None, zone=UTC).resolve(stamp)
    assert resolved.until == datetime(2021, 3, 5, 0, 30, tzinfo=UTC)


def test_bare_times_pass_midnight() -> None:
    calendar = Calendar(day=date(2023, 12, 4), year=None, zone=zone_named("America/New_York"))
    times = ["11:40 PM", "12:10 AM", "1:30 AM", "2:00 PM"]
    found = [calendar.resolve(stamp).at.day for text in times if (stamp := stamp_at(text))]
    assert found == [5, 5, 5, 5]
    early = stamp_at("1:00 AM")
    assert early is not None
    assert calendar.resolve(early).at.day == 6


def test_an_abbreviation_is_taken_as_written_and_a_name_keeps_summer_time() -> None:
    stamp = stamp_at("2020-07-01 12:00")
    assert stamp is not None
    cet = Calendar(day=None, year=None, zone=zone_named("CET")).resolve(stamp)
    london = Calendar(day=None, year=None, zone=zone_named("Europe/London")).resolve(stamp)
    assert (cet.at.hour, london.at.hour) == (11, 11)


@pytest.mark.parametrize("text", ["2021-02-31 16:00", "31/11/2021 10:00", "2021-13-40 10:00"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    stamp = stamp_at(text)
    assert stamp is not None
    with pytest.raises(ValueError, match="no such day"):
        Calendar(day=None, year=None, zone=UTC).resolve(stamp)


@pytest.mark.parametrize(
    ("text", "zone"),
    [("All times in CET.", "CET"), ("_All times in EEST_", "EEST"), ("times are in PST", "PST"),
     ("*All times listed in this report are in Pacific Time (US).", "America/Los_Angeles"),
     ("All times are UTC", "UTC"), ("Timezone: Europe/London", "Europe/London"),
     ("Time to resolve: 7h (during support hours 10:00-17:00)", None), ("Times vary", None)],
)  # fmt: skip
def test_a_sentence_names_the_zone(text: str, zone: str | None) -> None:
    found = zone_stated(text)
    assert (canonical(found) if found else None) == zone


def test_a_header_names_the_zone() -> None:
    assert zone_in_header("Time (CET)") == "CET"
    assert zone_in_header("Date and Time in CET") == "CET"
    assert zone_in_header("Event") is None


@given(st.text(alphabet="0123456789:.-/ TZapmUTCMarch(),~?", max_size=60))
def test_any_text_is_read(text: str) -> None:
    for stamp in stamps_in(text):
        assert 0 <= stamp.start < stamp.end <= len(text)
