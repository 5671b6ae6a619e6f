"""What the checks see in a stored post-mortem, with what the store knows beside its text."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock

from hansei.checks.service import Backing
from hansei.domain.claims import cited_events
from hansei.domain.document import Document
from hansei.editing.look import Look, look, written
from hansei.organisation.selectors import today
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.citing import (
    Cited,
    EvidenceShown,
    beside,
    events_named,
    evidence_of,
)
from hansei.postmortem.selectors.coverage import acceptances_of

_MOST_KEPT = 128
_kept: OrderedDict[tuple[object, ...], Look] = OrderedDict()
_turn = Lock()


def seen(
    found: PostMortem, drafts: Mapping[str, str] | None = None, *,
    evidence: Iterable[EvidenceShown] | None = None, events: Mapping[str, Cited] | None = None,
) -> Look:  # fmt: skip
    """What there is to see in a post-mortem that was reached through access.

    `drafts` are sections as they are being typed, by handle. Without them the answer is kept as
    long as nothing that it rests on has changed: every reader asks for it. `linked` and `evidence`
    are those of the post-mortem, where they are known already.
    """
    document = document_of(found)
    if drafts:
        document = written(document, drafts).document
    stored = backing_of(found, document, evidence=evidence, events=events)
    if drafts:
        return look(document_of(found), drafts, backing=stored)
    key = (found.pk, found.version, hash(found.document), *_hashable(stored))
    with _turn:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    answer = look(document, backing=stored)
    with _turn:
        _kept[key] = answer
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return answer


def backing_of(
    found: PostMortem, document: Document, *, evidence: Iterable[EvidenceShown] | None = None,
    events: Mapping[str, Cited] | None = None,
) -> Backing:  # fmt: skip
    """What the store knows: cited events that the text does not show, evidence, acceptances."""
    strange = beside(document, {each.lower() for each in cited_events(document.sections)})
    known = events_named(found, strange) if events is None else events
    pieces = evidence_of(found) if evidence is None else evidence
    return Backing(
        events=frozenset(known.keys() & strange),
        evidence=frozenset(each.id for each in pieces if not each.removed),
        acceptances=tuple(each.acceptance for each in acceptances_of(found)),
        today=today(),
    )


def _hashable(stored: Backing) -> tuple[object, ...]:
    return stored.events, stored.evidence, stored.acceptances, stored.today
