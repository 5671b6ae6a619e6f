"""A whole review through its pages: planned, led, followed, ended, summed up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from msgspec.structs import replace

from hansei.accounts.actor import system
from hansei.audit.models import Entry as TrailEntry
from hansei.audit.verify import verify
from hansei.domain.meeting.agenda import SEGMENTS
from hansei.meeting.models import Answered, Attendee, ClosingCount, Meeting
from hansei.meeting.selectors.room import Room
from hansei.meeting.selectors.room import room as the_room
from hansei.postmortem.models import Action, PostMortem, Review
from hansei.postmortem.services.schedule_review import schedule_review
from tests.web.people import Person, person

People = Mapping[str, Person]
AJAX = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def review(post_mortem: PostMortem) -> Review:
    Review.objects.all().delete()
    return schedule_review(
        actor=system("test"), number_or_id=post_mortem.number, start=timezone.now()
    )


@pytest.fixture
def base(post_mortem: PostMortem, review: Review) -> str:
    return f"/postmortems/{post_mortem.number}/reviews/{review.pk}"


@pytest.fixture
def room(post_mortem: PostMortem) -> str:
    return f"/postmortems/{post_mortem.number}/review/"


def sent(client: Client, address: str, **values: object) -> dict[str, str]:
    answer = client.post(address, values, **AJAX)
    assert answer.status_code == 200, answer.content
    found: dict[str, str] = answer.json()
    return found


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_plan_the_policy_suggests_when_to_meet(
    people: People, post_mortem: PostMortem, room: str
) -> None:
    Review.objects.all().delete()
    assert "Plan it then" in shown(people["lead"].client, room)
    reader = shown(people["viewer"].client, room)
    assert "Plan it then" not in reader
    assert "What the data asks" in reader
    assert people["stranger"].client.get(room).status_code == 404


def test_a_major_incident_gets_a_quick_review_while_there_is_time(
    people: People, post_mortem: PostMortem, room: str
) -> None:
    from hansei.domain.document import Mark, Milestone
    from hansei.meeting.selectors.planning import slots
    from hansei.postmortem.selectors import document_of

    document = document_of(post_mortem)
    at = timezone.now() - timedelta(hours=2)
    document.milestones[Milestone.RESOLVED] = Mark(at=at, earliest=at, latest=at)
    quick, full = slots(post_mortem, document)
    assert quick.is_quick
    assert quick.start <= at + timedelta(hours=24)
    assert full.start >= at + timedelta(hours=24)


def test_before_the_meeting_people_are_asked_by_role(
    people: People, base: str, room: str, review: Review, post_mortem: PostMortem
) -> None:
    lead = people["lead"].client
    lead.post(f"{base}/invitees/", {"role": "product", "name": "viewer"})
    lead.post(f"{base}/invitees/", {"role": "product", "name": "viewer"})
    assert [each.name for each in review.invitees.all()] == ["The viewer"]
    page = shown(lead, room)
    assert "The viewer" in page
    assert "is asked to come" in page
    assert people["viewer"].client.post(
        f"{base}/invitees/", {"role": "product", "name": "x"}
    ).status_code == 404  # fmt: skip
    calendar = people["viewer"].client.get(f"{base}.ics").content.decode()
    assert "The viewer" in calendar.replace("\r\n ", "")
    lead.post(f"{base}/invitees/{review.invitees.get().pk}/removal/")
    assert not review.invitees.exists()
    refused = lead.post(f"{base}/invitees/", {"role": "king", "name": "x"}, follow=True)
    assert "choose a role" in refused.content.decode()


def test_of_several_reviews_the_room_is_for_the_nearest(
    people: People, post_mortem: PostMortem, review: Review, room: str
) -> None:
    """One that nobody noted as held long ago stands in nobody's way."""
    Review.objects.create(
        post_mortem=post_mortem, start=timezone.now() - timedelta(days=40), minutes=60
    )
    assert f"/reviews/{review.pk}/start/" in shown(people["lead"].client, room)


def test_the_room_is_led_by_one_and_followed_by_others(
    people: People, base: str, room: str
) -> None:
    lead, reader = people["lead"].client, people["viewer"].client
    assert people["viewer"].client.post(f"{base}/start/").status_code == 404
    lead.post(f"{base}/start/")
    assert "Ground rules" in shown(reader, f"{room}follow/")
    assert reader.post(f"{base}/here/").status_code == 204
    before = sent(lead, f"{base}/ticks/", key="remote-1")["tag"]
    assert sent(lead, f"{base}/item/", item=2)["tag"] != before
    assert SEGMENTS[2].title in shown(reader, f"{room}follow/")
    sent(lead, f"{base}/pointing/", event="e2")
    screen = shown(reader, f"{room}screen/")
    assert screen.count("pointed") == 1
    assert reader.post(f"{base}/item/", {"item": 3}).status_code == 404
    other = people["contributor"].client.post(f"{base}/item/", {"item": 3}, **AJAX)
    assert other.status_code == 409
    assert "take over first" in other.json()["reason"]
    assert (
        people["contributor"].client.post(f"{base}/pointing/", {"event": "e1"}).status_code == 404
    )
    sent(people["contributor"].client, f"{base}/lead/")
    sent(people["contributor"].client, f"{base}/item/", item=3)
    assert lead.post(f"{base}/item/", {"item": 99}, **AJAX).status_code == 409
    assert Meeting.objects.get().item == 3


