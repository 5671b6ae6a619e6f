"""What needs somebody, each kind in one query or two, however much there is.

All of it is read as far as the actor may, for the page and for letters alike. `everybody` gives
what needs anybody at all instead of what is the actor's own business.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Prefetch, prefetch_related_objects

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need, Role
from hansei.domain.document import ActionStatus
from hansei.domain.policy import wants_approval
from hansei.domain.stages import Stage
from hansei.organisation.selectors import policy, scale
from hansei.postmortem.models import Grant, PostMortem
from hansei.postmortem.selectors.action_filter import own, owns_nothing
from hansei.postmortem.selectors.actions import ActionLine, lines_with
from hansei.postmortem.selectors.standing import lapsed_among
from hansei.reminders import asked
from hansei.timeline.models import Incident

_CANDIDATES = 100


class Clock(StrEnum):
    """Where the time to meet stands."""

    RUNNING = "running"  # the incident has no end yet: no clock
    AHEAD = "ahead"
    OPEN = "open"
    LATE = "late"


class Named(NamedTuple):
    """A post-mortem in a list."""

    number: int
    title: str
    status: str
    owner: str

    @property
    def reference(self) -> str:
        """How people name it."""
        return f"PM-{self.number}"


class Due(NamedTuple):
    """An incident that needs a published post-mortem, why, and when to meet over it."""

    incident: int
    title: str
    severity: str
    rank: int | None
    reason: str
    opens: datetime | None
    closes: datetime | None
    clock: Clock
    seconds: float  # to the end of the window; past it, since then; before it, to its beginning
    written: tuple[Named, ...]


class Unpublished(NamedTuple):
    """A post-mortem that somebody is working on. `late_days` counts from the day it was due."""

    post_mortem: Named
    severity: str
    rank: int | None
    due: date | None
    late_days: int
    updated: datetime


class Meeting(NamedTuple):
    """A review that is planned."""

    review: int
    post_mortem: Named
    start: datetime
    minutes: int


class Look(NamedTuple):
    """A check-in that a person has to close. `late_days` is below 0 while its day is ahead."""

    post_mortem: Named
    number: int
    day: date
    late_days: int


class Waiting(NamedTuple):
    """A text that waits for a second person's approval."""

    post_mortem: Named
    since: datetime | None


class Changed(NamedTuple):
    """A post-mortem that was changed lately."""

    post_mortem: Named
    at: datetime


def due(actor: Actor, *, now: datetime, everybody: bool = False, limit: int = 10) -> list[Due]:
    """The incidents that nobody met over and that have no published post-mortem, late ones first.

    Those whose end nobody knows have no clock, and come last.
    """
    found = asked.needing(actor, everybody, limit)
    named = PostMortem.objects.order_by("number").only("number", "title", "status", "owner")
    prefetch_related_objects(found, Prefetch("post_mortems", named))
    levels = scale()
    return [_due(each, levels.rank(each.severity), now) for each in found]


def unpublished(
    actor: Actor, *, today: date, everybody: bool = False, limit: int = 10
) -> list[Unpublished]:  # fmt: skip
    """The actor's own post-mortems that are not published, by the day they are due.

    Everybody's come by when they were changed, for which there is an index.
    """
    levels = scale()
    return [
        Unpublished(
            _named(each), each.severity, levels.rank(each.severity), each.due,
            _days(each.due, today), each.updated,
        )
        for each in asked.in_work(actor, everybody, limit)
    ]  # fmt: skip


def meetings(
    actor: Actor, *, since: datetime, until: datetime, everybody: bool = False, limit: int = 10
) -> list[Meeting]:  # fmt: skip
    """The reviews that begin in a span of time: of who owns, is named, acts or is in the team."""
    return [
        Meeting(each.pk, _named(each.post_mortem), each.start, each.minutes)
        for each in asked.planned(actor, everybody, limit, since=since, until=until)
    ]


