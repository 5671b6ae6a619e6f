"""Submits a post-mortem for review."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.stages import Stage, Step
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors.standing import standing_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.moving import as_seen, at_stage, refuse
from hansei.project.transactions import writing


def submit_for_review(*, actor: Actor, number_or_id: int | str, version: int) -> PostMortem:
    """Puts a working draft into review; where its text was approved before, it is approved again.

    Raises UsageError with what stands in the way, Conflict where the post-mortem is no longer at
    `version`, and NotFound where the actor may not change it.
    """
    with writing():
        standing = as_seen(access_post_mortem(actor, number_or_id, Need.CHANGE), version)
        facts = standing_of(standing, actor=actor)
        refuse(Step.SUBMIT, facts, standing.reference)
        to = Stage.APPROVED if facts.approvals else Stage.IN_REVIEW
        return change_document(
            standing, at_stage(standing, to), actor=actor, verb="submit for review",
            always=True, note="submitted for review", changes={"stage": to},
            columns={"submitted": timezone.now()},
        )  # fmt: skip
