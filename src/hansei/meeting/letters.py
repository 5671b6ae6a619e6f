"""The letter that tells everybody concerned what a review left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, PackageLoader

from hansei.accounts.actor import signed_in
from hansei.accounts.models import User
from hansei.accounts.roles import Need
from hansei.domain.errors import NotFound
from hansei.meeting.models import Meeting
from hansei.meeting.selectors.summary import summary
from hansei.postmortem.access import access_post_mortem
from hansei.reminders.models import Muted
from hansei.sources.text import one_line

_MOST_QUESTIONS = 8


def readers(meeting: Meeting) -> Iterator[User]:
    """Who came, who was asked, and the owner: with an address, and as far as they may read it."""
    keys = set(meeting.attendees.values_list("user", flat=True))
    if meeting.review is not None:
        keys |= set(meeting.review.invitees.exclude(user=None).values_list("user", flat=True))
    if meeting.post_mortem.owner_user_id is not None:
        keys.add(meeting.post_mortem.owner_user_id)
    silent = Muted.objects.filter(kind="").values("user")
    people = User.objects.filter(pk__in=keys, is_active=True).exclude(email="")
    for user in people.exclude(pk__in=silent).order_by("pk"):
        if _may_read(user, meeting):
            yield user


def letter_to(user: User, meeting: Meeting) -> EmailMessage | None:
    """The letter as plain text; None where somebody may not read it any more."""
    if meeting.review_id is None or not _may_read(user, meeting):
        return None
    number = meeting.post_mortem.number
    found = summary(actor=signed_in(user), number_or_id=number, review=meeting.review_id)
    room, path = found.room, f"/postmortems/{number}/reviews/{meeting.review_id}/summary/"
    shown = {
        "name": user.shown_name,
        "title": one_line(meeting.post_mortem.title, 200),
        "decisions": [one_line(each.text, 300) for each in room.kept("decision")],
        "actions": room.new_actions,
        "parked": [one_line(each.text, 300) for each in room.kept("parked")],
        "questions": [each.question.text for each in found.open_questions[:_MOST_QUESTIONS]],
        "more": max(0, len(found.open_questions) - _MOST_QUESTIONS),
        "link": f"{settings.SITE_URL}{path}" if settings.SITE_URL else "",
        "asks": found.may_answer,
    }
    title = one_line(meeting.post_mortem.title, 120)
    subject = gettext("What the review left: %(title)s") % {"title": title}
    return EmailMessage(
        subject=f"Hansei: {subject}",
        body=_pages().get_template("summary.txt").render(shown),
        to=[user.email],
        headers={
            "Message-ID": f"<review.{meeting.pk}.{meeting.version}.{user.pk}@{_host()}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _may_read(user: User, meeting: Meeting) -> bool:
    try:
        access_post_mortem(signed_in(user), meeting.post_mortem.number, Need.READ)
    except NotFound:
        return False
    return True


def _host() -> str:
    address: str = settings.DEFAULT_FROM_EMAIL
    return address.rpartition("@")[2].strip("> ") or "hansei.localhost"


@cache
def _pages() -> Environment:
    made = Environment(  # noqa: S701 - plain text
        loader=PackageLoader("hansei.meeting"),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made
