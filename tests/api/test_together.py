"""Comments and the room of a review, for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client

from hansei.postmortem.models import PostMortem, Review
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import WHO, Person, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Mapping[str, Person]:
    return {who: person(who) for who in WHO}


@pytest.fixture
def post_mortem(people: Mapping[str, Person]) -> PostMortem:
    return save_draft(actor=people["lead"].actor, draft=sample_draft(), source="/sample")


def _post(client: Client, path: str, body: dict[str, Any] | None = None, *, status: int) -> Any:
    answer = client.post(f"/api/v1{path}", body or {}, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def test_a_comment_from_its_words_to_a_taken_suggestion(
    people: Mapping[str, Person], post_mortem: PostMortem
) -> None:
    path = f"/postmortems/{post_mortem.number}/comments"
    body = {"text": "Clearer", "section": "impact", "quote": "Slow for an hour",
            "wording": "It was slow for an hour"}  # fmt: skip
    made = _post(people["contributor"].client, path, body, status=201)
    assert (made["quote"], made["orphaned"]) == ("Slow for an hour", False)
    _post(people["viewer"].client, path, {"text": "me too"}, status=404)
    lead = people["lead"].client
    _post(lead, f"{path}/{made['id']}/replies", {"text": "Agreed"}, status=200)
    done = _post(lead, f"{path}/{made['id']}/decision", {"accept": True}, status=200)
    assert (done["decided"], len(done["remarks"])) == ("accepted", 2)
    post_mortem.refresh_from_db()
    assert "It was slow for an hour" in post_mortem.document
    assert lead.delete(f"/api/v1{path}/{made['id']}/resolution").status_code == 204
    (listed,) = people["viewer"].client.get(f"/api/v1{path}").json()["items"]
    assert listed["resolved"] is None
    assert people["stranger"].client.get(f"/api/v1{path}").status_code == 404


def test_a_comment_is_corrected_taken_away_and_put_back(
    people: Mapping[str, Person], post_mortem: PostMortem
) -> None:
    path = f"/postmortems/{post_mortem.number}/comments"
    writer, reader = people["contributor"].client, people["viewer"].client
    body = {"text": "Clearer", "section": "impact", "quote": "Slow for an hour",
            "wording": "It was slow for an hour"}  # fmt: skip
    made = _post(writer, path, body, status=201)
    said = f"/api/v1{path}/{made['id']}/replies/{made['remarks'][0]['id']}"
    for who in ("lead", "viewer", "stranger"):
        answer = people[who].client.patch(said, {"text": "x"}, content_type="application/json")
        assert answer.status_code == 404
    changed = writer.patch(said, {"text": "Better"}, content_type="application/json").json()
    assert [(each["text"], each["edited"]) for each in changed["remarks"]] == [("Better", True)]
    assert reader.delete(said).status_code == 404
    assert writer.delete(said).status_code == 204
    assert reader.get(f"/api/v1{path}").json()["items"] == []
    back = _post(writer, f"{said.removeprefix('/api/v1')}/restoration", status=200)
    assert back["remarks"][0]["text"] == "Better"
    decision = f"{path}/{made['id']}/decision"
    assert _post(writer, decision, {"accept": False}, status=200)["decided"] == "declined"
    assert writer.delete(f"/api/v1{decision}").status_code == 204
    (open_again,) = reader.get(f"/api/v1{path}").json()["items"]
    assert (open_again["decided"], open_again["resolved"]) == ("", None)


def test_a_review_from_its_agenda_to_what_it_left(
    people: Mapping[str, Person], post_mortem: PostMortem
) -> None:
    review = Review.objects.filter(post_mortem=post_mortem).first()
    assert review is not None
    path = f"/postmortems/{post_mortem.number}/reviews/{review.pk}"
    reader, lead = people["viewer"].client, people["lead"].client
    room = reader.get(f"/api/v1{path}/room").json()
    assert sum(each["minutes"] for each in room["agenda"]) == review.minutes
    assert any(each["questions"] for each in room["agenda"])
    _post(reader, f"{path}/start", status=404)
    _post(lead, f"{path}/start", status=200)
    kept = _post(lead, f"{path}/entries", {"kind": "decision", "text": "Slowly"}, status=200)
    (entry,) = kept["entries"]
    _post(people["contributor"].client, f"{path}/end", status=409)
    ended = _post(lead, f"{path}/end", status=200)
    assert (ended["facilitator"], ended["entries"][0]["text"]) == ("The lead", "Slowly")
    assert lead.delete(f"/api/v1{path}/entries/{entry['id']}").status_code == 204
    back = _post(lead, f"{path}/entries/{entry['id']}/restoration", status=200)
    assert [each["id"] for each in back["entries"]] == [entry["id"]]
    assert reader.get("/api/v1/reviews/answers").json()["items"] == []


def test_where_people_meet_and_how_they_found_it(
    people: Mapping[str, Person], post_mortem: PostMortem
) -> None:
    review = Review.objects.get(post_mortem=post_mortem)
    path = f"/postmortems/{post_mortem.number}/reviews/{review.pk}"
    reader, lead = people["viewer"].client, people["lead"].client
    place, kind = f"/api/v1{path}/place", "application/json"
    assert reader.put(place, {"place": "remote"}, content_type=kind).status_code == 404
    room = lead.put(place, {"place": "remote"}, content_type=kind)
    assert room.json()["place"] == "remote"
    assert lead.put(place, {"place": "the moon"}, content_type=kind).status_code == 422
    answers = {"learned": True, "again": False}
    _post(lead, f"{path}/answers", answers, status=404)
    _post(lead, f"{path}/start", status=200)
    _post(lead, f"{path}/answers", answers, status=400)
    _post(lead, f"{path}/end", status=200)
    _post(reader, f"{path}/answers", answers, status=404)
    _post(lead, f"{path}/answers", answers, status=204)
    _post(lead, f"{path}/answers", answers, status=400)
    room = reader.get(f"/api/v1{path}/room").json()
    assert (room["answers"], room["closing"]) == (1, [])
    calendar = reader.get(f"/api/v1{path}/calendar")
    assert calendar.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert calendar.content.startswith(b"BEGIN:VCALENDAR")
    assert calendar.content == reader.get(f"{path}.ics").content
    assert people["stranger"].client.get(f"/api/v1{path}/calendar").status_code == 404
