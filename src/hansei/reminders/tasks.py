"""The letters' jobs: every hour a look at where it is morning, and one job a letter."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from hansei.accounts.models import User
from hansei.jobs.queue import Work, enqueue
from hansei.jobs.registry import task
from hansei.reminders.letter import clocks_of
from hansei.reminders.models import Letter
from hansei.reminders.sending import deliver

MORNING, EVENING = 8, 20
"""Letters leave from the first hour on the reader's clock, later ones after a pause of the server
up to the second."""


@task("reminders.letters", cron="5 * * * *")
def letters(work: Work) -> None:  # noqa: ARG001 - every task takes its work
    """Asks for the letters of everybody whose day began and who has none of it yet."""
    if not settings.MAIL_IS_ON:
        return
    now = timezone.now()
    lately = now.date() - timedelta(days=1)  # the day before, where the sun is behind
    begun = set(Letter.objects.filter(day__gte=lately).values_list("user", "day"))
    people = User.objects.filter(is_active=True).exclude(email="").exclude(muted__kind="")
    for pk, zone in people.order_by("pk").values_list("pk", "zone"):
        local = clocks_of(zone).local(now)
        if MORNING <= local.hour < EVENING and (pk, local.date()) not in begun:
            day = local.date().isoformat()
            enqueue("reminders.letter", {"user": pk, "day": day}, key=f"letter {pk} {day}")


@task("reminders.letter", attempts=8)
def letter(work: Work, *, user: int, day: str) -> None:  # noqa: ARG001 - as above
    """Sends one letter."""
    found = User.objects.filter(pk=user).first()
    if found is not None and settings.MAIL_IS_ON:
        deliver(found, date.fromisoformat(day), timezone.now())
