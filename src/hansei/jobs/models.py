"""Work to be done later, and the processes that do it."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

KEY_LENGTH = 200
"""The longest key of a job."""


class State(StrEnum):
    """Where a job is. A dead one failed as often as it may and waits for a person."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Job(models.Model):
    """One piece of work: a task's name and its arguments as a JSON object.

    `key` (None for none) is unique, so that the same work is never asked for twice. `due` is when
    it may start. A running one belongs to `holder` until `lease_until`; `attempts` counts how often
    it was taken up and tells one taking from the next. `error` is the last failure in one line.
    """

    name = models.CharField(max_length=100)
    arguments = models.TextField(default="{}")
    key = models.CharField(max_length=KEY_LENGTH, unique=True, null=True)
    state = models.CharField(max_length=10, default=State.WAITING.value)
    due = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    holder = models.TextField(blank=True)
    lease_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["due"], name="job_waiting", condition=models.Q(state=State.WAITING.value)
            ),
            models.Index(
                fields=["lease_until"],
                name="job_running",
                condition=models.Q(state=State.RUNNING.value),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Runner(models.Model):
    """A process that does jobs, for as long as it says so by `seen`."""

    name = models.CharField(max_length=200, unique=True)
    started = models.DateTimeField()
    seen = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
