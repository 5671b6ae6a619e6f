"""The upkeep of the queue, and of sessions that are over."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from django.conf import settings
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


@task("jobs.clear_sessions", cron="41 3 * * *")
def clear_sessions(work: Work) -> None:  # noqa: ARG001 - as above
    """Forgets the sessions whose time is over."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
