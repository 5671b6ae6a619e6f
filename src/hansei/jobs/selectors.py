"""Reads the queue: for the store's host and administrators, who look after it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from django.db.models import Max, QuerySet
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Role
from hansei.domain.errors import NotFound
from hansei.jobs.models import Job, Runner, State

_SILENT_AFTER = timedelta(seconds=90)


class Pulse(StrEnum):
    """Whether a runner is there. "late": the last one has not been heard of for 90 seconds."""

    ALIVE = "alive"
    LATE = "late"
    NEVER = "never"


def pulse() -> Pulse:
    """How the newest sign of any runner stands."""
    seen = Runner.objects.aggregate(seen=Max("seen"))["seen"]
    if seen is None:
        return Pulse.NEVER
    return Pulse.ALIVE if timezone.now() - seen < _SILENT_AFTER else Pulse.LATE


def state_named(name: str) -> State:
    """The state of that name. Raises ValueError for none."""
    return State(name)


def jobs(*, actor: Actor, state: State | None = None) -> QuerySet[Job]:
    """Jobs, the newest first. Raises NotFound for who does not look after them."""
    if not may_look_after(actor=actor):
        raise NotFound("no jobs")
    found = Job.objects.order_by("-pk")
    return found if state is None else found.filter(state=state)


def may_look_after(*, actor: Actor) -> bool:
    """Whether the actor may see jobs and start dead ones again."""
    return actor.is_host or Role.ADMINISTRATOR in actor.roles
