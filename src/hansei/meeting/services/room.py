"""What every change in a room shares: the room, its version, and the entry in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, UsageError
from hansei.meeting.access import access_review
from hansei.meeting.models import Attendee, Meeting


def room_of(
    actor: Actor, number_or_id: int | str, review: int, need: Need = Need.CHANGE
) -> Meeting:
    """The room of a review, made where there is none. A part of a change.

    Raises NotFound where the actor may not do this.
    """
    found, row = access_review(actor, number_or_id, review, need)
    meeting, _ = Meeting.objects.get_or_create(
        review=row, defaults={"post_mortem": found, "minutes": row.minutes}
    )
    return meeting


def running_room(
    actor: Actor, number_or_id: int | str, review: int, need: Need = Need.CHANGE
) -> Meeting:
    """The same; raises UsageError where the meeting is not running."""
    meeting = room_of(actor, number_or_id, review, need)
    if not meeting.is_running:
        raise UsageError("the meeting is not running")
    return meeting


def led_room(actor: Actor, number_or_id: int | str, review: int) -> Meeting:
    """The room of a running meeting that the actor leads. Raises Conflict where another does."""
    meeting = running_room(actor, number_or_id, review)
    if meeting.facilitator_id != actor.user_id:
        who = meeting.facilitator.shown_name if meeting.facilitator else "nobody"
        raise Conflict(f"{who} leads the meeting: take over first")
    return meeting


def change_room(
    meeting: Meeting, *, actor: Actor, verb: str, columns: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Meeting:  # fmt: skip
    """Sets columns of the room, counts its version on, and leaves the audit entry."""
    Meeting.objects.filter(pk=meeting.pk).update(**(columns or {}), version=F("version") + 1)
    meeting.refresh_from_db()
    record_change(
        actor=actor, verb=verb, object_type="post-mortem",
        object_id=meeting.post_mortem.number,
        changes={"review": meeting.review_id, **(changes or {})},
    )  # fmt: skip
    return meeting


def present(meeting: Meeting, user_id: int | None, *, spoke: bool = False) -> bool:
    """Makes somebody an attendee, who `spoke` where they put something down. False for no news."""
    if user_id is None:
        return False
    now = timezone.now()
    row, is_new = Attendee.objects.get_or_create(
        meeting=meeting, user_id=user_id, defaults={"joined": now, "heartbeat": now}
    )
    if spoke and row.spoke is None:
        Attendee.objects.filter(pk=row.pk).update(spoke=now)
        return True
    return is_new
