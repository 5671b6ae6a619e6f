"""Takes a published post-mortem back."""

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


def withdraw(*, actor: Actor, number_or_id: int | str, version: int) -> PostMortem:
    """Puts a published post-mortem back to the stage that it was published from.

    What customers read is another publication and stays until it is withdrawn itself. Raises
    UsageError for one that is not published, Conflict where it is no longer at `version`, and
    NotFound where the actor may not decide over it.
    """
    with writing():
        standing = as_seen(access_post_mortem(actor, number_or_id, Need.LEAD), version)
        facts = standing_of(standing, actor=actor)
        refuse(Step.WITHDRAW, facts, standing.reference)
        was = Stage.IN_REVIEW if standing.submitted else Stage.DRAFT
        to = Stage.APPROVED if facts.approvals and standing.submitted else was
        return change_document(
            standing, at_stage(standing, to), actor=actor, verb="withdraw",
            always=True, note="withdrawn", changes={"stage": to},
            columns={"published": None},
        )  # fmt: skip
