"""Work beside the pages: profiles and vectors of incidents that changed."""

from __future__ import annotations

from hansei.jobs.queue import Work
from hansei.jobs.registry import task
from hansei.recurrence import meanings as kept
from hansei.recurrence.profiles import refresh


@task("recurrence.profiles", cron="*/2 * * * *")
def profiles(work: Work) -> None:  # noqa: ARG001 - every task takes its work
    """Makes what incidents are compared by again, where they changed."""
    refresh()


@task("recurrence.meanings", cron="1-59/2 * * * *")
def meanings(work: Work) -> None:  # noqa: ARG001 - every task takes its work
    """Makes the vectors of incidents again that changed, where a model is installed."""
    kept.refresh()
