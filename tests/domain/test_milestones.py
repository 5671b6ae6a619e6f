"""Milestones: typed before words, a person's statement before both, unknown stays unknown."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given

from hansei.domain.document import How, Mark, Milestone
from hansei.domain.event import Kind, Record, Signal
from tests.domain.incidents import milestones_of, outage, timeline_of
from tests.strategies.records import BRIEF, START, record, record_sets

_SAID = {"signal": Signal.MESSAGE, "kind": Kind.HUMAN, "actor": "on-call engineer"}


def _minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


def _stated(minute: float) -> Mark:
    at = _minute(minute)
    return Mark(at=at, earliest=at, latest=at, how=How.STATED)


def test_a_whole_incident_has_all_its_milestones() -> None:
    found = milestones_of(*outage())
    assert {each: mark.at for each, mark in found.items()} == {
        Milestone.IMPACT_START: _minute(0),
        Milestone.DETECTED: _minute(0),
        Milestone.ACKNOWLEDGED: _minute(6),
        Milestone.ESCALATED: _minute(12),
        Milestone.CAUSE_IDENTIFIED: _minute(20),
        Milestone.MITIGATED: _minute(36),
        Milestone.RECOVERED: _minute(40),
        Milestone.RESOLVED: _minute(52),
    }


def test_every_milestone_has_its_evidence() -> None:
    known = {each.id: each for each in timeline_of(*outage())}
    for milestone, mark in milestones_of(*outage()).items():
        assert mark.how is How.INFERRED
        assert mark.events, milestone
        assert set(mark.events) <= set(known)
        assert mark.reason
        assert mark.earliest <= mark.at <= mark.latest
        assert mark.events[0] in {each.event for each in mark.candidates}


def test_an_outside_check_leaves_a_window_before_it() -> None:
    start = milestones_of(*outage())[Milestone.IMPACT_START]
    assert start.earliest == _minute(-5)
    assert start.latest == _minute(0)


def test_typed_records_speak_before_words() -> None:
    found = milestones_of(
        record("slack", "m", 0, "We acknowledged the page already", **_SAID),
        record("datadog", "a", 1, "disk full", signal=Signal.ALERT_FIRED),
        record("pagerduty", "p", 9, "Acknowledged", signal=Signal.ACKNOWLEDGED),
    )
    assert found[Milestone.ACKNOWLEDGED].at == _minute(9)


def test_words_speak_where_no_type_does() -> None:
    found = milestones_of(
        record("datadog", "a", 1, "disk full", signal=Signal.ALERT_FIRED),
        record("slack", "m", 20, "Root cause identified: the log rotation was off", **_SAID),
    )
    mark = found[Milestone.CAUSE_IDENTIFIED]
    assert mark.at == _minute(20)
    assert mark.earliest < mark.at  # it was known before it was written


def test_a_persons_statement_wins() -> None:
    stated = {Milestone.DETECTED: _stated(1), Milestone.MITIGATED: _stated(33)}
    found = milestones_of(*outage(), stated=stated)
    assert found[Milestone.DETECTED] == stated[Milestone.DETECTED]
    assert found[Milestone.MITIGATED] == stated[Milestone.MITIGATED]
    assert found[Milestone.ACKNOWLEDGED].at == _minute(6)


def test_what_was_inferred_before_is_inferred_again() -> None:
    before = _stated(3)
    old = Mark(at=before.at, earliest=before.at, latest=before.at)
    found = milestones_of(*outage(), stated={Milestone.DETECTED: old})
    assert found[Milestone.DETECTED].at == _minute(0)


def test_nothing_told_is_nothing_known() -> None:
    assert milestones_of() == {}
    assert milestones_of(record("slack", "m", 0, "Lunch?", **_SAID)) == {}


def test_the_impacts_start_is_not_taken_from_the_alert() -> None:
    found = milestones_of(
        record("datadog", "a", 0, "High error rate", signal=Signal.ALERT_FIRED),
        record("pagerduty", "p", 1, "High error rate", signal=Signal.DECLARED, refs=("i:1",)),
        record("pagerduty", "q", 5, "Acknowledged", signal=Signal.ACKNOWLEDGED, refs=("i:1",)),
    )
    assert found[Milestone.DETECTED].at == _minute(0)
    assert found[Milestone.ACKNOWLEDGED].at == _minute(5)
    assert Milestone.IMPACT_START not in found


@BRIEF
@given(record_sets())
def test_the_impacts_start_rests_on_an_event_of_its_own(records: list[Record]) -> None:
    """Only what tells of the impact itself can begin it, whatever else is in the records."""
    mark = milestones_of(*records).get(Milestone.IMPACT_START)
    if mark:
        event = next(each for each in timeline_of(*records) if each.id == mark.events[0])
        assert event.signal not in (Signal.ALERT_FIRED, Signal.DECLARED, Signal.ACKNOWLEDGED)


@BRIEF
@given(record_sets())
def test_windows_hold_their_instant_and_evidence_exists(records: list[Record]) -> None:
    ids = {each.id for each in timeline_of(*records)}
    for mark in milestones_of(*records).values():
        assert mark.earliest <= mark.at <= mark.latest
        assert set(mark.events) <= ids
        assert {each.event for each in mark.candidates} <= ids


def test_recovery_may_come_before_the_fix() -> None:
    found = milestones_of(
        record("datadog", "a", 0, "High error rate", signal=Signal.ALERT_FIRED, refs=("x:1",)),
        record("datadog", "b", 10, "High error rate", signal=Signal.ALERT_RESOLVED, refs=("x:1",)),
        record("pagerduty", "m", 25, "Pool size raised", signal=Signal.MITIGATED),
        stated={Milestone.MITIGATED: _stated(25)},
    )
    assert found[Milestone.RECOVERED].at == _minute(10)
    assert found[Milestone.MITIGATED].at == _minute(25)


def test_a_flapping_alert_has_not_recovered_until_its_last_turn() -> None:
    turns = [
        record("datadog", f"{signal}{n}", 10 * n + minute, "queue depth", signal=signal,
               refs=("alert:1",))
        for n in range(3)
        for signal, minute in ((Signal.ALERT_FIRED, 0), (Signal.ALERT_RESOLVED, 4))
    ]  # fmt: skip
    found = milestones_of(*turns)
    assert found[Milestone.DETECTED].at == _minute(0)
    assert found[Milestone.RECOVERED].at == _minute(24)


def test_alerts_of_something_else_are_left_out() -> None:
    foreign = [
        record("datadog", "z1", -90, "Certificate of the wiki expires", signal=Signal.ALERT_FIRED,
               service="wiki", refs=("dedup:z",)),
        record("datadog", "z2", 200, "Certificate of the wiki expires",
               signal=Signal.ALERT_RESOLVED, service="wiki", refs=("dedup:z",)),
    ]  # fmt: skip
    found, alone = milestones_of(*outage(), *foreign), milestones_of(*outage())
    assert {each: mark.at for each, mark in found.items()} == {
        each: mark.at for each, mark in alone.items()
    }


def test_talk_in_other_rooms_is_left_out() -> None:
    elsewhere = [
        record("slack", "o1", -30, "We noticed that checkout is failing", channel="random",
               **_SAID),
        record("slack", "o2", 30, "The fix has been deployed and it is fixed", channel="lunch",
               **_SAID),
    ]  # fmt: skip
    found, alone = milestones_of(*outage(), *elsewhere), milestones_of(*outage())
    assert {each: mark.at for each, mark in found.items()} == {
        each: mark.at for each, mark in alone.items()
    }


def test_a_report_shortly_before_the_alert_was_the_detection() -> None:
    found = milestones_of(
        record("slack", "m", 0, "Customers report that checkout is failing", channel="incident-7",
               **_SAID),
        record("datadog", "a", 8, "High error rate", signal=Signal.ALERT_FIRED),
        record("pagerduty", "p", 10, "Acknowledged", signal=Signal.ACKNOWLEDGED),
    )  # fmt: skip
    assert found[Milestone.DETECTED].at == _minute(0)


def test_noise_marks_nothing() -> None:
    found = milestones_of(record("datadog", "a", 0, "x", signal=Signal.ALERT_FIRED, noise=True))
    assert found == {}


def test_a_weaker_word_after_the_alert_came_back_is_the_recovery() -> None:
    """The stronger word lies before the last alert: the window is the chosen one's own."""
    told = [
        record("datadog", "1", 0, "Alert fired: checkout", signal=Signal.ALERT_FIRED),
        record("generic", "2", 5, "Recovery confirmed: all services are fully operational"),
        record("datadog", "3", 8, "Alert fired: checkout", signal=Signal.ALERT_FIRED),
        record("slack", "4", 15, "errors stopped", signal=Signal.MESSAGE, kind=Kind.HUMAN),
    ]
    mark = milestones_of(*told)[Milestone.RECOVERED]
    assert mark.at == START + timedelta(minutes=15)
    assert mark.earliest <= mark.at <= mark.latest


def test_a_component_that_broke_has_not_recovered() -> None:
    """A post names the state that a component left, too: "operational to partial outage"."""
    post = {"signal": Signal.STATUS_UPDATE, "kind": Kind.HUMAN}
    broke = record(
        "statuspage", "1", 0, "Investigating: Actions [Actions: operational to partial outage]",
        **post,
    )  # fmt: skip
    back = record("statuspage", "2", 35, "Monitoring: Actions is operational", **post)
    assert Milestone.RECOVERED not in milestones_of(broke)
    assert milestones_of(broke, back)[Milestone.RECOVERED].at == _minute(35)