def test_who_has_not_spoken_is_told_to_the_facilitator_alone(
    people: People, base: str, room: str
) -> None:
    lead, quiet = people["lead"], people["contributor"]
    lead.client.post(f"{base}/start/")
    quiet.client.post(f"{base}/here/")
    assert "Only you see this" not in shown(lead.client, room)  # nobody is hurried at the start
    sent(lead.client, f"{base}/item/", item=2)
    assert "Not heard yet: The lead, The contributor" in shown(lead.client, room)
    for client, page in ((quiet.client, room), (quiet.client, f"{room}follow/"),
                         (people["viewer"].client, room)):  # fmt: skip
        assert "Not heard yet" not in shown(client, page)
        assert 'aria-pressed="true"' not in shown(client, page)
    sent(quiet.client, f"{base}/entries/", kind="note", text="The graph was green")
    assert "The contributor" not in shown(lead.client, room).partition("Not heard yet")[2][:60]
    assert lead.user is not None
    sent(lead.client, f"{base}/speakers/", person=lead.user.pk)
    assert "Not heard yet" not in shown(lead.client, room)
    assert quiet.user is not None
    told = " ".join(
        TrailEntry.objects.filter(verb="note speaker").values_list("changes", flat=True)
    )
    assert f'"person":{lead.user.pk}' not in told


def test_an_action_in_one_line_lands_in_the_post_mortem(
    people: People, base: str, room: str, post_mortem: PostMortem
) -> None:
    lead = people["lead"].client
    lead.post(f"{base}/start/")
    said = sent(
        lead, f"{base}/entries/", kind="action", text="fix alert @The contributor 2026-12-01"
    )
    assert said["said"] == "Added to the actions."
    action = Action.objects.get(text="fix alert")
    assert (action.owner, str(action.due)) == ("The contributor", "2026-12-01")
    assert action.owner_user == people["contributor"].user
    post_mortem.refresh_from_db()
    assert "fix alert" in post_mortem.document
    assert "fix alert" in shown(lead, room)
    bare = sent(lead, f"{base}/entries/", kind="action", text="think about it")
    assert "without an owner and a day" in bare["said"]
    for text in ("", "   ", "@The lead 2026-12-01"):
        answer = lead.post(f"{base}/entries/", {"kind": "action", "text": text}, **AJAX)
        assert answer.status_code == 400
        assert "what is to be done" in answer.json()["reason"]
    twice = lead.post(
        f"{base}/entries/", {"kind": "action", "text": "fix alert"}, **AJAX
    )  # fmt: skip
    assert twice.status_code == 400
    assert people["viewer"].client.post(
        f"{base}/entries/", {"kind": "action", "text": "mine"}
    ).status_code == 404  # fmt: skip


def test_decisions_and_parked_things_are_kept_and_can_be_taken_back(
    people: People, base: str, room: str
) -> None:
    lead = people["lead"].client
    lead.post(f"{base}/start/")
    made = sent(lead, f"{base}/entries/", kind="decision", text="Pools change <b>slowly</b>")
    sent(lead, f"{base}/entries/", kind="parked", text="Naming")
    page = shown(people["viewer"].client, f"{room}follow/")
    assert "Pools change &lt;b&gt;slowly" in page
    undone = sent(lead, made["undo"])
    assert "Pools change" not in shown(lead, room)
    sent(lead, undone["undo"])
    assert "Pools change" in shown(lead, room)
    assert lead.post(f"{base}/entries/", {"kind": "joke", "text": "x"}, **AJAX).status_code == 400
    assert (
        lead.post(f"{base}/entries/", {"kind": "note", "text": "x" * 2001}, **AJAX).status_code
        == 400
    )
    assert lead.post(f"{base}/entries/987654/removal/").status_code == 404


def test_questions_and_checklists_are_ticked_off(people: People, base: str, room: str) -> None:
    lead = people["lead"].client
    lead.post(f"{base}/place/", {"place": "in person"})
    page = shown(lead, room)
    assert "Laptops are closed" in page
    lead.post(f"{base}/ticks/", {"key": "in-person-1"})
    assert 'class="done"' in shown(lead, room)
    lead.post(f"{base}/ticks/", {"key": "in-person-1", "done": "no"})
    assert 'class="done"' not in shown(lead, room)
    assert lead.post(f"{base}/ticks/", {"key": "ü"}, **AJAX).status_code == 400


