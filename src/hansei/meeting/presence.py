"""Who is in the room, and what the facilitator points at: true for a moment, and no part of the
trail. What is kept of a meeting is written by its services."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.domain.errors import NotFound
from hansei.meeting.access import access_meeting
from hansei.meeting.models import Attendee, Meeting

HERE = timedelta(seconds=30)
"""How long after a browser was last heard of its person counts as in the room."""
_WRITTEN = timedelta(seconds=8)
_LONGEST = 40


def is_here(heartbeat: datetime, now: datetime) -> bool:
    """Whether somebody who was last heard of then is still in the room."""
    return now - heartbeat <= HERE


def still_here(*, actor: Actor, number_or_id: int | str, review: int) -> bool:
    """Notes that the actor's browser is open; False for somebody who did not join.

    Raises NotFound where the actor may not read the post-mortem.
    """
    meeting = access_meeting(actor, number_or_id, review)
    now = timezone.now()
    mine = Attendee.objects.filter(meeting=meeting, user=actor.user_id)
    heard = mine.values_list("heartbeat", flat=True).first()
    if heard is None:
        return False
    if now - heard >= _WRITTEN:
        mine.update(heartbeat=now)
    return True


def gone(review: int, user: int) -> None:
    """Somebody's last page of a room is closed, so that they are not in it any more."""
    before = timezone.now() - HERE - timedelta(seconds=1)
    Attendee.objects.filter(meeting__review=review, user=user, heartbeat__gt=before).update(
        heartbeat=before
    )


def point_at(*, actor: Actor, number_or_id: int | str, review: int, event: str) -> None:
    """Shows an event on the shared screen, "" for none. Only the facilitator of a running meeting
    points: NotFound for others."""
    meeting = access_meeting(actor, number_or_id, review)
    if not meeting.is_running or actor.user_id is None or meeting.facilitator_id != actor.user_id:
        raise NotFound("only the facilitator of a running meeting shows events")
    name = event.strip()[:_LONGEST]
    Meeting.objects.filter(pk=meeting.pk).exclude(pointed=name).update(
        pointed=name, version=F("version") + 1
    )
