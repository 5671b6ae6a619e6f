"""Regulatory clocks: by when somebody has to be told, counted from the facts of the incident.

    DORA    initial 4 h after classification as major, at the latest 24 h after awareness;
            intermediate 72 h after the initial notification; final one month after the intermediate
    NIS2    early warning 24 h and notification 72 h after awareness; final one month after it
    GDPR    authority 72 h after awareness
    HIPAA   individuals and authority 60 days after discovery
    SEC     Form 8-K four business days after the incident was found to be material

Sources: Delegated Regulation (EU) 2025/301 article 5, Directive (EU) 2022/2555 article 23,
Regulation (EU) 2016/679 article 33, 45 CFR 164.404 to 164.408, Form 8-K item 1.05. A clock shows
a date; whether a duty exists is for people who know the law.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from hansei.domain.blocks.cells import NOTHING_KNOWN, Known, time_in
from hansei.domain.blocks.grid import Grid
from hansei.domain.document import Mark, Milestone


class Since(StrEnum):
    """What a clock counts from."""

    AWARE = "awareness"
    CLASSIFIED = "classification"
    DISCOVERED = "discovery"
    MATERIAL = "finding of materiality"
    STEP = "the step before"


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """One notification of a rule, and its time limit. `after` names the step before it."""

    rule: str
    step: str
    since: Since
    hours: int = 0
    days: int = 0
    months: int = 0
    business_days: int = 0
    after: str = ""


DUTIES: tuple[Duty, ...] = (
    Duty(rule="DORA", step="initial notification", since=Since.CLASSIFIED, hours=4),
    Duty(rule="DORA", step="intermediate report", since=Since.STEP, hours=72,
         after="initial notification"),
    Duty(rule="DORA", step="final report", since=Since.STEP, months=1,
         after="intermediate report"),
    Duty(rule="NIS2", step="early warning", since=Since.AWARE, hours=24),
    Duty(rule="NIS2", step="incident notification", since=Since.AWARE, hours=72),
    Duty(rule="NIS2", step="final report", since=Since.STEP, months=1,
         after="incident notification"),
    Duty(rule="GDPR", step="authority", since=Since.AWARE, hours=72),
    Duty(rule="HIPAA", step="individuals", since=Since.DISCOVERED, days=60),
    Duty(rule="HIPAA", step="authority", since=Since.DISCOVERED, days=60),
    Duty(rule="SEC", step="Form 8-K", since=Since.MATERIAL, business_days=4),
)  # fmt: skip
_AWARE_LIMIT = timedelta(hours=24)
_NEW_YORK = "America/New_York"
_EDGAR_CLOSES = time(17, 30)


class State(StrEnum):
    """How a notification stands."""

    IN_TIME = "done in time"
    LATE = "done late"
    DONE = "done"
    RUNNING = "running"
    OVERDUE = "overdue"
    WAITING = "waiting"
    """What it counts from is not known."""


class Clock(msgspec.Struct, frozen=True):
    """One row of required notifications: when it is due by its rule or as written, and its state.

    `duty` is None for a rule that is not known here. `written` is the due time in the table where
    it is another than the rule's.
    """

    row: int
    state: State
    due: datetime | None = None
    since: datetime | None = None
    done: datetime | None = None
    duty: Duty | None = None
    written: datetime | None = None


def duty_of(rule: str, step: str) -> Duty | None:
    """The notification that two cells name; None for one that is not known here."""
    wanted = (rule.strip().lower(), step.strip().lower())
    return next((each for each in DUTIES
                 if (each.rule.lower(), each.step.lower()) == wanted), None)  # fmt: skip


def clocks(
    grid: Grid, milestones: Mapping[Milestone, Mark], now: datetime, known: Known = NOTHING_KNOWN
) -> tuple[Clock, ...]:
    """The clocks of a table of required notifications, one for each row.

    Awareness and discovery are the detection of the incident where the row states no time.
    """
    aware = milestones.get(Milestone.DETECTED)
    found: list[Clock] = []
    for row, cells in enumerate(grid.records()):
        duty = duty_of(cells["rule"], cells["step"])
        done = time_in(cells.get("done", ""), known)
        written = time_in(cells.get("due", ""), known)
        since = time_in(cells.get("from", ""), known)
        if duty and since is None:
            since = _since(duty, aware, found)
        due = _due(duty, since, aware) if duty and since else written
        found.append(
            Clock(
                row=row,
                state=_state(due, done, now),
                due=due,
                since=since,
                done=done,
                duty=duty,
                written=written if written != due else None,
            )
        )
    return tuple(found)


def duties_of(rule: str) -> tuple[Duty, ...]:
    """All notifications of a rule."""
    return tuple(each for each in DUTIES if each.rule == rule)


def _since(duty: Duty, aware: Mark | None, earlier: Sequence[Clock]) -> datetime | None:
    if duty.since in (Since.AWARE, Since.DISCOVERED):
        return aware.at if aware else None
    if duty.since is Since.STEP:
        before = next(
            (each for each in earlier
             if each.duty and (each.duty.rule, each.duty.step) == (duty.rule, duty.after)), None,
        )  # fmt: skip
        return (before.done or before.due) if before else None
    return None


def _due(duty: Duty, since: datetime, aware: Mark | None) -> datetime:
    if duty.months:
        return _months_later(since, duty.months)
    if duty.business_days:
        return _business_days_later(since, duty.business_days)
    due = since + timedelta(hours=duty.hours, days=duty.days)
    if duty.since is Since.CLASSIFIED and aware and since <= aware.at + _AWARE_LIMIT:
        due = min(due, aware.at + _AWARE_LIMIT)
    return due


def _state(due: datetime | None, done: datetime | None, now: datetime) -> State:
    if done:
        return State.DONE if due is None else State.IN_TIME if done <= due else State.LATE
    if due is None:
        return State.WAITING
    return State.RUNNING if now <= due else State.OVERDUE


def _months_later(at: datetime, months: int) -> datetime:
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)


def _business_days_later(at: datetime, count: int) -> datetime:
    """The close of filing on the day that many business days later, in New York."""
    zone = ZoneInfo(_NEW_YORK)
    day = at.astimezone(zone).date()
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5 and day not in _holidays(day.year)
    return datetime.combine(day, _EDGAR_CLOSES, zone).astimezone(at.tzinfo)


def _holidays(year: int) -> frozenset[date]:
    """The federal holidays of the United States in a year, on the days when they are kept."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11),
             date(year, 12, 25), date(year + 1, 1, 1)]  # fmt: skip
    moved = [_kept(each) for each in fixed]
    by_weekday = [
        _nth(year, 1, 0, 3), _nth(year, 2, 0, 3), _nth(year, 9, 0, 1), _nth(year, 10, 0, 2),
        _nth(year, 11, 3, 4), _last_monday(year, 5),
    ]  # fmt: skip
    return frozenset((*moved, *by_weekday))


def _kept(day: date) -> date:
    if day.weekday() == 5:
        return day - timedelta(days=1)
    return day + timedelta(days=1) if day.weekday() == 6 else day


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=last.weekday())
