"""Writes into a post-mortem what people typed together in its room."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.collab.models import Part, Room
from hansei.collab.sections import Kept, as_kept, kept_in
from hansei.domain.errors import InputError
from hansei.domain.section_text import section_text
from hansei.domain.writing import position_of, rewritten
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.cited_events import with_cited_events
from hansei.postmortem.services.edit_section import MOST_TEXT, deleted_blocks
from hansei.project.bulk import storable
from hansei.project.transactions import writing


class Together(NamedTuple):
    """What stands now: the version, the sections of the room, and handles that were not written
    because they read otherwise by now."""

    version: int
    sections: list[Kept]
    late: tuple[str, ...]


def write_together(
    *, actor: Actor, number_or_id: int | str, texts: Mapping[str, str], authors: Sequence[str],
    until: int,
) -> Together:  # fmt: skip
    """The sections as they read in the room, by handle; one version and one audit entry.

    `actor` is who typed last; `authors` are all who typed, as the audit trail names them. A section
    that was changed elsewhere since room and document were alike is left as it is: the room takes
    that change first. `until` is the newest update that the texts hold.

    Raises InputError for a text that is too long, and NotFound where the actor may not change the
    post-mortem or nobody wrote together in it.
    """
    longest = max(map(len, texts.values()), default=0)
    if longest > MOST_TEXT:
        raise InputError(f"a section holds up to {MOST_TEXT:,} characters; one has {longest:,}")
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        room = Room.objects.get(post_mortem=standing)
        sections = kept_in(room.sections)
        before = standing.version
        standing, late = _written(standing, sections, texts, actor, authors)
        if standing.version != before:
            Part.objects.bulk_create(
                Part(post_mortem=standing, version=standing.version, author=each)
                for each in dict.fromkeys(authors)
            )
        _stood(standing, sections, texts.keys() - late)
        Room.objects.filter(pk=room.pk).update(
            sections=as_kept(sections), written=room.written if late else max(room.written, until)
        )
        return Together(standing.version, sections, tuple(late))


def _written(
    standing: PostMortem, sections: Sequence[Kept], texts: Mapping[str, str], actor: Actor,
    authors: Sequence[str],
) -> tuple[PostMortem, list[str]]:  # fmt: skip
    document = document_of(standing)
    earlier = deleted_blocks(standing, document)
    stood = {each.handle: each.stood for each in sections if not each.gone}
    late: list[str] = []
    done: list[str] = []
    for handle, text in texts.items():
        position = position_of(document, handle)
        if position is None or section_text(document.sections[position]) != stood.get(handle):
            late.append(handle)
            continue
        found = rewritten(document, position, storable(text), earlier=earlier)
        if found != document:
            document = with_cited_events(found, standing, position)
            done.append(handle)
    if done:
        changes = {"sections": done, "authors": list(dict.fromkeys(authors))}
        standing = change_document(
            standing, document, actor=actor, verb="write together", changes=changes
        )
    return standing, late


def _stood(standing: PostMortem, sections: Sequence[Kept], written: Collection[str]) -> None:
    """Notes what the document says now of the sections that say what the room does."""
    document = document_of(standing)
    for each in sections:
        position = position_of(document, each.handle)
        if position is not None and each.handle in written:
            each.stood = section_text(document.sections[position])
