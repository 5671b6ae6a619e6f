"""The check-ins of all published post-mortems that the actor may read."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from hansei.accounts.actor import Actor
from hansei.domain.stages import Stage
from hansei.organisation.selectors import today
from hansei.postmortem.access import visible
from hansei.postmortem.models import CheckIn, PostMortem

MOST = 50


class CheckInLine(NamedTuple):
    """A check-in in a list. `late_days` is below 0 while its day is ahead."""

    post_mortem: int
    title: str
    owner: str
    number: int
    day: date
    late_days: int
    closed: datetime | None

    @property
    def reference(self) -> str:
        """How people name its post-mortem."""
        return f"PM-{self.post_mortem}"


class CheckInList(NamedTuple):
    """Those that somebody has to close, those that come next, and those closed last.

    Each is up to `MOST` long.
    """

    due: list[CheckInLine]
    ahead: list[CheckInLine]
    closed: list[CheckInLine]


def check_in_list(*, actor: Actor) -> CheckInList:
    """Three queries, however many there are."""
    day = today()
    readable = visible(actor, PostMortem.objects.filter(pk=OuterRef("post_mortem")))
    found = CheckIn.objects.filter(Exists(readable))
    waiting = found.filter(closed=None, post_mortem__status=Stage.PUBLISHED)
    return CheckInList(
        due=_lines(waiting.filter(day__lte=day).order_by("day", "pk"), day),
        ahead=_lines(waiting.filter(day__gt=day).order_by("day", "pk"), day),
        closed=_lines(found.filter(closed__isnull=False).order_by("-closed", "-pk"), day),
    )


def _lines(rows: QuerySet[CheckIn], day: date) -> list[CheckInLine]:
    told = rows.values_list(
        "post_mortem__number", "post_mortem__title", "post_mortem__owner", "number", "day", "closed"
    )
    return [
        CheckInLine(number, title, owner, check_in, at, (day - at).days, closed)
        for number, title, owner, check_in, at, closed in told[:MOST]
    ]
