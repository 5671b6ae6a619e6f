"""Starts, leads and ends a meeting."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound, UsageError
from hansei.domain.meeting.agenda import CHECKLISTS, SEGMENTS
from hansei.jobs.queue import enqueue
from hansei.meeting.models import Attendee, Meeting
from hansei.meeting.pace import pace_of
from hansei.meeting.services.room import change_room, led_room, present, room_of, running_room
from hansei.postmortem.models import Review
from hansei.project.transactions import writing

SUMMARY = "meeting.summary"
SUMMARY_AFTER = timedelta(minutes=10)
"""So that an end by mistake can be taken back, and the last notes are in."""


def start_meeting(*, actor: Actor, number_or_id: int | str, review: int) -> Meeting:
    """Opens the room; whoever does leads. One that runs already stays as it is.

    Raises NotFound where the actor may not change the post-mortem, UsageError for one that was
    held.
    """
    with writing():
        meeting = room_of(actor, number_or_id, review)
        if meeting.is_running:
            return meeting
        if meeting.ended is not None:
            raise UsageError("the meeting is over: open it again to go on")
        now = timezone.now()
        minutes = meeting.review.minutes if meeting.review else meeting.minutes
        columns = {
            "started": now, "item": 0, "item_since": now, "spent": "[]", "minutes": minutes,
            "facilitator_id": actor.user_id,
        }  # fmt: skip
        meeting = change_room(meeting, actor=actor, verb="start meeting", columns=columns)
        present(meeting, actor.user_id)
        return meeting


def go_to_item(*, actor: Actor, number_or_id: int | str, review: int, item: int) -> Meeting:
    """Goes to an item of the agenda, by its place from 0; what the last one took is kept.

    A meeting that was left open goes on, at the same item too.
    Raises Conflict for anybody but the facilitator, InputError for no such item.
    """
    with writing():
        meeting = led_room(actor, number_or_id, review)
        now = timezone.now()
        pace = pace_of(meeting)
        if meeting.item == item and not pace.is_left_open(now):
            return meeting
        if not 0 <= item < len(SEGMENTS):
            raise InputError("the agenda has no such item", place="item")
        pace = pace.moved(item, now)
        spent = msgspec.json.encode([round(each) for each in pace.spent]).decode()
        return change_room(
            meeting, actor=actor, verb="go to agenda item", changes={"item": SEGMENTS[item].key},
            columns={"item": item, "item_since": now, "spent": spent, "pointed": ""},
        )  # fmt: skip


def lead_meeting(*, actor: Actor, number_or_id: int | str, review: int) -> Meeting:
    """The actor leads from now on. Raises NotFound where it may not change the post-mortem."""
    with writing():
        meeting = running_room(actor, number_or_id, review)
        if actor.user_id is None or meeting.facilitator_id == actor.user_id:
            return meeting
        present(meeting, actor.user_id)
        return change_room(
            meeting, actor=actor, verb="lead meeting", columns={"facilitator_id": actor.user_id}
        )


def choose_note_taker(
    *, actor: Actor, number_or_id: int | str, review: int, user: int | None
) -> Meeting:
    """Somebody in the room takes notes, None for nobody. Raises InputError for who is not there."""
    with writing():
        meeting = running_room(actor, number_or_id, review)
        if meeting.note_taker_id == user:
            return meeting
        there = Attendee.objects.filter(meeting=meeting, user=user).exists()
        if user is not None and not there:
            raise InputError("choose somebody who is in the room", place="note_taker")
        return change_room(
            meeting, actor=actor, verb="choose note-taker", columns={"note_taker_id": user},
            changes={"person": user},
        )  # fmt: skip


def choose_place(*, actor: Actor, number_or_id: int | str, review: int, place: str) -> Meeting:
    """Where people meet, which chooses the checklist: a key of `CHECKLISTS`, or ""."""
    with writing():
        meeting = room_of(actor, number_or_id, review)
        if place and place not in CHECKLISTS:
            raise InputError("people meet remotely or in person", place="place")
        if meeting.place == place:
            return meeting
        return change_room(
            meeting, actor=actor, verb="choose where to meet", columns={"place": place},
            changes={"place": place},
        )  # fmt: skip


def end_meeting(
    *, actor: Actor, number_or_id: int | str, review: int, at_last: bool = False
) -> Meeting:
    """Ends the meeting: the review was held, and its summary goes to everybody.

    With `at_last` one that was left open was over when the last thing happened in it; anybody who
    may change the post-mortem ends it so. Raises Conflict for anybody but the facilitator
    otherwise, UsageError with `at_last` for one that goes on.
    """
    with writing():
        meeting = room_of(actor, number_or_id, review)
        if meeting.ended is not None:
            return meeting
        find = running_room if at_last else led_room
        meeting = find(actor, number_or_id, review)
        now, pace = timezone.now(), pace_of(meeting)
        if at_last and not pace.is_left_open(now):
            raise UsageError("the meeting goes on: whoever leads it ends it")
        over = pace.happened if at_last else now
        spent = pace.moved(meeting.item, now).spent
        text = msgspec.json.encode([round(each) for each in spent]).decode()
        Review.objects.filter(pk=review, held=None).update(held=over)
        columns = {"ended": over, "spent": text, "pointed": ""}
        meeting = change_room(meeting, actor=actor, verb="end meeting", columns=columns)
        asked = {"meeting": meeting.pk, "ended": over.isoformat()}
        key = f"meeting summary {meeting.pk} {meeting.version}"
        enqueue(SUMMARY, asked, key=key, due=now + SUMMARY_AFTER)
        return meeting


def reopen_meeting(*, actor: Actor, number_or_id: int | str, review: int) -> Meeting:
    """Goes on with a meeting that was ended. Raises UsageError once somebody answered for it."""
    with writing():
        meeting = room_of(actor, number_or_id, review)
        if meeting.ended is None:
            return meeting
        if meeting.answered.exists():
            raise UsageError("people answered for this meeting already: plan another one")
        Review.objects.filter(pk=review).update(held=None)
        columns = {
            "ended": None, "item_since": timezone.now(), "facilitator_id": actor.user_id,
        }  # fmt: skip
        return change_room(meeting, actor=actor, verb="reopen meeting", columns=columns)


def join_meeting(*, actor: Actor, number_or_id: int | str, review: int) -> None:
    """The actor is in the room. Readers may come too. Raises UsageError where nothing runs."""
    with writing():
        meeting = running_room(actor, number_or_id, review, Need.READ)
        if actor.user_id is None:
            raise NotFound("nobody joins without an account")
        if present(meeting, actor.user_id):
            change_room(meeting, actor=actor, verb="join meeting")


def note_speaker(
    *, actor: Actor, number_or_id: int | str, review: int, user: int, spoke: bool = True
) -> None:
    """Notes that somebody in the room has spoken, or has not after all: the facilitator's own help.

    The trail tells that the facilitator looked after it, and nothing of whom.
    """
    with writing():
        meeting = led_room(actor, number_or_id, review)
        row = Attendee.objects.filter(meeting=meeting, user=user).first()
        if row is None:
            raise NotFound("nobody of that name is in the room")
        if (row.spoke is not None) is spoke:
            return
        Attendee.objects.filter(pk=row.pk).update(spoke=timezone.now() if spoke else None)
        Meeting.objects.filter(pk=meeting.pk).update(version=meeting.version + 1)
        record_change(
            actor=actor, verb="note speaker", object_type="post-mortem",
            object_id=meeting.post_mortem.number, changes={"review": review},
        )  # fmt: skip
