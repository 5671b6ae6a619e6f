"""The meetings over a post-mortem and the looks at whether its actions worked."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

import msgspec
from django.db.models import Count, Q

from hansei.domain.document import ActionStatus
from hansei.organisation.selectors import today
from hansei.postmortem.models import CheckIn, PostMortem, Review


class Counted(msgspec.Struct, frozen=True):
    """How the actions stood when a check-in was closed, and what was said about it."""

    actions: int = 0
    completed: int = 0
    verified: int = 0
    effective: int = 0
    overdue: int = 0
    note: str = ""


class LookedAt(NamedTuple):
    """One check-in. `counted` is None until it was closed once."""

    number: int
    day: date
    closed: datetime | None
    closed_by: str
    counted: Counted | None

    def is_due(self, today: date) -> bool:
        """Whether somebody has to close it by now."""
        return self.closed is None and self.day <= today


_decode = msgspec.json.Decoder(Counted).decode


def reviews_of(found: PostMortem) -> list[Review]:
    """The meetings in order of time, of a post-mortem that was reached through access."""
    return list(found.reviews.order_by("start", "pk"))


def check_ins_of(found: PostMortem) -> list[LookedAt]:
    """The check-ins in order, of a post-mortem that was reached through access."""
    return [_looked_at(each) for each in found.check_ins.order_by("day", "number")]


def counted_today(found: PostMortem, note: str = "") -> Counted:
    """How the actions stand today. Cancelled ones count for nothing."""
    left = Q(status__in=(ActionStatus.PLANNED, ActionStatus.IN_PROGRESS))
    told = found.actions.exclude(status=ActionStatus.CANCELLED).aggregate(
        actions=Count("pk"),
        completed=Count("pk", filter=Q(status=ActionStatus.COMPLETED)),
        verified=Count("pk", filter=Q(verified__isnull=False)),
        effective=Count("pk", filter=Q(effect="effective")),
        overdue=Count("pk", filter=left & Q(due__lt=today())),
    )
    return Counted(**told, note=note)


def _looked_at(row: CheckIn) -> LookedAt:
    name = row.closed_by.partition(":")[2] or row.closed_by
    counted = _decode(row.figures) if row.figures else None
    return LookedAt(row.number, row.day, row.closed, name, counted)
