"""Merging: independent of order, idempotent, nothing lost, and only what is one happening."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.event import Event, Kind, Record, Signal
from hansei.domain.grouping import SAME_SOURCE_S
from hansei.domain.merge import aligned, merge, merge_aligned
from tests.strategies.records import BRIEF, TRUST, record, record_sets


def _events(*records: Record) -> list[Event]:
    return merge(records, TRUST).events


def _identities(records: list[Record]) -> set[str]:
    return {f"{each.source}:{each.key}" for each in records}


@BRIEF
@given(record_sets(), st.integers(0, 2**16))
def test_the_order_of_the_input_does_not_matter(records: list[Record], seed: int) -> None:
    shuffled = list(records)
    random.Random(seed).shuffle(shuffled)
    assert merge(shuffled, TRUST) == merge(records, TRUST)


@BRIEF
@given(record_sets())
def test_the_same_records_twice_are_the_same_timeline(records: list[Record]) -> None:
    once = merge(records, TRUST)
    assert merge([*records, *records], TRUST) == once
    assert merge([*records, *reversed(records)], TRUST) == once


@BRIEF
@given(record_sets())
def test_every_record_is_in_exactly_one_event(records: list[Record]) -> None:
    found = merge(records, TRUST)
    counts = Counter(each for event in found.events for each in event.records)
    assert set(counts) == _identities(records)
    assert set(counts.values()) <= {1}
    assert found.merged == len(counts) - len(found.events)


@BRIEF
@given(record_sets())
def test_events_stand_in_order(records: list[Record]) -> None:
    found = merge(records, TRUST).events
    assert found == sorted(found, key=lambda event: (event.at, event.records))


@BRIEF
@given(record_sets())
def test_a_source_is_twice_in_an_event_only_at_the_same_moment(records: list[Record]) -> None:
    found = aligned(records, TRUST)
    times = {f"{each.source}:{each.key}": each.at for each in found.records}
    for event in merge_aligned(found).events:
        for source in event.sources:
            mine = [times[each] for each in event.records if each.startswith(f"{source}:")]
            assert (max(mine) - min(mine)).total_seconds() <= SAME_SOURCE_S


@BRIEF
@given(record_sets())
def test_an_event_says_what_one_of_its_records_says(records: list[Record]) -> None:
    texts = {f"{each.source}:{each.key}": set[str]() for each in records}
    for each in records:
        texts[f"{each.source}:{each.key}"].add(each.text)
    for event in merge(records, TRUST).events:
        assert event.text in texts[event.records[0]]
        assert event.source == event.records[0].partition(":")[0]


@BRIEF
@given(record_sets())
def test_two_services_are_never_one_event(records: list[Record]) -> None:
    by_identity = {f"{each.source}:{each.key}": each for each in records if not each.refs}
    for event in merge(records, TRUST).events:
        signals = {by_identity[each].service for each in event.records if each in by_identity}
        if not event.refs and len(event.records) == 2:
            assert len(signals - {None}) < 2


def test_one_alert_through_three_systems_is_one_event() -> None:
    text = "High error rate on checkout-api"
    found = _events(
        record("datadog", "d1", 0, f"[Triggered] {text}", signal=Signal.ALERT_FIRED),
        record("pagerduty", "p1", 0.1, text, signal=Signal.ALERT_FIRED),
        record("slack", "s1", 0.2, f"Triggered: {text}", signal=Signal.ALERT_FIRED),
    )
    assert len(found) == 1
    assert set(found[0].sources) == {"datadog", "pagerduty", "slack"}
    assert found[0].source == "datadog"
    assert found[0].at == record("x", "x", 0, "x").at


def test_a_reference_ties_what_is_worded_differently() -> None:
    found = _events(
        record("datadog", "d1", 0, "5xx above 2 %", signal=Signal.ALERT_FIRED, refs=("dedup:a",)),
        record("pagerduty", "p1", 1, "Checkout fails", signal=Signal.DECLARED, refs=("dedup:a",)),
    )
    assert len(found) == 1
    assert found[0].refs == ("dedup:a",)


def test_a_reference_does_not_tie_an_alert_to_its_end() -> None:
    found = _events(
        record("datadog", "d1", 0, "5xx", signal=Signal.ALERT_FIRED, refs=("dedup:a",)),
        record("pagerduty", "p1", 1, "5xx", signal=Signal.ALERT_RESOLVED, refs=("dedup:a",)),
    )
    assert len(found) == 2


def test_two_releases_are_two_events() -> None:
    found = _events(
        record("deploylog", "a", 0, "deployed payments 1.4.2", signal=Signal.DEPLOY),
        record("slack", "b", 0.2, "deployed payments 1.4.3", signal=Signal.DEPLOY),
    )
    assert len(found) == 2


def test_start_and_end_of_a_deploy_are_two_events() -> None:
    found = _events(
        record("deploylog", "a", 0, "deploy of payments v7 started", signal=Signal.DEPLOY),
        record("slack", "b", 0.5, "deploy of payments v7 finished", signal=Signal.DEPLOY),
    )
    assert len(found) == 2


def test_a_message_posted_in_two_places_is_one_event() -> None:
    text = "We are looking into failing checkouts"
    said = {"signal": Signal.MESSAGE, "kind": Kind.HUMAN, "actor": "incident lead"}
    found = _events(
        record("slack", "a", 0, text, channel="incident-7", **said),
        record("slack", "b", 0.01, text, channel="support", **said),
        record("slack", "c", 3, text, channel="support", **said),
    )
    assert [len(each.records) for each in found] == [2, 1]


def test_the_same_words_of_two_people_are_two_events() -> None:
    text = "I can reproduce it here too"
    said = {"signal": Signal.MESSAGE, "kind": Kind.HUMAN}
    found = _events(
        record("slack", "a", 0, text, actor="on-call engineer", **said),
        record("slack", "b", 0.01, text, actor="support", **said),
    )
    assert len(found) == 2


def test_what_people_say_of_an_alert_is_not_the_alert() -> None:
    text = "High error rate on checkout-api"
    found = _events(
        record("datadog", "d1", 0, text, signal=Signal.ALERT_FIRED),
        record("slack", "m", 0.3, f"{text} again?", signal=Signal.MESSAGE, kind=Kind.HUMAN),
    )
    assert len(found) == 2


def test_a_flapping_alert_keeps_every_turn() -> None:
    found = _events(
        *(record("datadog", f"f{n}", 4 * n, "queue depth", signal=Signal.ALERT_FIRED,
                 refs=("alert:1",)) for n in range(4)),
        *(record("datadog", f"c{n}", 4 * n + 2, "queue depth", signal=Signal.ALERT_RESOLVED,
                 refs=("alert:1",)) for n in range(4)),
    )  # fmt: skip
    assert len(found) == 8


def test_of_two_versions_of_a_record_the_longer_speaks() -> None:
    short = record("slack", "a", 0, "Rolling back")
    long = record("slack", "a", 0, "Rolling back to 1.4.1 now")
    assert [each.text for each in _events(short, long)] == [long.text]
    assert _events(long, short) == _events(short, long)


def test_the_most_exact_record_gives_the_time() -> None:
    found = _events(
        record("generic", "g", 0, "checkout-api error rate high", signal=Signal.ALERT_FIRED,
               precision_s=60),
        record("datadog", "d", 0.6, "checkout-api error rate high", signal=Signal.ALERT_FIRED),
    )  # fmt: skip
    assert len(found) == 1
    assert (found[0].source, found[0].precision_s) == ("datadog", 1)


def test_nothing_makes_an_empty_timeline() -> None:
    assert merge([], TRUST) == ([], (), 0)


def test_a_storm_of_one_alert_is_merged_in_bounded_groups() -> None:
    records = [
        record(source, f"{source}{n}", n / 600, "disk is full on db-1", signal=Signal.ALERT_FIRED,
               refs=("alert:1",))
        for n in range(300)
        for source in ("datadog", "pagerduty")
    ]  # fmt: skip
    found = _events(*records)
    assert {each for event in found for each in event.records} == _identities(records)
    assert max(len(event.records) for event in found) <= 50
