"""What a person may do with jobs. The queue's own bookkeeping is no change that is audited."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.audit.services import record_change
from hansei.domain.errors import Conflict, NotFound
from hansei.jobs.models import Job, State
from hansei.jobs.selectors import may_look_after
from hansei.project.transactions import writing


def retry_job(*, actor: Actor, pk: int) -> None:
    """Gives a dead job all its attempts again, from now on.

    Raises NotFound for who does not look after jobs, and Conflict for a job that is not dead.
    """
    with writing():
        found = Job.objects.filter(pk=pk).first() if may_look_after(actor=actor) else None
        if found is None:
            raise NotFound(f"no job {pk}")
        again = Job.objects.filter(pk=pk, state=State.DEAD).update(
            state=State.WAITING, attempts=0, due=timezone.now(), finished=None
        )
        if not again:
            raise Conflict(f"job {pk} is {found.state}, not dead")
        record_change(
            actor=actor, verb="retry job", object_type="job", object_id=pk,
            changes={"name": found.name, "error": found.error},
        )  # fmt: skip
