"""The way to the room of a review: through its post-mortem, so that what is hidden stays so."""

from __future__ import annotations

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.errors import NotFound
from hansei.meeting.models import Meeting
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem, Review


def access_review(
    actor: Actor, number_or_id: int | str, review: int, need: Need = Need.READ
) -> tuple[PostMortem, Review]:
    """The post-mortem and one of its reviews. Raises NotFound."""
    found = access_post_mortem(actor, number_or_id, need)
    row = Review.objects.filter(post_mortem=found, pk=review).first()
    if row is None:
        raise NotFound(f"no review {review}")
    return found, row


def access_meeting(
    actor: Actor, number_or_id: int | str, review: int, need: Need = Need.READ
) -> Meeting:
    """The room of a review that somebody has prepared or started. Raises NotFound for none."""
    found, _ = access_review(actor, number_or_id, review, need)
    room = Meeting.objects.filter(post_mortem=found, review=review)
    meeting = room.select_related("post_mortem", "review", "facilitator", "note_taker").first()
    if meeting is None:
        raise NotFound(f"no meeting of review {review}")
    return meeting
