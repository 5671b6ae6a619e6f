"""Takes an approval back."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import UsageError
from hansei.domain.stages import Stage, Step, stage_of
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors.standing import approvals_of, standing_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.moving import as_seen, at_stage, refuse
from hansei.project.transactions import writing


def withdraw_approval(*, actor: Actor, number_or_id: int | str, version: int) -> PostMortem:
    """Takes the actor's own approval back; without any other the post-mortem is in review again.

    Raises UsageError where the actor approved nothing or it is published already, Conflict where
    it is no longer at `version`, and NotFound where the actor may not change it.
    """
    with writing():
        standing = as_seen(access_post_mortem(actor, number_or_id, Need.CHANGE), version)
        mine = standing.approvals.filter(user=actor.user_id, withdrawn=None)
        if actor.user_id is None or not mine.exists():
            raise UsageError(f"{standing.reference}: you did not approve it")
        if stage_of(standing.status) is Stage.PUBLISHED:
            refuse(Step.WITHDRAW_APPROVAL, standing_of(standing, actor=actor), standing.reference)
        mine.update(withdrawn=timezone.now())
        approved = stage_of(standing.status) is Stage.APPROVED
        if approved and not any(each.holds for each in approvals_of(standing)):
            return change_document(
                standing, at_stage(standing, Stage.IN_REVIEW), actor=actor,
                verb="withdraw approval", always=True, note="approval withdrawn",
                changes={"stage": Stage.IN_REVIEW},
            )  # fmt: skip
        record_change(
            actor=actor, verb="withdraw approval", object_type="post-mortem",
            object_id=standing.number, changes={"version": standing.version},
        )  # fmt: skip
        return standing
