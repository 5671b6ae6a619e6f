"""Accounts beside the timeline: the same thing beside the same thing, and nobody before another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.event import Event
from hansei.domain.meeting.accounts import Moment, laid_out, moments

START = datetime(2026, 3, 1, 23, 50, tzinfo=UTC)


def event(name: str, minute: int, text: str) -> Event:
    return Event(id=name, at=START + timedelta(minutes=minute), text=text)


EVENTS = (
    event("e1", 0, "Alert fired: checkout latency"),
    event("e2", 12, "Rolled back the database migration"),
    event("e3", 40, "Incident closed"),
)


def test_lines_with_times_are_moments_and_pass_midnight() -> None:
    found = moments(
        "23:52 Saw the alert\n - 0:02 rolled back\nI was tired\n0.31 closed it", near=START
    )
    assert [(each.at - START).total_seconds() / 60 if each.at else None for each in found] == [
        2, 12, None, 41
    ]  # fmt: skip
    assert found[2].text == "I was tired"
    assert moments("25:99 no time", near=START) == (Moment("25:99 no time"),)


def test_times_are_those_of_the_incidents_zone() -> None:
    zone = timezone(timedelta(hours=2))
    (found,) = moments("01:52 Saw it", near=START, zone=zone)
    assert found.at == START + timedelta(minutes=2)


def test_the_same_thing_stands_beside_its_event_and_its_time_apart_is_told() -> None:
    rows = laid_out(
        EVENTS, {"A": moments("00:20 The migration of the database is back", near=START)}
    )
    (row,) = [each for each in rows if each.said]
    assert row.event == EVENTS[1]
    (said,) = row.said["A"]
    assert said.drift_s == 18 * 60


def test_what_the_timeline_does_not_have_stands_alone_at_its_time() -> None:
    told = {"B": moments("00:15 Called the vendor, no answer", near=START),
            "A": moments("23:50 looked at graphs", near=START)}  # fmt: skip
    rows = laid_out(EVENTS, told)
    assert [each.event.id if each.event else "-" for each in rows] == ["e1", "e2", "-", "e3"]
    assert set(rows[2].said) == {"B"}
    assert rows[0].said["A"][0].drift_s == 0


@given(st.text(max_size=300))
def test_any_account_is_laid_out_whole(text: str) -> None:
    said = moments(text, near=START)
    rows = laid_out(EVENTS, {"A": said})
    assert sum(len(each.said.get("A", ())) for each in rows) == len(said)
