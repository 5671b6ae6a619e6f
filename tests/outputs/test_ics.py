"""The review meeting, read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Component
from tests.outputs import extremes
from tests.outputs.dossiers import MARKS, document, dossier, mark

from hansei.domain.document import Milestone
from hansei.domain.errors import UsageError
from hansei.domain.meeting.agenda import SEGMENTS, agenda
from hansei.outputs.ics.render import description, questions, render
from hansei.outputs.ics.review import review_of
from hansei.outputs.ics.zone import vtimezone

REVIEW = {"review": {"start": "2025-03-14T10:00", "minutes": 60, "invitees": ["service owners"]}}


def meeting(**changes: object) -> Component:
    """The only VEVENT of the calendar, decoded."""
    events = Calendar.from_ical(render(dossier(**changes))).walk("VEVENT")
    assert len(events) == 1
    return events[0]


@pytest.mark.parametrize("minutes", [60, 90])
def test_the_agenda_fills_the_meeting(minutes: int) -> None:
    plan = agenda(minutes)
    assert sum(length for _, length, _ in plan) == minutes
    assert [segment for _, _, segment in plan] == list(SEGMENTS)
    assert all(plan[i + 1][0] == plan[i][0] + plan[i][1] for i in range(len(plan) - 1))


def test_the_short_agenda_is_the_guide_s() -> None:
    assert [length for _, length, _ in agenda(60)] == [5, 10, 10, 10, 10, 10, 5]


def test_a_length_without_an_agenda_is_refused() -> None:
    with pytest.raises(UsageError, match="60 or 90 minutes, not 45"):
        agenda(45)


def test_the_stated_review_in_the_document_s_zone() -> None:
    event = meeting(extra=REVIEW)
    berlin = ZoneInfo("Europe/Berlin")
    assert event["DTSTART"].dt == datetime(2025, 3, 14, 10, 0, tzinfo=berlin)
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=60)
    assert "10:55  Wrap-up (5 min)" in event["DESCRIPTION"]
    assert "Invited: service owners" in event["DESCRIPTION"]


def test_a_meeting_that_is_moved_stays_the_same_meeting() -> None:
    kept = {"key": "review 7", "sequence": 3}
    first = meeting(extra={"review": {**REVIEW["review"], **kept}})
    moved = meeting(extra={"review": {**REVIEW["review"], **kept, "start": "2025-03-17T10:00"}})
    assert first["UID"] == moved["UID"] != meeting(extra=REVIEW)["UID"]
    assert moved["SEQUENCE"] == 3


def test_without_one_the_policy_sets_it() -> None:
    event = meeting(extra={})
    recovered = MARKS[Milestone.RECOVERED].at
    assert timedelta(hours=24) <= event["DTSTART"].dt - recovered <= timedelta(hours=72)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert "Held within 24 to 72 hours after resolution." in event["DESCRIPTION"]


def test_nothing_to_go_by_is_a_clear_refusal() -> None:
    with pytest.raises(UsageError, match="neither “closed” nor “recovery confirmed” is known"):
        render(dossier(milestones={Milestone.DETECTED: mark("14:00")}))


@pytest.mark.parametrize(
    "review",
    [{"start": "soon"}, {}, {"start": "2025-03-14T10:00", "minutes": "long"},
     {"start": "2025-03-14T10:00", "invitees": "all"}, {"start": "2025-03-14T10:00", "minutes": 7},
     {"start": ["\ud800"]}],
)  # fmt: skip
def test_front_matter_that_makes_no_sense_is_refused(review: object) -> None:
    with pytest.raises(UsageError):
        render(dossier(extra={"review": review}))


def test_a_start_that_yaml_already_read_is_taken() -> None:
    start = datetime(2025, 3, 14, 9, 0, tzinfo=UTC)
    assert review_of(document(extra={"review": {"start": start}})).start == start


def test_exported_again_it_is_the_same_meeting() -> None:
    assert render(dossier(extra=REVIEW)) == render(dossier(extra=REVIEW))
    assert meeting(extra=REVIEW)["UID"] == meeting(extra=REVIEW, owner="another team")["UID"]
    other = {"review": {"start": "2025-03-15T10:00"}}
    assert meeting(extra=REVIEW)["UID"] != meeting(extra=other)["UID"]
    assert meeting(extra=REVIEW)["DTSTAMP"].dt == datetime(2025, 3, 12, 15, 20, tzinfo=UTC)


def test_alarms_a_day_and_ten_minutes_before() -> None:
    alarms = [each["TRIGGER"].dt for each in meeting(extra=REVIEW).walk("VALARM")]
    assert alarms == [timedelta(days=-1), timedelta(minutes=-10)]


def test_nobody_s_address_is_invented() -> None:
    event = meeting(extra={})
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event
    assert "@" not in event["DESCRIPTION"]


def test_questions_of_the_record_are_on_the_agenda() -> None:
    assert list(questions(document())) == [
        "Why did the escalation wait for seven minutes after [e4]?"
    ]
    assert "Why did the escalation" in description(document(), review_of(document()))


def test_lines_are_folded_to_75_octets() -> None:
    written = render(dossier(extra=REVIEW, title="Störung " * 30))
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert written.endswith(b"END:VCALENDAR\r\n")


def test_hostile_texts_stay_inside_their_property() -> None:
    given = extremes.hostile().document
    title = "x\r\nATTENDEE:mailto:a@b\n\ud800\x00"
    calendar = Calendar.from_ical(render(dossier(sections=given.sections, title=title)))
    event = calendar.walk("VEVENT")[0]
    assert "ATTENDEE" not in event
    assert "\x00" not in event["SUMMARY"]


@pytest.mark.parametrize("zone", ["UTC", "CET", "+02:00", "nowhere"])
def test_a_zone_without_rules_is_written_in_utc(zone: str) -> None:
    written = render(dossier(extra=REVIEW, zone=zone))
    assert b"VTIMEZONE" not in written
    assert b"DTSTART:20250314T" in written


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
             "Africa/Casablanca", "America/Sao_Paulo"],
)  # fmt: skip
def test_the_written_zone_agrees_with_the_zone_database(name: str) -> None:
    zone = ZoneInfo(name)
    start = datetime(2025, 3, 14, 10, 0, tzinfo=zone)
    parts = vtimezone(zone, start).subcomponents
    onsets = sorted((each["DTSTART"].dt - each["TZOFFSETFROM"].td, each) for each in parts)
    for hours in range(0, 500 * 24, 7):
        at = datetime(2024, 6, 1, tzinfo=UTC) + timedelta(hours=hours)
        _, last = [each for each in onsets if each[0] <= at.replace(tzinfo=None)][-1]
        assert last["TZOFFSETTO"].td == at.astimezone(zone).utcoffset()
        assert last["TZNAME"] == at.astimezone(zone).tzname()
