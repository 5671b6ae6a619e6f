"""Schedules: one job for each instant at which a task is due by itself.

The instant is part of the job's key, so that several runners plant it once. Of instants that
passed while nothing ran, the newest alone is made up for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cronsim import CronSim

from hansei.jobs.queue import enqueue
from hansei.jobs.registry import Task


def last_due(cron: str, now: datetime) -> datetime:
    """The newest instant of a schedule that is not after `now`, in UTC."""
    return next(CronSim(cron, now.astimezone(UTC) + timedelta(seconds=1), reverse=True))


def plant(tasks: Mapping[str, Task], now: datetime, planted: dict[str, datetime]) -> None:
    """Asks for every scheduled task that became due; `planted` remembers what was asked for."""
    for name, each in tasks.items():
        if not each.cron:
            continue
        due = last_due(each.cron, now)
        if planted.get(name) != due:
            enqueue(name, key=f"{name}@{due:%Y-%m-%dT%H:%MZ}", due=due)
            planted[name] = due
