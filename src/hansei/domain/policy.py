"""When a post-mortem is due, when to meet over it, and when to look whether it worked.

The rules are those of the reference guide: due for every Sev-1 and Sev-2 and for every breach,
however short; reviewed 24 to 72 hours after resolution, major incidents first within 24 hours;
looked at again after 30, 60 and 90 days.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

import msgspec

REVIEW_FROM, REVIEW_UNTIL = timedelta(hours=24), timedelta(hours=72)
QUICK_WITHIN = timedelta(hours=24)
CHECK_IN_DAYS = (30, 60, 90)
_WORKDAY = (time(9, 0), time(17, 0))
_PREFERRED = time(10, 0)
_SEVERITIES: dict[str, int] = {
    "critical": 1, "high": 2, "major": 2, "medium": 3, "moderate": 3, "minor": 3, "low": 4,
    "info": 5, "none": 5,
}  # fmt: skip


class Trigger(StrEnum):
    """Why a post-mortem is due."""

    SEVERITY = "severity"
    BREACH = "breach"
    LAUNCH = "launch"
    DEPLOYMENT = "deployment"
    PROJECT_END = "project end"
    NEAR_MISS = "near-miss"


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


def severity_rank(severity: str | None) -> int | None:
    """1 for the worst to 5; None where the wording tells nothing.

    "Sev-0" and "SEV1", "P1", "Critical" rank 1. Scales that start at zero are taken as such.
    """
    if not severity:
        return None
    text = severity.strip().lower()
    if text in _SEVERITIES:
        return _SEVERITIES[text]
    for prefix in ("severity", "sev", "priority", "prio", "p", "s"):
        number = text.removeprefix(prefix).strip(" -_:")
        if text.startswith(prefix) and number.isdecimal() and len(number) < 3:
            return max(1, min(5, int(number)))
    return None


def is_due(
    *, severity: str | None, triggers: frozenset[Trigger] = frozenset(), near_miss: bool = False
) -> Due:
    """Whether a post-mortem is due. A milder outcome or a false alarm does not undo it."""
    rank = severity_rank(severity)
    if rank is not None and rank <= 2 and not near_miss:
        return Due(due=True, variant="incident", reason=f"every {severity} incident gets one")
    if Trigger.BREACH in triggers:
        return Due(due=True, variant="incident", reason="every SLA or SLO breach gets one")
    if Trigger.LAUNCH in triggers or Trigger.PROJECT_END in triggers:
        reason = "a launch, a migration or a project's end gets one"
        return Due(due=True, variant="project-launch", reason=reason)
    if Trigger.DEPLOYMENT in triggers:
        reason = "a critical deployment or performance failure gets one"
        return Due(due=True, variant="incident", reason=reason)
    if near_miss or Trigger.NEAR_MISS in triggers:
        return Due(due=True, variant="one-pager", reason="a near-miss gets the lightweight one")
    if rank is None:
        return Due(due=False, variant="incident", reason="the severity is not known")
    return Due(due=False, variant="one-pager", reason=f"{severity} is below Sev-2")


def review_slot(*, resolved: datetime, zone: tzinfo, major: bool) -> ReviewSlot:
    """The first full working hour, 24 to 72 hours after `resolved`; weekends are passed over.

    Where the weekend fills the whole span, the Monday after it: late, and the reason says so.
    """
    earliest, latest = resolved + REVIEW_FROM, resolved + REVIEW_UNTIL
    minutes = 90 if major else 60
    start = _working_start(earliest.astimezone(zone), minutes)
    if start <= latest:
        reason = "within 24 to 72 hours after resolution"
    else:
        reason = "the first working day after the weekend; 72 hours end before it"
    return ReviewSlot(start=start, minutes=minutes, reason=reason)


def quick_review_by(resolved: datetime) -> datetime:
    """Until when a major incident gets its quick review."""
    return resolved + QUICK_WITHIN


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


def check_ins(published: date) -> tuple[date, ...]:
    """The days of the 30-, 60- and 90-day check-ins."""
    return tuple(published + timedelta(days=days) for days in CHECK_IN_DAYS)
