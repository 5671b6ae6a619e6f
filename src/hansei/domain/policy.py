"""When a post-mortem is due, when to meet over it, and when to look whether it worked.

The rules are values, which an organisation may set. Until it does, they are those of the reference
guide: due for every Sev-1 and Sev-2 and for every breach, however short; reviewed 24 to 72 hours
after resolution, major incidents first within 24 hours; looked at again after 30, 60 and 90 days.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

import msgspec

from hansei.domain.severity import USUAL_SCALE, Scale
from hansei.domain.severity import severity_rank as severity_rank

_WORKDAY = (time(9, 0), time(17, 0))
_PREFERRED = time(10, 0)


class Trigger(StrEnum):
    """Why a post-mortem is due."""

    SEVERITY = "severity"
    BREACH = "breach"
    LAUNCH = "launch"
    DEPLOYMENT = "deployment"
    PROJECT_END = "project end"
    NEAR_MISS = "near-miss"


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's rules.

    `due_rank` is the mildest rank of severity that needs a post-mortem, `approval_rank` the mildest
    that needs somebody's approval before it is published; 0 stands for none. `triggers` need one
    whatever the severity. The review is held `review_from_h` to `review_until_h` hours after
    resolution; `quick_h` hours after it a major incident had a quick one (0 for none).
    `publish_days` is how many days after resolution it should be published (0 for no date).
    """

    due_rank: int = 2
    triggers: tuple[Trigger, ...] = (
        Trigger.BREACH, Trigger.LAUNCH, Trigger.DEPLOYMENT, Trigger.PROJECT_END, Trigger.NEAR_MISS,
    )  # fmt: skip
    review_from_h: int = 24
    review_until_h: int = 72
    quick_h: int = 24
    check_in_days: tuple[int, ...] = (30, 60, 90)
    approval_rank: int = 0
    publish_days: int = 14


USUAL_POLICY = Policy()
"""The rules of the reference guide."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a post-mortem is due, in which variant, and the reason in words."""

    due: bool
    variant: str
    reason: str


class ReviewSlot(msgspec.Struct, frozen=True, kw_only=True):
    """When to meet: an aware start in the team's zone, minutes, and why then."""

    start: datetime
    minutes: int
    reason: str


def is_due(
    *, severity: str | None, triggers: frozenset[Trigger] = frozenset(), near_miss: bool = False,
    policy: Policy = USUAL_POLICY, scale: Scale = USUAL_SCALE,
) -> Due:  # fmt: skip
    """Whether a post-mortem is due. A milder outcome or a false alarm does not undo it."""
    rank = scale.rank(severity)
    if rank is not None and rank <= policy.due_rank and not near_miss:
        return Due(due=True, variant="incident", reason=f"every {severity} incident gets one")
    met = triggers & frozenset(policy.triggers)
    if Trigger.BREACH in met:
        return Due(due=True, variant="incident", reason="every SLA or SLO breach gets one")
    if Trigger.LAUNCH in met or Trigger.PROJECT_END in met:
        reason = "a launch, a migration or a project's end gets one"
        return Due(due=True, variant="project-launch", reason=reason)
    if Trigger.DEPLOYMENT in met:
        reason = "a critical deployment or performance failure gets one"
        return Due(due=True, variant="incident", reason=reason)
    near = near_miss or Trigger.NEAR_MISS in triggers
    if near and Trigger.NEAR_MISS in policy.triggers:
        return Due(due=True, variant="one-pager", reason="a near-miss gets the lightweight one")
    return _not_due(severity, rank, policy=policy, scale=scale, near=near)


def _not_due(
    severity: str | None, rank: int | None, *, policy: Policy, scale: Scale, near: bool
) -> Due:
    if near:
        return Due(due=False, variant="one-pager", reason="a near-miss needs none here")
    if rank is None:
        return Due(due=False, variant="incident", reason="the severity is not known")
    bounds = scale.names[: policy.due_rank]
    reason = f"{severity} is below {bounds[-1]}" if bounds else "no severity alone asks for one"
    return Due(due=False, variant="one-pager", reason=reason)


def review_slot(
    *, resolved: datetime, zone: tzinfo, major: bool, policy: Policy = USUAL_POLICY
) -> ReviewSlot:
    """The first full working hour in the policy's span; weekends are passed over.

    Where the weekend fills the whole span, the Monday after it: late, and the reason says so.
    """
    earliest, latest = review_window(resolved, policy=policy)
    minutes = 90 if major else 60
    start = _working_start(earliest.astimezone(zone), minutes)
    if start <= latest:
        span = f"{policy.review_from_h} to {policy.review_until_h} hours"
        reason = f"within {span} after resolution"
    else:
        until = f"{policy.review_until_h} hours"
        reason = f"the first working day after the weekend; {until} end before it"
    return ReviewSlot(start=start, minutes=minutes, reason=reason)


def review_window(
    resolved: datetime, *, policy: Policy = USUAL_POLICY
) -> tuple[datetime, datetime]:
    """From when until when the review is to be held."""
    return (
        resolved + timedelta(hours=policy.review_from_h),
        resolved + timedelta(hours=policy.review_until_h),
    )


def quick_review_by(resolved: datetime, *, policy: Policy = USUAL_POLICY) -> datetime:
    """Until when a major incident gets its quick review."""
    return resolved + timedelta(hours=policy.quick_h)


def _working_start(at: datetime, minutes: int) -> datetime:
    """The first full hour from `at` on at which a meeting of `minutes` fits into a working day."""
    opens, closes = _WORKDAY
    if at.weekday() < 5 and at.time() <= _PREFERRED:
        return at.replace(hour=_PREFERRED.hour, minute=0, second=0, microsecond=0)
    hour = at.replace(minute=0, second=0, microsecond=0)
    rounded = hour if hour == at else hour + timedelta(hours=1)
    ends = rounded + timedelta(minutes=minutes)
    same_day = rounded.date() == ends.date()
    if rounded.weekday() < 5 and rounded.time() >= opens and same_day and ends.time() <= closes:
        return rounded
    day = at.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, _PREFERRED, tzinfo=at.tzinfo)


def check_ins(published: date, *, policy: Policy = USUAL_POLICY) -> tuple[date, ...]:
    """The days of the check-ins: after 30, 60 and 90 days unless set otherwise.

    One that falls on a weekend comes on the Monday after it.
    """
    return tuple(_workday(published + timedelta(days=days)) for days in policy.check_in_days)


def _workday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def wants_approval(
    severity: str | None, *, policy: Policy = USUAL_POLICY, scale: Scale = USUAL_SCALE
) -> bool:
    """Whether somebody has to approve a post-mortem of this severity before it is published."""
    rank = scale.rank(severity)
    return rank is not None and rank <= policy.approval_rank
