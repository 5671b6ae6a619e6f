"""Which stretch of the records is the incident."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from hansei.domain.event import Record, Signal
from hansei.domain.merge import unique
from hansei.domain.window import AFTER, BEFORE, TAKEN_WHOLE, Window, find_window
from tests.domain.incidents import outage
from tests.strategies.records import START, record


def _heartbeats(days: int, each_minutes: int = 30) -> list[Record]:
    return [
        record("generic", f"h{n}", n * each_minutes - 1440 * days / 2, f"heartbeat {n}")
        for n in range(days * 1440 // each_minutes)
    ]


def test_no_records_have_no_window() -> None:
    assert find_window([]) is None


def test_a_small_input_is_taken_whole() -> None:
    records = unique(outage())
    assert find_window(records) == Window(records[0].at, records[-1].at)


def test_weeks_of_records_are_cut_to_the_incident() -> None:
    records = unique([*_heartbeats(14), *outage()])
    assert len(records) > TAKEN_WHOLE
    found = find_window(records)
    assert found is not None
    assert found.start == START - BEFORE
    assert found.end == START + timedelta(minutes=52) + AFTER
    start, end = found.span_of(records)
    inside = {each.key for each in records[start:end]}
    assert {each.key for each in outage()} <= inside
    assert len(inside) < 30


def test_the_stretch_with_more_kinds_of_response_wins() -> None:
    later = [
        record("datadog", f"x{n}", 3000 + n, "disk", signal=Signal.ALERT_FIRED) for n in range(40)
    ]
    acknowledged = record("pagerduty", "y", 3050, "Acknowledged", signal=Signal.ACKNOWLEDGED)
    records = unique([*_heartbeats(10), *outage(), *later, acknowledged])
    found = find_window(records)
    assert found is not None
    assert found.start < START < found.end < START + timedelta(hours=3)


def test_an_incident_that_sleeps_over_night_is_one_stretch() -> None:
    morning = record("pagerduty", "p9", 14 * 60, "Reopened", signal=Signal.REOPENED,
                     refs=("incident:P7",))  # fmt: skip
    found = find_window(unique([*_heartbeats(10), *outage(), morning]))
    assert found is not None
    assert found.end == morning.at + AFTER


def test_the_alerts_that_led_up_to_it_are_inside() -> None:
    early = record("datadog", "e", -40, "High error rate", signal=Signal.ALERT_FIRED)
    found = find_window(unique([*_heartbeats(10), *outage(), early]))
    assert found is not None
    assert found.start <= early.at - timedelta(minutes=30)


def test_without_any_sign_everything_is_taken() -> None:
    records = unique(_heartbeats(14))
    assert find_window(records) == Window(records[0].at, records[-1].at)


def test_noise_is_no_sign() -> None:
    noise = [msgspec.structs.replace(each, noise=True, key=f"n{each.key}", at=each.at
             + timedelta(days=3)) for each in outage()]  # fmt: skip
    found = find_window(unique([*_heartbeats(14), *outage(), *noise]))
    assert found is not None
    assert found.end < START + timedelta(hours=3)


def test_both_ends_are_inside() -> None:
    records = unique(outage())
    window = Window(records[1].at, records[3].at)
    assert window.span_of(records) == (1, 4)
    outside = Window(START + timedelta(days=9), START + timedelta(days=10))
    assert outside.span_of(records) == (len(records), len(records))
