"""Publishes a post-mortem within the organisation."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.stages import Stage, Step
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.standing import standing_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.dates import complete_dates
from hansei.postmortem.services.moving import as_seen, at_stage, refuse
from hansei.project.transactions import writing
from hansei.publishing.judging import judged


def publish(*, actor: Actor, number_or_id: int | str, version: int) -> PostMortem:
    """Makes it the organisation's word on the incident; adds missing check-ins and the meeting.

    Raises UsageError with everything that stands in the way: no owner, contradictions at error
    level, keys in the text, an approval that is wanted and missing or lapsed. Raises Conflict where
    it is no longer at `version`, and NotFound where the actor may not decide over it.
    """
    seen = as_seen(access_post_mortem(actor, number_or_id, Need.LEAD), version)
    found = judged(document_of(seen))
    with writing():
        standing = as_seen(access_post_mortem(actor, number_or_id, Need.LEAD), version)
        facts = standing_of(
            standing, actor=actor,
            contradictions=len(found.contradictions), secrets=len(found.secrets),
        )  # fmt: skip
        refuse(Step.PUBLISH, facts, standing.reference)
        now = timezone.now()
        published = change_document(
            standing, at_stage(standing, Stage.PUBLISHED), actor=actor, verb="publish",
            always=True, note="published", changes={"stage": Stage.PUBLISHED},
            columns={"published": now},
        )  # fmt: skip
        complete_dates(published, now)
        return published
