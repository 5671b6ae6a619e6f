"""Drafts that somebody asked for, and what is left of uploads that nobody finished."""

from __future__ import annotations

from datetime import timedelta

from hansei.drafting.models import DraftRequest, State
from hansei.drafting.running import draft_upload
from hansei.drafting.services.requests import TASK
from hansei.drafting.uploads import forget_old
from hansei.jobs.queue import Work
from hansei.jobs.registry import task

_ATTEMPTS = 3


@task(TASK, attempts=_ATTEMPTS, limit=timedelta(hours=2))
def draft(work: Work, *, request: int) -> None:
    """Drafts what was uploaded; a request that is over or gone needs nothing."""
    found = DraftRequest.objects.select_related("owner", "addition").filter(pk=request).first()
    if found is None or found.is_over:
        return
    try:
        draft_upload(found, again=work.attempt > 1)
    except Exception:
        if work.attempt >= _ATTEMPTS:
            problem = "something went wrong in Hansei; an administrator sees it among the jobs"
            DraftRequest.objects.filter(pk=request).update(state=State.FAILED, problem=problem)
        raise


@task("drafting.forget", cron="23 4 * * *")
def forget(work: Work) -> None:  # noqa: ARG001 - every task takes its work
    """Removes uploads that nobody finished."""
    forget_old()
