"""People change a timeline through its forms, with scripts and without."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse

from hansei.audit.models import Entry
from hansei.domain.document import How, Milestone
from hansei.domain.timeline_edits import Rewrite, Star
from hansei.timeline.selectors import history, stored_lines
from tests.strategies.records import START
from tests.timeline.case import Case
from tests.web.people import Person

pytestmark = pytest.mark.django_db
Post = Callable[..., HttpResponse]


def _fields(case: Case, name: str, **changed: Any) -> dict[str, Any]:
    event = case.events()[name]
    return {
        "version": case.incident.version, "text": event.text, "zone": "UTC",
        "at": event.at.replace(tzinfo=None).isoformat(timespec="seconds"),
        "precision": 1, "kind": event.kind.value, "actor": event.actor or "", **changed,
    }  # fmt: skip


def test_an_event_is_corrected(case: Case, post: Post) -> None:
    name = case.named("Acknowledged")
    answer = post(f"{name}/edit/", _fields(case, name, text="The on-call engineer answered"))
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/incidents/{case.pk}/timeline/#{name}"
    event = case.events()[name]
    assert event.text == "The on-call engineer answered"
    assert event.at == stored_lines(case.incident, (name,))[name].drafted.at  # type: ignore[union-attr]


def test_an_untouched_form_changes_nothing(case: Case, post: Post) -> None:
    before, entries = case.state(), Entry.objects.count()
    name = case.named("Acknowledged")
    assert post(f"{name}/edit/", _fields(case, name)).status_code == 303
    assert case.state() == before
    assert Entry.objects.count() == entries


def test_a_time_is_read_in_the_chosen_zone(case: Case, post: Post) -> None:
    name = case.named("Acknowledged")
    fields = _fields(case, name, at="2026-03-03T16:00", zone="Europe/Berlin", precision=60)
    post(f"{name}/edit/", fields)
    event = case.events()[name]
    assert (event.at, event.precision_s) == (START.replace(hour=15, minute=0), 60)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": "  "}, "say what happened"),
        ({"text": "x" * 4001}, "longer than"),
        ({"at": "yesterday"}, "Write the time as"),
        ({"at": ""}, "Say when"),
        ({"at": "1970-01-01T00:00"}, "Write the time as"),
        ({"actor": "x" * 300}, "longer than"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(
    case: Case, post: Post, changed: dict[str, str], said: str
) -> None:
    name = case.named("Acknowledged")
    before = case.state()
    typed = {"text": "Typed with care", "actor": "support lead", **changed}
    answer = post(f"{name}/edit/", _fields(case, name, **typed))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    for value in typed.values():
        assert value.strip() in page
    assert case.state() == before


def test_an_unknown_zone_is_refused(case: Case, post: Post) -> None:
    name = case.named("Acknowledged")
    fields = _fields(case, name, zone="Mars/Olympus", at="2026-03-03T16:00")
    answer = post(f"{name}/edit/", fields)
    assert answer.status_code == 400
    assert "no such time zone" in answer.content.decode()


def test_of_two_people_the_second_keeps_what_they_typed(case: Case, post: Post) -> None:
    name = case.named("Acknowledged")
    fields = _fields(case, name, text="My words")
    case.do(Rewrite(name, text="Their words"))
    answer = post(f"{name}/edit/", fields)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed the timeline meanwhile" in page
    assert "My words" in page
    assert "Their words" in page
    assert case.events()[name].text == "Their words"
    assert post(f"{name}/edit/", {**fields, "version": case.incident.version}).status_code == 303
    assert case.events()[name].text == "My words"


def test_an_event_is_written_by_hand(case: Case, post: Post) -> None:
    fields = {"text": "Support told the shops", "at": "2026-03-03T14:25", "zone": "UTC",
              "precision": "60", "kind": "human", "actor": "support lead", "key": "1"}  # fmt: skip
    answer = post("new/", fields)
    name = answer.headers["Location"].partition("#")[2]
    event = case.events()[name]
    assert (event.text, event.at, event.actor) == (
        "Support told the shops", START + timedelta(minutes=25), "support lead",
    )  # fmt: skip
    assert name in {each.id for each in case.document.events}
    refused = post("new/", {**fields, "at": "soon"})
    assert refused.status_code == 400
    assert "Support told the shops" in refused.content.decode()


def test_buttons_work_on_one_event_and_on_several(case: Case, post: Post) -> None:
    one, other = case.named("cannot pay"), case.named("Root cause")

    def press(do: str, *events: str, first: str = "") -> int:
        fields = {"do": do, "events": events, "first": first, "version": case.incident.version}
        return post("selection/", fields).status_code

    assert press("unstar", one, other) == 303
    assert not case.events()[one].key
    assert press("star", one) == 303
    assert case.events()[one].key
    assert press("hide", one, other) == 303
    assert case.events()[other].noise
    assert press("show", one, other) == 303
    assert press("merge", one, other, first=other) == 303
    assert one not in case.events()
    assert press("split", other) == 303
    assert one in case.events()
    assert press("remove", one) == 303
    assert one not in case.events()
    assert press("put-back", one) == 303
    assert one in case.events()
    assert len(history(case.incident)) == 8


def test_scripts_get_what_changed(case: Case, post: Post) -> None:
    name = case.named("cannot pay")
    fields = {"do": "remove", "events": [name], "version": case.incident.version}
    told = json.loads(post("selection/", fields, script=True).content)
    assert told["gone"] == [name]
    assert told["version"] == case.incident.version
    assert told["said"]
    back = json.loads(post(told["undo"].partition("/timeline/")[2], {}, script=True).content)
    assert [row[0] for row in back["events"]] == [name]
    assert not back["undo"]
    assert name in case.events()


def test_scripts_are_told_of_a_conflict_and_of_nonsense(case: Case, post: Post) -> None:
    name, read = case.named("cannot pay"), case.incident.version
    case.do(Star((case.named("joined"),)))
    fields = {"do": "remove", "events": [name], "version": read}
    answer = post("selection/", fields, script=True)
    assert answer.status_code == 409
    assert "meanwhile" in json.loads(answer.content)["refused"]
    for wrong in (
        {"do": "explode", "events": [name]},
        {"do": "star"},
        {"do": "merge", "events": [name]},
    ):
        answer = post("selection/", {**wrong, "version": case.incident.version}, script=True)
        assert answer.status_code == 400
        assert json.loads(answer.content)["refused"]
    assert name in case.events()


def test_an_undo_that_comes_too_late_says_so(case: Case, post: Post) -> None:
    done = case.do(Star((case.named("joined"),)))
    assert done.change is not None
    case.undo(done)
    answer = post(f"changes/{done.change.pk}/undo/", {})
    assert answer.status_code == 303
    assert "history" in answer.headers["Location"]
    assert post("changes/99999/undo/", {}).status_code == 404


def test_a_milestone_moves_to_a_candidate_an_event_or_a_time(case: Case, post: Post) -> None:
    def mark() -> Any:
        return case.document.milestones.get(Milestone.DETECTED)

    def move(**fields: str) -> HttpResponse:
        return post("milestones/detected/", {"version": case.incident.version, **fields})

    support = case.named("cannot pay")
    assert move(to="event", event=support, note="They called first").status_code == 303
    assert (mark().events, mark().how) == ((support,), How.STATED)
    candidate = mark().candidates[0].event
    assert move(to=candidate).status_code == 303
    assert mark().events == (candidate,)
    assert move(to="time", at="2026-03-03T14:01", zone="UTC", precision="60").status_code == 303
    assert mark().at == START + timedelta(minutes=1)
    assert move(to="unknown").status_code == 303
    assert mark() is None
    page = post("milestones/detected/", {"version": "1", "to": "unknown"}).content.decode()
    assert "They called first" in page


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({}, 400, "Choose an event"),
        ({"to": "event", "event": ""}, 400, "Choose an event"),
        ({"to": "event", "event": "e9999"}, 400, "no such event"),
        ({"to": "time", "at": "noon"}, 400, "Write the time as"),
        ({"to": "unknown", "version": "0"}, 409, "Somebody changed"),
    ],
)
def test_a_refused_move_says_why(
    case: Case, post: Post, fields: dict[str, str], status: int, said: str
) -> None:
    before = case.state()
    fields = {"version": str(case.incident.version), "note": "Kept words", **fields}
    answer = post("milestones/detected/", fields)
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert "Kept words" in answer.content.decode()
    if fields.get("event"):
        assert 'value="event" checked' in answer.content.decode()
        assert 'value="e9999"' in answer.content.decode()
    assert case.state() == before


def test_an_event_is_made_a_milestone_from_its_own_page(case: Case, post: Post) -> None:
    name = case.named("cannot pay")
    fields = {"version": case.incident.version, "to": "event", "event": name,
              "milestone": "escalated"}  # fmt: skip
    post("milestones/impact_start/", fields)
    assert case.document.milestones[Milestone.ESCALATED].events == (name,)


def test_readers_and_strangers_change_nothing(case: Case, people: Mapping[str, Person]) -> None:
    name = case.named("cannot pay")
    before = case.state()
    for who in ("viewer", "auditor", "stranger"):
        for path, fields in (
            ("selection/", {"do": "remove", "events": [name]}),
            (f"{name}/edit/", _fields(case, name, text="No")),
            ("new/", {"text": "No", "at": "2026-03-03T14:25"}),
            ("milestones/detected/", {"to": "unknown"}),
            ("changes/1/undo/", {}),
        ):
            address = f"/incidents/{case.pk}/timeline/{path}"
            assert people[who].client.post(address, fields).status_code == 404, (who, path)
    assert case.state() == before


def test_texts_are_stored_on_either_engine(case: Case, post: Post) -> None:
    name = case.named("Acknowledged")
    assert post(f"{name}/edit/", _fields(case, name, text="Nul \0 and more")).status_code == 303
    assert "and more" in case.events()[name].text