def test_the_end_leaves_a_summary_and_asks_two_questions(
    people: People, base: str, room: str, review: Review
) -> None:
    lead, reader = people["lead"].client, people["viewer"].client
    lead.post(f"{base}/start/")
    reader.post(f"{base}/here/")
    sent(lead, f"{base}/entries/", kind="action", text="fix alert @The lead 2026-12-01")
    sent(lead, f"{base}/entries/", kind="parked", text="Naming of environments")
    answer = lead.post(f"{base}/end/", follow=True)
    assert answer.redirect_chain[-1][0] == f"{base}/summary/"
    page = shown(reader, f"{base}/summary/")
    for text in ("fix alert", "Naming of environments", "Did you learn something?"):
        assert text in page
    review.refresh_from_db()
    assert review.held is not None
    assert "Did you learn" not in shown(people["contributor"].client, f"{base}/summary/")
    assert people["contributor"].client.post(
        f"{base}/answers/", {"learned": "yes", "again": "no"}
    ).status_code == 404  # fmt: skip
    half = reader.post(f"{base}/answers/", {"learned": "yes"}, follow=True)
    assert "Answer both questions" in half.content.decode()
    reader.post(f"{base}/answers/", {"learned": "yes", "again": "no"})
    again = reader.post(f"{base}/answers/", {"learned": "no", "again": "no"}, follow=True)
    assert "answered already" in again.content.decode()
    assert Answered.objects.count() == 1
    assert {(each.question, each.yes, each.no) for each in ClosingCount.objects.all()} == {
        ("learned", 1, 0), ("again", 0, 1)
    }  # fmt: skip
    trail = TrailEntry.objects.get(verb="answer closing questions")
    assert "yes" not in trail.changes
    assert "learned" not in trail.changes
    assert "again" not in trail.changes
    assert "1 answer so far" in shown(lead, f"{base}/summary/")
    assert not verify().problems


def test_counts_are_shown_when_all_have_answered_and_they_are_enough(
    people: People, base: str
) -> None:
    people["lead"].client.post(f"{base}/start/")
    readers = [person("viewer", name=f"reader-{number}") for number in range(5)]
    for each in readers:
        each.client.post(f"{base}/here/")
    people["lead"].client.post(f"{base}/end/")
    for each in [*readers, people["lead"]]:
        assert "100 %" not in shown(each.client, f"{base}/summary/")
        each.client.post(f"{base}/answers/", {"learned": "yes", "again": "no"})
    page = shown(people["lead"].client, f"{base}/summary/")
    assert "100 %" in page
    assert "6 of 6" in page
    assert "Over all reviews" in page
    process = shown(people["lead"].client, "/learning/process/")
    assert "People who would come to a review again" in process


def test_an_end_by_mistake_is_taken_back_until_somebody_answered(
    people: People, base: str, room: str, review: Review
) -> None:
    lead = people["lead"].client
    lead.post(f"{base}/start/")
    lead.post(f"{base}/end/")
    assert lead.post(f"{base}/start/", **AJAX).status_code == 400
    lead.post(f"{base}/reopening/")
    review.refresh_from_db()
    assert review.held is None
    lead.post(f"{base}/end/")
    lead.post(f"{base}/answers/", {"learned": "yes", "again": "yes"})
    assert lead.post(f"{base}/reopening/", **AJAX).status_code == 400


def test_a_room_asks_the_same_however_many_came(
    people: People, base: str, room: str, post_mortem: PostMortem
) -> None:
    lead = people["lead"].client
    lead.post(f"{base}/start/")
    shown(lead, room)
    with CaptureQueriesContext(
        connection,
    ) as alone:
        shown(lead, room)
    for number in range(8):
        one = person("contributor", name=f"more-{number}")
        one.client.post(f"{base}/here/")
        sent(one.client, f"{base}/entries/", kind="note", text=f"note {number}")
    shown(lead, room)
    with CaptureQueriesContext(connection) as many:
        shown(lead, room)
    assert len(many) == len(alone)
    assert Attendee.objects.count() == 9


def test_the_screen_tells_where_another_day_begins(
    people: People, review: Review, room: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = people["lead"]
    found = the_room(actor=lead.actor, number_or_id=review.post_mortem.number, review=review.pk)
    first, *others = found.document.events
    assert found.new_days == frozenset()
    early = replace(first, at=first.at - timedelta(days=1))
    of_two = found._replace(document=replace(found.document, events=(early, *others)))
    assert of_two.new_days == {first.id, others[0].id}
    assert 'class="day"' not in shown(lead.client, f"{room}screen/")
    monkeypatch.setattr(Room, "new_days", of_two.new_days)
    assert shown(lead.client, f"{room}screen/").count('class="day"') == 2
