"""Accounts, invitees and the steps of a meeting, for scripts as the pages do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from hansei.meeting.models import Meeting, Tick
from hansei.postmortem.models import PostMortem, Review
from hansei.postmortem.services.save_draft import save_draft
from tests.store.samples import sample_draft
from tests.web.people import WHO, Person, person

pytestmark = pytest.mark.django_db
People = Mapping[str, Person]


@pytest.fixture
def people() -> People:
    return {who: person(who) for who in WHO}


@pytest.fixture
def post_mortem(people: People) -> PostMortem:
    return save_draft(actor=people["lead"].actor, draft=sample_draft(), source="/sample")


@pytest.fixture
def review(post_mortem: PostMortem) -> str:
    found = Review.objects.get(post_mortem=post_mortem)
    return f"/postmortems/{post_mortem.number}/reviews/{found.pk}"


def _sent(
    client: Client, method: str, path: str, body: dict[str, Any] | None = None, *, status: int = 200
) -> Any:  # fmt: skip
    answer = client.generic(
        method,
        f"/api/v1{path}",
        b"" if body is None else msgspec.json.encode(body),
        "application/json",
    )
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def _key(who: Person) -> int:
    assert who.user is not None
    return int(who.user.pk)


def test_accounts_from_asking_to_side_by_side(people: People, post_mortem: PostMortem) -> None:
    """Whoever is asked reaches these addresses alone until they have handed in."""
    base = f"/postmortems/{post_mortem.number}"
    lead, writer = people["lead"].client, people["contributor"].client
    body = {"people": [_key(people["contributor"]), _key(people["administrator"])]}
    _sent(people["viewer"].client, "POST", f"{base}/accounts", body, status=404)
    asked = _sent(lead, "POST", f"{base}/accounts", body)
    assert [each["handed"] for each in asked["asked"]] == [False, False]
    assert asked["mine"] is None
    _sent(writer, "GET", base, status=409)
    mine = _sent(writer, "GET", f"{base}/accounts")["mine"]
    text = "10:00 I saw that it was slow\nNobody knew why"
    kept = _sent(
        writer, "PUT", f"{base}/accounts/mine", {"text": text, "version": mine["version"]}
    )  # fmt: skip
    _sent(writer, "PUT", f"{base}/accounts/mine", {"text": "x", "version": mine["version"]},
          status=409)  # fmt: skip
    assert _sent(lead, "GET", f"{base}/accounts")["rows"] == []
    done = {"text": text, "version": kept["version"], "hand_in": True}
    assert _sent(writer, "PUT", f"{base}/accounts/mine", done)["handed"] is not None
    _sent(writer, "GET", base)
    boss = people["administrator"].client
    assert _sent(boss, "POST", f"{base}/accounts/mine/timeline")["saw_first"] is not None
    _sent(people["viewer"].client, "POST", f"{base}/accounts/comparison", status=404)
    shown = _sent(lead, "POST", f"{base}/accounts/comparison")
    said = [each for row in shown["rows"] for each in row["said"]]
    assert {each["by"] for each in said} == {"The contributor"} == set(shown["names"])
    assert "Nobody knew why" in {each["text"] for each in said}
    read = _sent(people["viewer"].client, "GET", f"{base}/accounts")
    assert read["rows"] == shown["rows"]
    _sent(people["stranger"].client, "GET", f"{base}/accounts", status=404)


def test_people_are_asked_to_come_in_their_roles(people: People, review: str) -> None:
    path, lead, reader = f"{review}/invitees", people["lead"].client, people["viewer"].client
    made = _sent(lead, "POST", path, {"role": "responder", "name": "viewer"}, status=201)
    assert made["name"] == "The viewer"
    again = _sent(lead, "POST", path, {"role": "responder", "name": "viewer"}, status=201)
    assert again["id"] == made["id"]
    _sent(lead, "POST", path, {"role": "king", "name": "viewer"}, status=422)
    _sent(reader, "POST", path, {"role": "product", "name": "x"}, status=404)
    assert [each["role"] for each in _sent(reader, "GET", path)["items"]] == ["responder"]
    _sent(reader, "DELETE", f"{path}/{made['id']}", status=404)
    _sent(lead, "DELETE", f"{path}/{made['id']}", status=204)
    assert _sent(reader, "GET", path)["items"] == []


def test_a_meeting_is_led_through_its_agenda(people: People, review: str) -> None:
    lead, writer = people["lead"].client, people["contributor"].client
    room = _sent(lead, "POST", f"{review}/start")
    assert (room["item"], room["left_open"]) == (0, False)
    room = _sent(lead, "POST", f"{review}/item", {"item": 1})
    assert [each["state"] for each in room["agenda"]][:2] == ["done", "now"]
    assert room["item_ends"] is not None
    _sent(lead, "POST", f"{review}/item", {"item": 99}, status=422)
    _sent(writer, "POST", f"{review}/item", {"item": 2}, status=409)
    _sent(people["viewer"].client, "POST", f"{review}/lead", status=404)
    assert _sent(writer, "POST", f"{review}/lead")["facilitator"] == "The contributor"
    taker = {"person": _key(people["lead"])}
    assert _sent(writer, "PUT", f"{review}/note-taker", taker)["note_taker"] == "The lead"
    asked = next(each for part in room["agenda"] for each in part["questions"])
    left = _sent(writer, "POST", f"{review}/ticks", {"key": asked["key"]})["open_questions"]
    assert asked["key"] not in {each["key"] for each in left}
    _sent(writer, "POST", f"{review}/end", {"at_last": True}, status=400)
    assert _sent(writer, "POST", f"{review}/end")["ended"] is not None
    _sent(writer, "DELETE", f"{review}/end", status=204)
    began = timezone.now() - timedelta(days=2)
    Meeting.objects.update(started=began, item_since=began)
    Tick.objects.update(at=began)
    room = _sent(lead, "GET", f"{review}/room")
    assert room["left_open"]
    ended = _sent(lead, "POST", f"{review}/end", {"at_last": True})["ended"]
    assert ended == room["happened"]
