"""The way to the room of a review: through its post-mortem, so that what is hidden stays so.

Doors ask `account_first` before they show anything of a post-mortem or its incident.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.errors import NotFound
from hansei.meeting.models import Account, Meeting
from hansei.postmortem.access import access_post_mortem, called
from hansei.postmortem.models import PostMortem, Review
from hansei.project.compiled import compiled


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


def waiting(user: int) -> QuerySet[Account, Any]:
    """The keys of the post-mortems for which somebody is to write an account before they see the
    timeline: asked, not handed in, and not chosen otherwise."""
    return _waiting(user).values("round__post_mortem")


def _waiting(user: Any) -> QuerySet[Account]:
    return Account.objects.filter(user=user, handed=None, saw_first=None, round__laid_out=None)


def account_first(
    *, actor: Actor, post_mortem: int | str | None = None, incident: int | None = None
) -> int | None:
    """The number of the post-mortem for which the actor is to write an account before it sees the
    timeline: asked, not handed in, and not chosen otherwise. None where nothing is held back."""
    if actor.user_id is None or (post_mortem is None and incident is None):
        return None
    column, value = ("incidents", incident) if post_mortem is None else called(post_mortem)
    found = _held_back(column, user=actor.user_id, value=value)
    return found[0] if found else None


@compiled
def _held_back(column: str, /, *, user: Any, value: Any) -> QuerySet[Account, int]:
    mine = _waiting(user).filter(**{f"round__post_mortem__{column}": value}).order_by("pk")
    return mine.values_list("round__post_mortem__number", flat=True)[:1]
