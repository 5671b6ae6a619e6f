"""What a review left goes to everybody concerned, and to nobody who may not read it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.core import mail
from django.utils import timezone

from hansei.accounts.models import User
from hansei.jobs.models import Job
from hansei.jobs.queue import Work
from hansei.meeting.models import Meeting
from hansei.meeting.services.run import SUMMARY
from hansei.meeting.tasks import letter, summaries
from hansei.postmortem.models import PostMortem
from hansei.postmortem.services.schedule_review import schedule_review
from tests.web.people import Person

WORK = Work(pk=1, name=SUMMARY, arguments="{}", attempt=1)


@pytest.fixture
def ended(
    people: Mapping[str, Person], post_mortem: PostMortem, settings: pytest.FixtureRequest
) -> Meeting:
    settings.MAIL_IS_ON = True  # type: ignore[attr-defined]
    settings.SITE_URL = "https://hansei.example.org"  # type: ignore[attr-defined]
    for each in User.objects.all():
        User.objects.filter(pk=each.pk).update(email=f"{each.username}@example.org")
    lead = people["lead"]
    review = schedule_review(
        actor=lead.actor, number_or_id=post_mortem.number, start=timezone.now()
    )
    base = f"/postmortems/{post_mortem.number}/reviews/{review.pk}"
    for name in ("viewer", "stranger"):
        lead.client.post(f"{base}/invitees/", {"role": "product", "name": name})
    lead.client.post(f"{base}/start/")
    people["contributor"].client.post(f"{base}/here/")
    for kind, text in (("decision", "Pools change slowly"), ("parked", "Naming"),
                       ("action", "fix alert @The contributor 2026-12-01")):  # fmt: skip
        lead.client.post(f"{base}/entries/", {"kind": kind, "text": text})
    lead.client.post(f"{base}/end/")
    return Meeting.objects.get(review=review)


def _run(meeting: Meeting) -> list[str]:
    assert meeting.ended is not None
    summaries(WORK, meeting=meeting.pk, ended=meeting.ended.isoformat())
    for job in Job.objects.filter(name="meeting.letter"):
        letter(WORK, meeting=meeting.pk, user=int(job.arguments.rpartition(":")[2].rstrip("}")))
    return sorted(each.to[0] for each in mail.outbox)


def test_everybody_who_came_or_was_asked_gets_it_and_no_stranger(ended: Meeting) -> None:
    assert _run(ended) == [
        f"{who}@example.org" for who in ("contributor", "lead", "viewer")
    ]  # fmt: skip
    body = next(each.body for each in mail.outbox if each.to == ["contributor@example.org"])
    for text in ("Pools change slowly", "Naming", "fix alert", "The contributor, 2026-12-01",
                 f"https://hansei.example.org/postmortems/1/reviews/{ended.review_id}/summary/",
                 "Two questions"):  # fmt: skip
        assert str(text) in body
    asked = next(each.body for each in mail.outbox if each.to == ["viewer@example.org"])
    assert "Two questions" not in asked


def test_a_meeting_that_goes_on_tells_nothing_yet(ended: Meeting) -> None:
    when = ended.ended
    assert when is not None
    assert Job.objects.get(name=SUMMARY).due > when
    Meeting.objects.filter(pk=ended.pk).update(ended=None)
    summaries(WORK, meeting=ended.pk, ended=when.isoformat())
    assert not Job.objects.filter(name="meeting.letter").exists()


def test_a_restricted_post_mortem_is_told_to_those_who_are_named_in_it(ended: Meeting) -> None:
    PostMortem.objects.update(restricted=True)
    assert _run(ended) == []
