"""Reads what stands in the way of publishing, what would be published, and what is."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from django.db.models import QuerySet

from hansei.accounts.actor import Actor
from hansei.audit.chain import content_digest
from hansei.domain.errors import NotFound
from hansei.domain.stages import Standing
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem, Publication
from hansei.postmortem.selectors import document_of, timeline_of
from hansei.postmortem.selectors.standing import standing_of
from hansei.project.bulk import storable
from hansei.publishing.judging import Judgement, judged
from hansei.publishing.public_text import Compared, PublicText, compared, public_text

_KEPT = 256
_lock = Lock()
_judgements: OrderedDict[str, Judgement] = OrderedDict()


class Preview(NamedTuple):
    """A post-mortem with the text for customers that it would be published with now."""

    post_mortem: PostMortem
    text: PublicText
    compared: tuple[Compared, ...]
    standing: Standing


def judgement_of(found: PostMortem) -> Judgement:
    """What the checks say of a post-mortem that was reached through access.

    The last ones are remembered by the document's content, so that a page which shows them costs
    the checks once a change.
    """
    key = content_digest(found.document)
    with _lock:
        known = _judgements.get(key)
        if known is not None:
            _judgements.move_to_end(key)
            return known
    made = judged(document_of(found))
    with _lock:
        _judgements[key] = made
        while len(_judgements) > _KEPT:
            _judgements.popitem(last=False)
    return made


def full_standing(found: PostMortem, *, actor: Actor) -> Standing:
    """All that decides over the next step of a post-mortem that was reached through access."""
    judgement = judgement_of(found)
    return standing_of(
        found, actor=actor, contradictions=len(judgement.contradictions),
        secrets=len(judgement.secrets),
    )  # fmt: skip


def preview(*, actor: Actor, number_or_id: int | str) -> Preview:
    """What customers would read of a post-mortem. Raises NotFound where the actor may not."""
    found = access_post_mortem(actor, number_or_id)
    document = document_of(found)
    timeline = timeline_of(actor=actor, number_or_id=found.number)
    return Preview(
        found,
        public_text(document, timeline),
        compared(document, timeline),
        standing_of(found, actor=actor),
    )


def publication_of(found: PostMortem) -> Publication | None:
    """What customers read, or read until it was withdrawn, of one reached through access."""
    return found.publications.order_by("-pk").first()


def public_page(*, slug: str) -> Publication:
    """What stands, or stood (`withdrawn`), at a public address, for anybody. Raises NotFound."""
    found = Publication.objects.filter(slug=storable(slug)[:100]).first()
    if found is None:
        raise NotFound("nothing is published here")
    return found


def public_pages() -> QuerySet[Publication]:
    """What anybody may read, the newest first."""
    return Publication.objects.filter(withdrawn=None).order_by("-at", "-pk")
