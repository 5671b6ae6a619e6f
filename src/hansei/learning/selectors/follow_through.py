"""What became of the actions: done in time, done late, overdue, ahead; and which were completed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from django.db.models import Q, QuerySet

from hansei.accounts.actor import Actor
from hansei.domain.document import ActionStatus
from hansei.learning.selectors.chosen import EVERYTHING, Chosen
from hansei.organisation.selectors import today
from hansei.postmortem.access import visible_actions
from hansei.postmortem.models import Action
from hansei.project.bulk import storable

_LONGEST = 120
MOST_MARKED = 200


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """The actions that were due in one quarter ("2026Q3"), by what became of them."""

    quarter: str
    in_time: int = 0
    late: int = 0
    overdue: int = 0
    ahead: int = 0
    cancelled: int = 0


class FollowThrough(msgspec.Struct, frozen=True, kw_only=True):
    """Actions by the quarter in which they were due.

    `total` were due in the chosen time; `undated` have no due day and belong to no time. Of those
    `completed` in it, somebody `verified` some and found some to be `effective`.
    """

    quarters: tuple[Followed, ...]
    undated: int
    completed: int
    verified: int
    effective: int
    total: int


class Completed(msgspec.Struct, frozen=True, kw_only=True):
    """An action that was completed, for marking it in a chart."""

    id: int
    text: str
    at: datetime
    reference: str


def follow_through(*, actor: Actor, chosen: Chosen = EVERYTHING) -> FollowThrough:
    """The actions of the chosen incidents' post-mortems that were due in the chosen time.

    Services and teams choose; severities and causes do not.
    """
    every = _chosen(actor=actor, chosen=chosen)
    undated = every.filter(due=None).count()
    rows = every.filter(_in_time(chosen)).values_list(
        "due", "status", "completed", "verified", "effect"
    )
    now = today()
    counts: dict[str, dict[str, int]] = {}
    completed = verified = effective = total = 0
    for due, status, done, checked, effect in rows:
        if status == ActionStatus.COMPLETED and _completed_within(done, chosen):
            completed += 1
            verified += checked is not None
            effective += effect == "effective"
        if due is not None and _within(due, chosen):
            total += 1
            fate = _fate(due, status, done, now)
            of_quarter = counts.setdefault(f"{due.year:04d}Q{(due.month + 2) // 3}", {})
            of_quarter[fate] = of_quarter.get(fate, 0) + 1
    return FollowThrough(
        quarters=tuple(Followed(quarter=each, **counts[each]) for each in sorted(counts)),
        undated=undated,
        completed=completed,
        verified=verified,
        effective=effective,
        total=total,
    )


def completed_actions(*, actor: Actor, chosen: Chosen = EVERYTHING) -> list[Completed]:
    """The actions that were completed in the chosen time, the newest `MOST_MARKED` in order."""
    rows = _chosen(actor=actor, chosen=chosen).exclude(completed=None)
    if chosen.since:
        rows = rows.filter(completed__gte=chosen.since)
    if chosen.until:
        rows = rows.filter(completed__lt=chosen.until)
    newest = rows.order_by("-completed").values_list("pk", "text", "completed", "source")
    found = [
        Completed(id=pk, text=text[:_LONGEST], at=at, reference=source)
        for pk, text, at, source in newest[:MOST_MARKED]
        if at is not None
    ]
    return found[::-1]


def _chosen(*, actor: Actor, chosen: Chosen) -> QuerySet[Action]:
    rows = visible_actions(actor, Action.objects.filter(in_document=True))
    if chosen.services:
        rows = rows.filter(post_mortem__incidents__services__name__in=_stored(chosen.services))
    if chosen.teams:
        rows = rows.filter(post_mortem__team__name__in=_stored(chosen.teams))
    return rows.distinct() if chosen.services else rows


def _in_time(chosen: Chosen) -> Q:
    """What was due or completed in the chosen time, about: days are told apart row by row."""
    due, done = Q(), Q(status=ActionStatus.COMPLETED.value)
    if chosen.since:
        due &= Q(due__gte=chosen.since.date())
        done &= Q(completed__gte=chosen.since)
    if chosen.until:
        due &= Q(due__lt=chosen.until.date())
        done &= Q(completed__lt=chosen.until)
    return due | done if due else Q()


def _stored(names: Iterable[str]) -> list[str]:
    return [storable(each) for each in names]


def _within(due: date, chosen: Chosen) -> bool:
    after = chosen.since is None or due >= chosen.since.date()
    return after and (chosen.until is None or due < chosen.until.date())


def _completed_within(done: datetime | None, chosen: Chosen) -> bool:
    if done is None:
        return chosen.since is None and chosen.until is None
    after = chosen.since is None or done >= chosen.since
    return after and (chosen.until is None or done < chosen.until)


def _fate(due: date, status: str, done: datetime | None, now: date) -> str:
    if status == ActionStatus.CANCELLED:
        return "cancelled"
    if status == ActionStatus.COMPLETED:
        return "late" if done and done.date() > due else "in_time"
    return "overdue" if due < now else "ahead"
