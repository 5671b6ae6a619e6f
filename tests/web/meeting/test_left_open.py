"""A meeting that everybody left without ending it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hansei.accounts.actor import system
from hansei.meeting.models import Entry, Meeting
from hansei.postmortem.models import PostMortem, Review
from hansei.postmortem.services.schedule_review import schedule_review
from tests.web.people import Person

People = Mapping[str, Person]
AJAX: Mapping[str, Any] = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def review(post_mortem: PostMortem) -> Review:
    Review.objects.all().delete()
    return schedule_review(
        actor=system("test"), number_or_id=post_mortem.number, start=timezone.now()
    )


@pytest.fixture
def base(people: People, post_mortem: PostMortem, review: Review) -> str:
    base = f"/postmortems/{post_mortem.number}/reviews/{review.pk}"
    people["lead"].client.post(f"{base}/start/")
    return base


def _left(days: float, kept: float) -> datetime:
    """Lets the meeting begin days ago, with a note after so many minutes; returns its time."""
    began = _begun(days)
    meeting = Meeting.objects.get()
    at = began + timedelta(minutes=kept)
    Entry.objects.create(meeting=meeting, kind="note", text="n", item=0, by="user:lead", at=at)
    return at


def _begun(days: float) -> datetime:
    began = timezone.now() - timedelta(days=days)
    Meeting.objects.update(started=began, item_since=began)
    return began


def test_it_is_offered_to_have_ended_with_the_last_thing_in_it(
    people: People, post_mortem: PostMortem, base: str, review: Review
) -> None:
    """By anybody who may change it, as who led it is gone; looking in changes nothing of that."""
    at = _left(days=3, kept=25)
    writer = people["contributor"].client
    writer.post(f"{base}/here/")
    room = f"/postmortems/{post_mortem.number}/review/"
    page = writer.get(room).content.decode()
    assert "This meeting was left open" in page
    assert "Resting" in page
    assert "At this pace" not in page
    reader = people["viewer"].client
    assert "It was over then" not in reader.get(room).content.decode()
    assert "Resting" in reader.get(f"{room}follow/").content.decode()
    assert reader.post(f"{base}/end/", {"at": "last"}).status_code == 404
    assert writer.post(f"{base}/end/", {"at": "last"}, **AJAX).status_code == 200
    meeting = Meeting.objects.get()
    review.refresh_from_db()
    assert meeting.ended == review.held == at
    assert meeting.spent.startswith("[1500,")


def test_one_that_goes_on_is_ended_by_who_leads_it_alone(people: People, base: str) -> None:
    _left(days=0.1, kept=130)
    room = people["lead"].client.get(base.replace(f"reviews/{base.rpartition('/')[2]}", "review/"))
    assert "left open" not in room.content.decode()
    for who in ("lead", "contributor"):
        answer = people[who].client.post(f"{base}/end/", {"at": "last"}, **AJAX)
        assert answer.status_code == 400
    assert people["contributor"].client.post(f"{base}/end/", **AJAX).status_code == 409
    assert Meeting.objects.get().is_running


def test_it_can_go_on_where_it_was(people: People, base: str) -> None:
    _left(days=1, kept=5)
    lead = people["lead"].client
    assert lead.post(f"{base}/item/", {"item": 0}, **AJAX).status_code == 200
    meeting = Meeting.objects.get()
    assert meeting.item == 0
    assert meeting.item_since is not None
    assert timezone.now() - meeting.item_since < timedelta(minutes=1)
    assert meeting.spent.startswith("[300,")


def test_one_in_which_nothing_happened_was_over_as_it_began(people: People, base: str) -> None:
    began = _begun(days=1)
    assert people["lead"].client.post(f"{base}/end/", {"at": "last"}, **AJAX).status_code == 200
    assert Meeting.objects.get().ended == began
