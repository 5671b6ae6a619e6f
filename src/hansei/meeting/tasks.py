"""Letters after a meeting: one job a person, so that a crash sends nobody a second one."""

from __future__ import annotations

from django.conf import settings

from hansei.accounts.models import User
from hansei.jobs.queue import Work, enqueue
from hansei.jobs.registry import task
from hansei.meeting.letters import letter_to, readers
from hansei.meeting.models import Meeting
from hansei.meeting.services.run import SUMMARY


@task(SUMMARY)
def summaries(work: Work, *, meeting: int, ended: str) -> None:  # noqa: ARG001 - every task takes its work
    """Asks for the letters of a meeting, unless it was opened again or ended anew since."""
    found = _meeting(meeting)
    if found is None or found.ended is None or found.ended.isoformat() != ended:
        return
    if not settings.MAIL_IS_ON:
        return
    for user in readers(found):
        asked = {"meeting": meeting, "user": user.pk}
        enqueue("meeting.letter", asked, key=f"meeting letter {meeting} {ended} {user.pk}")


@task("meeting.letter", attempts=8)
def letter(work: Work, *, meeting: int, user: int) -> None:  # noqa: ARG001 - as above
    """Sends one letter."""
    found, reader = _meeting(meeting), User.objects.filter(pk=user, is_active=True).first()
    if found is None or reader is None or not settings.MAIL_IS_ON:
        return
    message = letter_to(reader, found)
    if message is not None:
        message.send()


def _meeting(pk: int) -> Meeting | None:
    return Meeting.objects.select_related("post_mortem", "review").filter(pk=pk).first()
