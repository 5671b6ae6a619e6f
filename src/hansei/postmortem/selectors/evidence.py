"""Reads the evidence of a post-mortem, as far as the actor may."""

from __future__ import annotations

from typing import NamedTuple

from hansei.accounts.actor import Actor
from hansei.domain.claims import citations_of
from hansei.domain.document import Document
from hansei.domain.errors import NotFound
from hansei.domain.evidence import URI_LIST, EvidenceKind, EvidenceNote
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import Evidence, PostMortem
from hansei.postmortem.selectors.authors import shown_names

_COLUMNS = ("number", "title", "url", "file_name", "media_type", "event", "digest", "size",
            "added", "added_by", "removed")  # fmt: skip


class EvidenceFile(NamedTuple):
    """The content of a piece of evidence."""

    note: EvidenceNote
    content: bytes


def evidence_notes(post_mortem: PostMortem) -> list[EvidenceNote]:
    """All pieces of a post-mortem that was reached through access, removed ones too, in order.

    Three queries, which load no content.
    """
    rows = Evidence.objects.filter(post_mortem=post_mortem).exclude(number=None).order_by("number")
    empty = set(rows.filter(content=None).values_list("number", flat=True))
    found = list(rows.only(*_COLUMNS))
    names = shown_names(row.added_by for row in found)
    return [_note(row, names[row.added_by], empty=row.number in empty) for row in found]


def evidence_file(*, actor: Actor, number_or_id: int | str, evidence: int) -> EvidenceFile:
    """The content of a piece. Raises NotFound where there is none, or it was removed or erased."""
    found = access_post_mortem(actor, number_or_id)
    row = Evidence.objects.filter(post_mortem=found, number=evidence, removed=None)
    held = row.first()
    if held is None or held.content is None:
        raise NotFound(f"no file of evidence ev{evidence} in {found.reference}")
    return EvidenceFile(_note(held, "", empty=False), bytes(held.content))


def cited_in_sections(document: Document) -> dict[str, list[str]]:
    """In which sections each piece of evidence is cited, by its name."""
    found: dict[str, list[str]] = {}
    for section in document.sections:
        for name in dict.fromkeys(each.lower() for each in citations_of(section.text)):
            if name.startswith("ev"):
                found.setdefault(name, []).append(section.title)
    return found


def _note(row: Evidence, name: str, *, empty: bool) -> EvidenceNote:
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
        by_name=name,
        removed=row.removed,
        erased=empty and not row.url,
    )