def looks(
    actor: Actor, *, today: date, until: date, everybody: bool = False, limit: int = 10
) -> list[Look]:  # fmt: skip
    """The check-ins of published post-mortems that are to be closed by a day."""
    return [
        Look(_named(each.post_mortem), each.number, each.day, (today - each.day).days)
        for each in asked.to_look_at(actor, everybody, limit, until=until)
    ]


def waiting(actor: Actor, *, limit: int = 10) -> list[Waiting]:
    """The texts in review that the organisation wants approved and this actor may approve.

    So are texts that were approved and have been changed since. Of the newest hundred of each.
    """
    rules, levels = policy(), scale()
    if actor.user_id is None or not rules.approval_rank:
        return []
    grants = dict(Grant.objects.filter(user=actor.user_id).values_list("post_mortem", "role"))
    wanted = [
        each for each in (*_of_stage(actor, Stage.IN_REVIEW), *_lapsed(actor))
        if wants_approval(each.severity, policy=rules, scale=levels)
        and actor.may(
            Need.CHANGE, team_id=each.team_id,
            named=Role(grants[each.pk]) if each.pk in grants else None,
        )
    ]  # fmt: skip
    wanted.sort(key=lambda each: each.submitted or each.updated)
    return [Waiting(_named(each), each.submitted) for each in wanted[:limit]]


def mine(
    actor: Actor, *, values: Mapping[str, Any], limit: int = 10
) -> tuple[ActionLine, ...]:  # fmt: skip
    """The actor's open actions, those that are due first; `values` as `own` tells them."""
    if owns_nothing(values):
        return ()
    return tuple(lines_with(asked.open_of(actor, limit, **values)))


def dated(actor: Actor, *, limit: int = 10) -> tuple[ActionLine, ...]:
    """The open actions of everybody that are due first; each status by itself has an index."""
    keys = [
        key for status in (ActionStatus.PLANNED, ActionStatus.IN_PROGRESS)
        for key in asked.dated(actor, status, limit)
    ]  # fmt: skip
    found = sorted(lines_with(keys), key=lambda each: (each.due or date.max, each.pk))
    return tuple(found[:limit])


def unverified(
    actor: Actor, *, everybody: bool = False, values: Mapping[str, Any] | None = None,
    limit: int = 10,
) -> tuple[ActionLine, ...]:  # fmt: skip
    """Actions that were done by others and that nobody has looked at, the longest done first.

    `values` as `own` tells them, where somebody has asked it already.
    """
    values = own(actor=actor) if values is None else values
    return tuple(lines_with(asked.to_verify(actor, everybody, limit, by=str(actor), **values)))


def changed(actor: Actor, *, limit: int = 8) -> list[Changed]:
    """What was changed last, of all that the actor may read."""
    return [Changed(_named(each), each.updated) for each in asked.changed(actor, limit)]


def _of_stage(actor: Actor, stage: Stage) -> list[PostMortem]:
    """The newest at a stage that others wrote."""
    return asked.of_stage(actor, stage, _CANDIDATES, author=str(actor))


def _lapsed(actor: Actor) -> list[PostMortem]:
    approved = _of_stage(actor, Stage.APPROVED)
    gone = lapsed_among(approved)
    return [each for each in approved if each.pk in gone]


def _named(found: PostMortem) -> Named:
    return Named(found.number, found.title, found.status, found.owner)


def _due(each: Incident, rank: int | None, now: datetime) -> Due:
    opens, closes = each.due_from, each.due_by
    clock, left = Clock.RUNNING, timedelta()
    if opens is not None and closes is not None:
        if now > closes:
            clock, left = Clock.LATE, now - closes
        elif now < opens:
            clock, left = Clock.AHEAD, opens - now
        else:
            clock, left = Clock.OPEN, closes - now
    return Due(
        each.pk, each.title, each.severity, rank, each.due_reason, opens, closes, clock,
        left.total_seconds(), tuple(_named(one) for one in each.post_mortems.all()),
    )  # fmt: skip


def _days(day: date | None, today: date) -> int:
    return (today - day).days if day else 0
