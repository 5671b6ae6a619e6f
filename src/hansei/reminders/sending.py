"""Sends letters: one a person and day, however often it is tried."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, PackageLoader, select_autoescape

from hansei.accounts.models import User
from hansei.organisation.selectors import general
from hansei.reminders.letter import Part, Reader, parts_of, reader_of, subject_of
from hansei.reminders.models import Letter
from hansei.reminders.tokens import stop_token


def deliver(user: User, day: date, now: datetime) -> bool:
    """Sends a person's letter of a day on their calendar, unless it was sent or the day is over.

    A letter with nothing to say is not sent. True where one was. What was begun and not finished
    is sent again under the same Message-ID, by which mail systems tell the second copy.
    """
    letter, _ = Letter.objects.get_or_create(user=user, day=day)
    if letter.sent is not None:
        return False
    reader = reader_of(user, now)
    is_today = reader.local.date() == day
    parts = parts_of(reader) if is_today and user.is_active and user.email else ()
    if parts:
        letter_of(reader, parts).send()
    Letter.objects.filter(pk=letter.pk).update(sent=now)
    return bool(parts)


def letter_of(reader: Reader, parts: tuple[Part, ...]) -> EmailMultiAlternatives:
    """The letter as plain text and as HTML."""
    user, day = reader.user, reader.local.date()
    stop = f"{settings.SITE_URL}/reminders/stop/{stop_token(user.pk)}/"
    shown = {
        "name": user.shown_name,
        "parts": parts,
        "site": settings.SITE_URL,
        "zone": reader.moments.name,
        "stop": stop,
        "organisation": general().name,
        "subject": subject_of(parts),
    }
    headers = {
        "Message-ID": f"<letter.{user.pk}.{day:%Y%m%d}@{_host()}>",
        "Auto-Submitted": "auto-generated",
    }
    if settings.SITE_URL:
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter = EmailMultiAlternatives(
        subject=f"Hansei: {subject_of(parts)}",
        body=_pages().get_template("letter.txt").render(shown),
        to=[user.email],
        headers=headers,
    )
    letter.attach_alternative(_pages().get_template("letter.html").render(shown), "text/html")
    return letter


def _host() -> str:
    address: str = settings.DEFAULT_FROM_EMAIL
    return address.rpartition("@")[2].strip("> ") or "hansei.localhost"


@cache
def _pages() -> Environment:
    made = Environment(
        loader=PackageLoader("hansei.reminders"),
        autoescape=select_autoescape(("html",)),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made
