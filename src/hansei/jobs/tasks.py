"""The queue's own upkeep."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from hansei.jobs.models import Job, Runner, State
from hansei.jobs.queue import Work
from hansei.jobs.registry import task

KEPT_DONE, KEPT_RUNNER = timedelta(days=7), timedelta(days=1)


@task("jobs.clean", cron="17 3 * * *")
def clean(work: Work) -> None:  # noqa: ARG001 - every task takes its work
    """Forgets what was done long ago and runners that are gone. Dead jobs wait for a person."""
    now = timezone.now()
    Job.objects.filter(state=State.DONE, finished__lt=now - KEPT_DONE).delete()
    Runner.objects.filter(seen__lt=now - KEPT_RUNNER).delete()
