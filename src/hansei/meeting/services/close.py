"""Answers the two closing questions: once a person, and nothing ties them to what they said."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import NotFound, UsageError
from hansei.domain.meeting.record import ANSWERED_FOR, Closing
from hansei.meeting.access import access_meeting
from hansei.meeting.models import Answered, ClosingCount
from hansei.project.transactions import writing


def answer_closing(
    *, actor: Actor, number_or_id: int | str, review: int, learned: bool, again: bool
) -> None:
    """Whether somebody who came learned something, and would come again.

    The trail holds that they answered, never what. Raises NotFound for who did not come, UsageError
    where the meeting is not over, is over for long, or was answered for by them.
    """
    with writing():
        meeting = access_meeting(actor, number_or_id, review, Need.READ)
        came = meeting.attendees.filter(user=actor.user_id).exists()
        if actor.user_id is None or not came:
            raise NotFound("only those who came answer")
        if meeting.ended is None:
            raise UsageError("the meeting is not over yet")
        if timezone.now() > meeting.ended + ANSWERED_FOR:
            raise UsageError("the time to answer is over")
        if meeting.answered.filter(user=actor.user_id).exists():
            raise UsageError("you answered already; nobody knows what, so it cannot be changed")
        Answered.objects.create(meeting=meeting, user_id=actor.user_id)
        for question, yes in ((Closing.LEARNED, learned), (Closing.AGAIN, again)):
            row, _ = ClosingCount.objects.get_or_create(meeting=meeting, question=question.value)
            row.yes, row.no = row.yes + yes, row.no + (not yes)
            row.save(update_fields=["yes", "no"])
        record_change(
            actor=actor, verb="answer closing questions", object_type="post-mortem",
            object_id=meeting.post_mortem.number, changes={"review": review},
        )  # fmt: skip
