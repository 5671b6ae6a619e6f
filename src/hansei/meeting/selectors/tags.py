"""Tags of rooms: a few words that change whenever a room looks otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.meeting.access import access_review
from hansei.meeting.models import Attendee, Meeting
from hansei.meeting.presence import is_here
from hansei.postmortem.models import Review


def tag_of(*, actor: Actor, number_or_id: int | str, review: int) -> str:
    """The tag of a room. Raises NotFound where the actor may not read the post-mortem."""
    access_review(actor, number_or_id, review)
    return tags_of([review])[review]


def tags_of(reviews: Iterable[int]) -> dict[int, str]:
    """The tags of rooms that were reached through access, by review; three queries."""
    versions = dict(
        Review.objects.filter(pk__in=list(reviews)).values_list("pk", "post_mortem__version")
    )
    meetings = {each.review_id: each for each in Meeting.objects.filter(review__in=versions)}
    here: dict[int, list[int]] = defaultdict(list)
    now = timezone.now()
    rows = Attendee.objects.filter(meeting__review__in=versions).order_by("joined", "pk")
    for review, user, heard in rows.values_list("meeting__review", "user", "heartbeat"):
        if is_here(heard, now):
            here[review].append(user)
    return {
        review: tag(meetings.get(review), version, here[review])
        for review, version in versions.items()
    }


def tag(meeting: Meeting | None, version: int, here: Iterable[int]) -> str:
    """Of a meeting, of the version of its post-mortem, and of who is here."""
    one, its = (meeting.pk, meeting.version) if meeting else (0, 0)
    return f"{one}v{its}-{version}-{'.'.join(map(str, here))}"
