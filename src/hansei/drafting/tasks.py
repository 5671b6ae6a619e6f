"""Drafts and adoptions that somebody asked for, and what is left of uploads."""

from __future__ import annotations

from datetime import timedelta

from hansei.drafting import answers
from hansei.drafting.models import DraftRequest, State
from hansei.drafting.running import adopt_upload, draft_upload
from hansei.drafting.services.requests import ADOPTING, TASK, AdoptionRequest
from hansei.drafting.uploads import forget_old
from hansei.jobs.queue import Work
from hansei.jobs.registry import task

_ATTEMPTS = 3
_BROKEN = "something went wrong in Hansei; an administrator sees it among the jobs"


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
            DraftRequest.objects.filter(pk=request).update(state=State.FAILED, problem=_BROKEN)
        raise


@task(ADOPTING, attempts=_ATTEMPTS, limit=timedelta(hours=2))
def adopt(work: Work, *, upload: str, owner: int, zone: str, service: str) -> None:
    """Adopts what was uploaded; what landed before a crash stands already."""
    asked = AdoptionRequest(upload, owner, zone, service)
    try:
        adopt_upload(asked, again=work.attempt > 1)
    except Exception:
        if work.attempt >= _ATTEMPTS:
            answers.tell(upload, answers.Line(ending=answers.Ending(problem=_BROKEN)))
        raise


@task("drafting.forget", cron="23 4 * * *")
def forget(work: Work) -> None:  # noqa: ARG001 - every task takes its work
    """Removes uploads that nobody finished."""
    forget_old()
