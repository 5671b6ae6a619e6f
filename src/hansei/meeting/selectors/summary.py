"""What a review leaves: decisions, actions, open questions, and how people found it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.domain.meeting.health import Held, pooled
from hansei.domain.meeting.record import ANSWERED_FOR, Closing, Tally, is_settled, shown
from hansei.meeting.models import Meeting
from hansei.meeting.selectors.room import Asked, Room, room

_MOST_MEETINGS = 2000


class Summary(NamedTuple):
    """The room after the meeting. `counts` is None as long as an answer may still come.

    `may_answer`: the actor came and has not answered yet.
    """

    room: Room
    open_questions: tuple[Asked, ...]
    may_answer: bool
    answered: bool
    answers: int
    attended: int
    counts: Mapping[Closing, Tally] | None


class Health(NamedTuple):
    """How reviews are held: meetings that ended, and what people who came said of them."""

    meetings: int
    counts: Mapping[Closing, Tally]


def summary(*, actor: Actor, number_or_id: int | str, review: int) -> Summary:
    """What a meeting leaves. Raises NotFound where the actor may not read the post-mortem."""
    found = room(actor=actor, number_or_id=number_or_id, review=review)
    meeting = found.meeting
    left = tuple(each for item in found.agenda for each in item.asked if not each.done)
    if meeting is None or meeting.ended is None:
        return Summary(found, left, False, False, 0, len(found.people), None)
    now = timezone.now()
    answered = set(meeting.answered.values_list("user", flat=True))
    mine = actor.user_id in answered
    settled = _is_settled(meeting, now, len(found.people), len(answered))
    return Summary(
        room=found,
        open_questions=left,
        may_answer=found.joined and not mine and now <= meeting.ended + ANSWERED_FOR,
        answered=mine,
        answers=len(answered),
        attended=len(found.people),
        counts=shown(_tallies(meeting)) if settled else None,
    )


def process_health(*, actor: Actor) -> Health:
    """What the closing answers of all meetings say together, to any member; nothing to others.

    The numbers are the organisation's: those of restricted post-mortems count, and nothing tells
    which meetings they come from.
    """
    if not actor.is_member:
        return Health(0, {})
    now = timezone.now()
    rows = Meeting.objects.exclude(ended=None).order_by("-ended")[:_MOST_MEETINGS]
    ended = sorted(
        rows.prefetch_related("counts", "attendees", "answered"),
        key=lambda each: (each.ended, each.pk),
    )
    held = [
        Held(
            _is_settled(each, now, len(each.attendees.all()), len(each.answered.all())),
            _tallies(each),
        )
        for each in ended
    ]
    return Health(len(ended), {each: tally for each, tally in pooled(held).items() if tally.total})


def _is_settled(meeting: Meeting, now: datetime, attended: int, answered: int) -> bool:
    ended = meeting.ended or now
    return is_settled(ended=ended, now=now, attended=attended, answered=answered)


def _tallies(meeting: Meeting) -> dict[Closing, Tally]:
    return {
        Closing(each.question): Tally(each.yes, each.yes + each.no) for each in meeting.counts.all()
    }
