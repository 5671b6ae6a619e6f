"""Writes one section of a post-mortem: what the editor does after every pause."""

from __future__ import annotations

from typing import NamedTuple

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.document import Block, Document
from hansei.domain.errors import Conflict, InputError
from hansei.domain.section_text import section_digest
from hansei.domain.writing import position_of, rewritten
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import decode_document, document_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.cited_events import with_cited_events
from hansei.project.bulk import storable
from hansei.project.transactions import writing

MOST_TEXT = 500_000
"""Characters in one section."""
MOST_TITLE = 200


class Edited(NamedTuple):
    """What stands after a change of a section: its digest, and the version of the whole."""

    post_mortem: PostMortem
    handle: str
    digest: str

    @property
    def version(self) -> int:
        return self.post_mortem.version


def edit_section(
    *,
    actor: Actor,
    number_or_id: int | str,
    handle: str,
    text: str,
    base: str,
    title: str | None = None,
) -> Edited:
    """The section as somebody wrote it over the one whose digest is `base`.

    Only this section is compared: what others wrote elsewhere in the document meanwhile stays.
    Saying the same again is no conflict, so that an answer which was lost can be asked for again.
    Drafted blocks stay known (`domain.section_text`); events that the text cites join the
    document's timeline. `title` renames the section.

    Raises Conflict where the section reads otherwise by now or is gone, InputError for a text that
    is too long, and NotFound where the actor may not change the post-mortem.
    """
    text, name = storable(text), _title(title)
    if len(text) > MOST_TEXT:
        raise InputError(f"a section holds up to {MOST_TEXT:,} characters; this has {len(text):,}")
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        document = document_of(standing)
        position = position_of(document, handle)
        if position is None:
            raise Conflict(f"the section {handle!r} is no part of {standing.reference} any more")
        found = rewritten(
            document, position, text, title=name, earlier=deleted_blocks(standing, document)
        )
        section = found.sections[position]
        digest = section_digest(document.sections[position])
        if digest not in (base, section_digest(section)):
            raise Conflict(f"{section.title or 'the section'} was changed meanwhile")
        if digest != section_digest(section):
            found = with_cited_events(found, standing, position)
            standing = change_document(
                standing, found, actor=actor, verb="write section", changes={"section": handle}
            )
            section = document_of(standing).sections[position]
        return Edited(standing, handle, section_digest(section))


def _title(title: str | None) -> str | None:
    if title is None:
        return None
    line = " ".join(storable(title).split())
    if not 0 < len(line) <= MOST_TITLE:
        raise InputError(f"a section's title has 1 to {MOST_TITLE} characters")
    return line


def deleted_blocks(standing: PostMortem, document: Document) -> tuple[Block, ...]:
    """The drafted blocks that people deleted since the newest revision: undo brings them back."""
    if not document.dropped:
        return ()
    newest = standing.revisions.order_by("-number").values_list("document", flat=True).first()
    if newest is None:
        return ()
    sections = decode_document(newest).sections
    return tuple(
        block for each in sections for block in each.blocks if block.drafted in document.dropped
    )
