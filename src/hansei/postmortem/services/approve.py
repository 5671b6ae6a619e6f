"""Approves a post-mortem's text."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.models import User
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, UsageError
from hansei.domain.stages import Stage, Step, stage_of
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import Approval, PostMortem
from hansei.postmortem.selectors.standing import standing_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.moving import as_seen, at_stage, refuse
from hansei.postmortem.services.save_point import keep_changed
from hansei.project.bulk import storable
from hansei.project.transactions import writing

MOST_NOTE = 2000


def approve(
    *, actor: Actor, number_or_id: int | str, version: int, note: str = ""
) -> PostMortem:  # fmt: skip
    """A second person's consent to publish the text as it stands. It lapses when the text changes.

    Raises UsageError with what stands in the way: approval is for a person with an account who
    neither owns the post-mortem nor began it. Raises Conflict where it is no longer at `version`,
    InputError for too long a note, and NotFound where the actor may not change it.
    """
    told = storable(note).strip()
    if len(told) > MOST_NOTE:
        raise InputError(f"a note has up to {MOST_NOTE} characters", place="note")
    with writing():
        standing = as_seen(access_post_mortem(actor, number_or_id, Need.CHANGE), version)
        user = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
        if user is None:
            raise UsageError(f"{standing.reference}: approval is for a person with an account")
        refuse(Step.APPROVE, standing_of(standing, actor=actor), standing.reference)
        if stage_of(standing.status) is Stage.APPROVED:
            keep_changed(standing, actor, always=True)
            record_change(
                actor=actor, verb="approve", object_type="post-mortem",
                object_id=standing.number, changes={"version": standing.version},
            )  # fmt: skip
        else:
            change_document(
                standing,
                at_stage(standing, Stage.APPROVED),
                actor=actor,
                verb="approve",
                always=True,
                note="approved",
                changes={"stage": Stage.APPROVED},
            )
        Approval.objects.create(
            post_mortem=standing, user=user, by=user.shown_name, version=standing.version,
            at=timezone.now(), note=told,
        )  # fmt: skip
        return standing
