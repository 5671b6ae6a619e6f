"""The queue: putting work in, taking it under a lease, and saying how it ended.

A job is done at least once, and its effect lands exactly once where its task is idempotent or
settles inside its own transaction. Every step is one statement that compares what it found before,
so that of two runners one wins, on either engine and without holding a lock.

The clocks of machines that share a store must agree to well within a lease.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone

from hansei.domain.errors import Conflict
from hansei.jobs.models import Job, State
from hansei.jobs.registry import LEASE, Task, attempts_of
from hansei.project.bulk import storable

_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
_LONGEST_ERROR = 2000
_AT_ONCE = 8
_DIED = "the runner died or fell silent while it worked on this"


@dataclass(slots=True)
class Work:
    """A job in the hands of a runner. `attempt` counts from 1."""

    pk: int
    name: str
    arguments: str
    attempt: int
    lease: timedelta = LEASE
    began: datetime = field(default_factory=timezone.now)
    settled: bool = False
    lost: bool = False

    def settle(self) -> None:
        """Marks the job done, inside the transaction (`writing`) that makes its change.

        Then the change and the mark land together or not at all. Raises Conflict where another
        runner has the job by now, and RuntimeError outside of a transaction.
        """
        if not connection.in_atomic_block:
            raise RuntimeError("a job is settled with its change, in one transaction")
        if not finish(self):
            raise Conflict(f"{self.name} {self.pk} was taken up by another runner")


def enqueue(
    name: str, arguments: Mapping[str, Any] | None = None, *, key: str = "",
    due: datetime | None = None,
) -> int:  # fmt: skip
    """Asks for a task with these arguments; returns the job's number.

    Inside `writing` the job is there exactly if the change is. With a `key` that was used before,
    nothing is added and the number is that of the job which has it, whatever became of it.
    """
    made = Job(
        name=name,
        arguments=storable(msgspec.json.encode(dict(arguments or {})).decode()),
        key=storable(key) or None,
        due=due or timezone.now(),
    )
    if made.key is None:
        made.save()
        return made.pk
    Job.objects.bulk_create([made], ignore_conflicts=True)
    return Job.objects.values_list("pk", flat=True).get(key=made.key)


def claim(holder: str, tasks: Mapping[str, Task]) -> Work | None:
    """Takes the job that is due longest under a lease; None where there is none.

    One whose runner fell silent is taken again; one that has used up its attempts that way dies.
    """
    now = timezone.now()
    free = Q(state=State.WAITING, due__lte=now) | Q(state=State.RUNNING, lease_until__lte=now)
    for found in Job.objects.filter(free).order_by("due", "pk")[:_AT_ONCE]:
        if found.attempts >= attempts_of(found.name):
            _unchanged(found).update(
                state=State.DEAD, finished=now, lease_until=None, error=found.error or _DIED
            )
            continue
        known = tasks.get(found.name)
        lease = known.lease if known else LEASE
        taken = _unchanged(found).update(
            state=State.RUNNING, holder=holder, lease_until=now + lease, attempts=F("attempts") + 1
        )
        if taken:
            return Work(found.pk, found.name, found.arguments, found.attempts + 1, lease, now)
    return None


def renew(work: Work) -> bool:
    """Prolongs the lease; False where another runner has the job by now."""
    return bool(_ours(work).update(lease_until=timezone.now() + work.lease))


def finish(work: Work) -> bool:
    """Marks the job done; False where another runner has it by now."""
    work.settled = bool(
        _ours(work).update(state=State.DONE, finished=timezone.now(), lease_until=None, error="")
    )
    return work.settled


def fail(work: Work, error: str, *, final: bool = False) -> State | None:
    """Puts the job back for a later attempt, or to the dead ones if this was the last (`final`).

    Returns what it is now; None where another runner has it.
    """
    now = timezone.now()
    text = storable(" ".join(error.split()))[:_LONGEST_ERROR]
    if final or work.attempt >= attempts_of(work.name):
        state = State.DEAD
        changed = _ours(work).update(state=state, finished=now, lease_until=None, error=text)
    else:
        state = State.WAITING
        changed = _ours(work).update(
            state=state, due=now + backoff(work.attempt), lease_until=None, error=text
        )
    return state if changed else None


def backoff(attempt: int) -> timedelta:
    """How long to wait after that many attempts: twice as long each time, half of it by chance.

    Chance keeps what failed together from coming back together.
    """
    doubled: int = 2 ** min(attempt - 1, 20)
    whole = min(_FIRST_WAIT * doubled, _LONGEST_WAIT)
    return whole / 2 + whole / 2 * (secrets.randbelow(1001) / 1000)


def _unchanged(found: Job) -> Any:
    return Job.objects.filter(
        pk=found.pk, state=found.state, attempts=found.attempts, lease_until=found.lease_until
    )


def _ours(work: Work) -> Any:
    return Job.objects.filter(pk=work.pk, state=State.RUNNING, attempts=work.attempt)
