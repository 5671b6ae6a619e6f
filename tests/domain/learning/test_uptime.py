"""Outages from what monitors and status pages say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hansei.domain.event import Record, Signal
from hansei.domain.learning.availability import Outage, Window
from hansei.domain.learning.uptime import Observation, observed, outages_of, same_name, watched

START = datetime(2026, 3, 1, tzinfo=UTC)


def _at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def _seen(minutes: int, signal: Signal, *, lasted: int = 0, **fields: object) -> Observation:
    values = {"source": "uptimerobot", "service": "checkout", "key": str(minutes), "text": "x"}
    record = Record(
        at=_at(minutes), signal=signal, until=_at(minutes + lasted) if lasted else None,
        **(values | fields),  # type: ignore[arg-type]
    )  # fmt: skip
    found = observed(record)
    assert found is not None
    return found


def _outage(start: int, end: int | None, name: str = "checkout") -> Outage:
    return Outage(_at(start), None if end is None else _at(end), name)


def test_a_monitor_is_down_until_it_is_up_or_as_long_as_its_log_says() -> None:
    told = [
        _seen(10, Signal.DOWN), _seen(15, Signal.UP), _seen(16, Signal.UP),
        _seen(20, Signal.DOWN, lasted=5), _seen(30, Signal.UP), _seen(40, Signal.DOWN),
    ]  # fmt: skip
    assert outages_of(told) == [_outage(10, 15), _outage(20, 25), _outage(40, None)]
    assert watched(told) == Window(_at(10), _at(40))


def test_the_same_outage_told_twice_is_one() -> None:
    told = [_seen(10, Signal.DOWN), _seen(10, Signal.DOWN, lasted=5), _seen(15, Signal.UP)]
    assert outages_of(told) == [_outage(10, 15)]


def test_a_status_pages_incident_lasts_from_its_stated_start_to_its_end() -> None:
    page = {"source": "statuspage", "severity": "major", "service": "API, Web"}
    refs = ("statuspage:incident:7",)
    told = [
        _seen(5, Signal.STATUS_UPDATE, refs=refs, **page),
        _seen(1, Signal.IMPACT_STARTED, refs=refs, **page),
        _seen(30, Signal.STATUS_UPDATE, refs=(*refs, "status:resolved"), **page),
    ]
    assert told[0].services == ("API", "Web")
    assert outages_of(told) == [_outage(1, 30, "statuspage:incident:7")]
    assert outages_of(told[:1]) == [_outage(5, None, "statuspage:incident:7")]


def test_what_says_nothing_of_being_down_is_passed_over() -> None:
    for fields in (
        {"source": "slack", "signal": Signal.DOWN},
        {"source": "uptimerobot", "signal": Signal.MEASUREMENT},
        {"source": "uptimerobot", "signal": Signal.DOWN, "service": None},
        {"source": "statuspage", "signal": Signal.STATUS_UPDATE, "severity": "none"},
        {"source": "statuspage", "signal": Signal.CHANGE, "refs": ("statuspage:incident:7",)},
    ):
        values = {"key": "1", "text": "x", "at": START, "service": "checkout"} | fields
        assert observed(Record(**values)) is None  # type: ignore[arg-type]
    assert watched([]) is None


def test_names_are_compared_by_letters_and_digits() -> None:
    assert same_name("Checkout API", "checkout-api")
    assert not same_name("checkout", "search")
    assert not same_name("--", "")
