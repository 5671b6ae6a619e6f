"""How far a post-mortem is, and who approved it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hansei.accounts.actor import Actor
from hansei.domain.policy import wants_approval
from hansei.domain.stages import Stage, Standing, same_text, stage_of
from hansei.organisation.selectors import policy, scale
from hansei.postmortem.models import Approval, PostMortem, Revision
from hansei.postmortem.selectors import decode_document, document_of


class Approved(NamedTuple):
    """One person's approval. `holds` tells whether the text is still the one that was approved."""

    by: str
    user_id: int | None
    version: int
    at: datetime
    note: str
    holds: bool


def standing_of(
    found: PostMortem, *, actor: Actor, contradictions: int = 0, secrets: int = 0
) -> Standing:
    """What decides over the next step of a post-mortem that was reached through access.

    The two counts come from the checks, which stand above this package.
    """
    given = approvals_of(found)
    holding = tuple(each for each in given if each.holds)
    return Standing(
        stage=stage_now(found, given),
        owner=found.owner,
        wants_approval=wants_approval(found.severity, policy=policy(), scale=scale()),
        approvals=tuple(each.by for each in holding),
        lapsed=tuple(each.by for each in given if not each.holds),
        contradictions=contradictions,
        secrets=secrets,
        is_author=is_author(found, actor=actor),
        has_approved=any(each.user_id == actor.user_id for each in holding),
    )


def stage_now(found: PostMortem, given: list[Approved]) -> Stage:
    """The stage; one whose every approval has lapsed is in review again."""
    stage = stage_of(found.status)
    if stage is Stage.APPROVED and not any(each.holds for each in given):
        return Stage.IN_REVIEW
    return stage


def approvals_of(found: PostMortem) -> list[Approved]:
    """One approval a person that nobody withdrew: of the text as it stands, else their newest."""
    rows = list(found.approvals.filter(withdrawn=None).order_by("-pk").select_related("user"))
    if not rows:
        return []
    document = document_of(found)
    kept = found.revisions.filter(number__in={each.version for each in rows})
    same = {
        number: text == found.document or same_text(decode_document(text), document)
        for number, text in kept.values_list("number", "document")
    }
    given = [
        Approved(
            by=row.user.shown_name if row.user else row.by,
            user_id=row.user_id,
            version=row.version,
            at=row.at,
            note=row.note,
            holds=same.get(row.version, False),
        )
        for row in rows
    ]
    chosen: dict[object, Approved] = {}
    for each in sorted(given, key=lambda each: not each.holds):
        chosen.setdefault(each.user_id or each.by, each)
    return list(chosen.values())


def lapsed_among(found: Sequence[PostMortem]) -> set[int]:
    """The keys of approved post-mortems whose every approval was given to another text.

    Documents are read only of those that were changed at all since, at most three queries.
    """
    versions: dict[int, set[int]] = {each.pk: set() for each in found}
    rows = Approval.objects.filter(post_mortem__in=versions, withdrawn=None)
    for key, version in rows.values_list("post_mortem", "version"):
        versions[key].add(version)
    suspects = {each.pk for each in found if each.version not in versions[each.pk]}
    if not suspects:
        return set()
    texts = PostMortem.objects.filter(pk__in=suspects).values_list("pk", "document")
    documents = {key: decode_document(text) for key, text in texts}
    kept = Revision.objects.filter(
        post_mortem__in=suspects, number__in={n for key in suspects for n in versions[key]}
    )
    for key, number, text in kept.values_list("post_mortem", "number", "document"):
        if number in versions[key] and same_text(decode_document(text), documents[key]):
            suspects.discard(key)
    return suspects


def is_author(found: PostMortem, *, actor: Actor) -> bool:
    """Whether the actor owns a post-mortem or began it: approval is somebody else's."""
    if actor.user_id is not None and found.owner_user_id == actor.user_id:
        return True
    if found.created_by:
        return found.created_by == str(actor)
    first = found.revisions.order_by("number").values_list("author", flat=True).first()
    return first == str(actor)
