"""The tasks that jobs name: functions in the `tasks` module of each part of Hansei.

    @task("reminders.digest", cron="5 * * * *")
    def digest(work: Work, *, day: str) -> None: ...

A task may be run again after a crash at any instant, so it either makes its change idempotent or
calls `work.settle()` inside the transaction that makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Concatenate, TypeAlias

from cronsim import CronSim
from django.utils import timezone

import hansei

if TYPE_CHECKING:
    from hansei.jobs.queue import Work

Run: TypeAlias = "Callable[Concatenate[Work, ...], None]"
ATTEMPTS, LEASE, LIMIT = 5, timedelta(seconds=60), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Task:
    """A function that does a job, and how often and how long it may try.

    `lease` is how long a job stays with a runner that has fallen silent, `limit` how long one
    attempt may take before it counts as hung. `cron` is when it is due by itself, in UTC.
    """

    name: str
    run: Run
    attempts: int = ATTEMPTS
    lease: timedelta = LEASE
    limit: timedelta = LIMIT
    cron: str = ""


_known: dict[str, Task] = {}


def task(
    name: str, *, attempts: int = ATTEMPTS, lease: timedelta = LEASE, limit: timedelta = LIMIT,
    cron: str = "",
) -> Callable[[Run], Run]:  # fmt: skip
    """Registers a function as the task of that name. Raises ValueError for a taken name."""
    if cron:
        CronSim(cron, timezone.now())  # a schedule that means nothing is an error of the program

    def registered(run: Run) -> Run:
        if name in _known and _known[name].run is not run:
            raise ValueError(f"two tasks are named {name}")
        _known[name] = Task(name, run, attempts, lease, limit, cron)
        return run

    return registered


def tasks() -> Mapping[str, Task]:
    """Every task by name; each package of Hansei may bring some."""
    for each in iter_modules(hansei.__path__):
        module = f"hansei.{each.name}.tasks"
        if each.ispkg and find_spec(module):
            import_module(module)
    return _known


def attempts_of(name: str) -> int:
    """How often a task is tried; the usual number for an unknown one."""
    found = _known.get(name)
    return found.attempts if found else ATTEMPTS
