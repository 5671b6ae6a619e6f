"""Reads the evidence of a post-mortem, as far as the actor may."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from hansei.accounts.actor import Actor
from hansei.domain.claims import citations_of
from hansei.domain.document import Document
from hansei.domain.errors import NotFound
from hansei.domain.evidence import URI_LIST, EvidenceKind, EvidenceNote
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import Evidence, PostMortem

_COLUMNS = ("number", "title", "url", "file_name", "media_type", "event", "digest", "size",
            "added", "added_by", "removed")  # fmt: skip


class EvidenceFile(NamedTuple):
    """The content of a piece of evidence."""

    note: EvidenceNote
    content: bytes


def evidence_notes(found: PostMortem) -> list[EvidenceNote]:
    """All pieces of a post-mortem that was reached through access, removed ones too, in order.

    Two queries, which load no content.
    """
    rows = Evidence.objects.filter(post_mortem=found).exclude(number=None).order_by("number")
    empty = set(rows.filter(content=None).values_list("number", flat=True))
    return [_note(row, empty=row.number in empty) for row in rows.only(*_COLUMNS)]


def evidence_file(*, actor: Actor, number_or_id: int | str, evidence: int) -> EvidenceFile:
    """The content of a piece. Raises NotFound where there is none, or it was removed or erased."""
    found = access_post_mortem(actor, number_or_id)
    row = Evidence.objects.filter(post_mortem=found, number=evidence, removed=None)
    held = row.first()
    if held is None or held.content is None:
        raise NotFound(f"no file of evidence ev{evidence} in {found.reference}")
    return EvidenceFile(_note(held, empty=False), bytes(held.content))


def evidence_keys(found: PostMortem) -> frozenset[str]:
    """The names that the text may cite: of all pieces that were not removed."""
    rows = Evidence.objects.filter(Q(post_mortem=found, removed=None) & ~Q(number=None))
    return frozenset(f"ev{number}" for number in rows.values_list("number", flat=True))


def cited_in_sections(document: Document) -> dict[str, list[str]]:
    """In which sections each piece of evidence is cited, by its name."""
    found: dict[str, list[str]] = {}
    for section in document.sections:
        for name in dict.fromkeys(each.lower() for each in citations_of(section.text)):
            if name.startswith("ev"):
                found.setdefault(name, []).append(section.title)
    return found


def _note(row: Evidence, *, empty: bool) -> EvidenceNote:
    kind = EvidenceKind.FILE
    if row.url or row.media_type == URI_LIST:
        kind = EvidenceKind.LINK
    elif row.event:
        kind = EvidenceKind.QUOTE
    return EvidenceNote(
        number=row.number or 0,
        kind=kind,
        title=row.title,
        where=row.url or row.event or row.file_name,
        file_name=row.file_name,
        digest=row.digest,
        size=row.size,
        media_type=row.media_type,
        at=row.added,
        by=row.added_by,
        removed=row.removed,
        erased=empty and not row.url,
    )
