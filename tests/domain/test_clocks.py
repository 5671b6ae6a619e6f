"""The clock solver: sure offsets are applied, doubtful ones never, and the error is honest."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec
import pytest

from hansei.domain.event import Place, Record, Signal
from hansei.domain.merge import aligned, merge
from hansei.domain.timeline import ClockKind, ClockShift
from tests.strategies.records import TRUST, record

_TOPICS = (
    "checkout latency", "payment errors", "search index lag", "login timeouts", "queue depth",
    "replica disk", "cache misses", "image resizing", "mail backlog", "invoice export",
    "webhook retries", "session store",
)  # fmt: skip


def _pairs(
    one: str, other: str, offset_s: float, count: int, *, jitter: float = 0, seed: int = 1
) -> list[Record]:
    """`count` alerts that two sources saw; the times of `other` are late by `offset_s`."""
    rng = random.Random(seed)
    found = []
    for number in range(count):
        topic = _TOPICS[number % len(_TOPICS)]
        minute = 11.0 * number + rng.uniform(0, 2)
        late = offset_s + rng.gauss(0, jitter)
        fields = {"signal": Signal.ALERT_FIRED, "refs": (f"alert:{number}",)}
        found.append(record(one, f"a{number}", minute, topic, **fields))
        place = Place(f"{other}.csv", number + 2)
        found.append(record(other, f"b{number}", minute + late / 60, topic, place=place, **fields))
    return found


def _shifts(records: list[Record]) -> dict[str, ClockShift]:
    return {each.source.partition(":")[0]: each for each in merge(records, TRUST).clocks}


def test_a_late_clock_is_found_and_set_right() -> None:
    records = _pairs("pagerduty", "generic", 125, 6)
    (shift,) = merge(records, TRUST).clocks
    assert shift.applied
    assert shift.kind is ClockKind.OFFSET
    assert shift.against == "pagerduty"
    assert abs(shift.offset_s - 125) <= shift.error_s
    assert shift.pairs == 6
    events = merge(records, TRUST).events
    assert all(len(each.records) == 2 for each in events)
    moved = {each.key: each.at for each in aligned(records, TRUST).records}
    for number in range(6):
        assert abs((moved[f"b{number}"] - moved[f"a{number}"]).total_seconds()) < 2


@pytest.mark.parametrize("offset_s", [-600, -95, 240, 2100])
def test_either_direction_is_found(offset_s: int) -> None:
    shift = _shifts(_pairs("datadog", "generic", offset_s, 5))["generic"]
    assert shift.applied
    assert abs(shift.offset_s - offset_s) <= shift.error_s


@pytest.mark.parametrize("hours", [-5, -1, 1, 2, 5.5])
def test_whole_hours_are_a_zone(hours: float) -> None:
    shift = _shifts(_pairs("pagerduty", "generic", hours * 3600 + 12, 5))["generic"]
    assert shift.kind is ClockKind.ZONE
    assert shift.applied
    assert shift.offset_s == hours * 3600


def test_a_moved_event_tells_by_how_much() -> None:
    records = [*_pairs("pagerduty", "generic", 3600, 5),
               record("generic", "alone", 70, "manual failover of the database")]  # fmt: skip
    events = merge(
        [
            msgspec.structs.replace(each, place=Place("generic.csv"))
            if each.source == "generic"
            else each
            for each in records
        ],
        TRUST,
    ).events
    alone = next(each for each in events if each.records == ("generic:alone",))
    assert alone.shift_s == 3600
    assert alone.at == record("x", "x", 10, "x").at


def test_ends_move_with_their_starts() -> None:
    records = _pairs("pagerduty", "generic", 3600, 5)
    until = records[1].at + timedelta(minutes=3)
    records[1] = msgspec.structs.replace(records[1], until=until)
    moved = next(each for each in aligned(records, TRUST).records if each.key == records[1].key)
    assert moved.until is not None
    assert moved.until - moved.at == timedelta(minutes=3)


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_than_three_pairs_move_nothing(count: int) -> None:
    records = _pairs("pagerduty", "generic", 125, count)
    assert not any(each.applied for each in merge(records, TRUST).clocks)
    assert {each.at for each in aligned(records, TRUST).records} == {each.at for each in records}


@pytest.mark.parametrize("delay", [0, 3, 12, 29])
def test_a_relays_delay_is_no_clock_error(delay: float) -> None:
    shifts = _shifts(_pairs("pagerduty", "slack", delay, 10, jitter=1))
    assert not any(each.applied for each in shifts.values())


def test_pairs_that_disagree_move_nothing() -> None:
    rng = random.Random(7)
    records = []
    for number, one in enumerate(_pairs("pagerduty", "generic", 0, 8)):
        by = timedelta(seconds=rng.uniform(-1500, 1500) if number % 2 else 0)
        records.append(msgspec.structs.replace(one, at=one.at + by))
    assert not any(each.applied for each in merge(records, TRUST).clocks)


def test_the_vendors_clock_is_the_reference() -> None:
    for vendor in ("pagerduty", "datadog"):
        (shift,) = merge(_pairs("generic", vendor, 300, 6), TRUST).clocks
        assert shift.against == vendor
        assert shift.source.startswith("generic:")
        assert shift.offset_s == pytest.approx(-300, abs=shift.error_s)


def test_most_vendors_outvote_one_that_is_off() -> None:
    records = {
        each.source + each.key: each
        for each in (*_pairs("pagerduty", "datadog", 400, 6), *_pairs("pagerduty", "slack", 2, 6))
    }
    shifts = _shifts(list(records.values()))
    assert [name for name, each in shifts.items() if each.applied] == ["datadog"]


def test_two_files_of_one_kind_have_two_clocks() -> None:
    late = _pairs("pagerduty", "generic", 900, 6)
    right = [
        msgspec.structs.replace(each, key=f"r{each.key}", place=Place("other.csv"))
        for each in _pairs("pagerduty", "generic", 0, 6)
        if each.source == "generic"
    ]
    found = {each.source: each for each in merge([*late, *right], TRUST).clocks}
    assert found["generic:generic.csv"].applied
    assert not found["generic:other.csv"].applied


def test_the_error_holds_the_truth_in_simulations() -> None:
    """The stated error is a 95 % interval of a median; 90 % of 150 seeded trials must hold."""
    held = trials = 0
    for seed in range(150):
        rng = random.Random(seed)
        truth = rng.uniform(45, 1500) * rng.choice((-1, 1))
        records = _pairs("pagerduty", "generic", truth, rng.randint(3, 12),
                         jitter=rng.uniform(0.2, 5), seed=seed)  # fmt: skip
        shift = _shifts(records).get("generic")
        if shift and shift.kind is ClockKind.OFFSET:
            trials += 1
            held += abs(shift.offset_s - truth) <= shift.error_s
    print(f"the interval held the truth in {held} of {trials}")
    assert trials > 130
    assert held / trials >= 0.9
