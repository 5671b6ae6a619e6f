"""Takes a post-mortem out of review."""

from __future__ import annotations

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.stages import Stage, Step
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors.standing import standing_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.moving import as_seen, at_stage, refuse
from hansei.project.transactions import writing


def return_to_draft(*, actor: Actor, number_or_id: int | str, version: int) -> PostMortem:
    """Makes a post-mortem a working draft again. Approvals stay with the text they were given to.

    Raises UsageError for one that is not in review or approved, Conflict where it is no longer at
    `version`, and NotFound where the actor may not change it.
    """
    with writing():
        standing = as_seen(access_post_mortem(actor, number_or_id, Need.CHANGE), version)
        refuse(Step.RETURN, standing_of(standing, actor=actor), standing.reference)
        return change_document(
            standing, at_stage(standing, Stage.DRAFT), actor=actor, verb="return to draft",
            always=True, note="returned to draft", changes={"stage": Stage.DRAFT},
            columns={"submitted": None},
        )  # fmt: skip
