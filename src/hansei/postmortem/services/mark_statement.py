"""Marks a statement as disputed, unknown or assumed, and settles such a mark.

The state before stays as a revision, for undo.
"""

from __future__ import annotations

import msgspec

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.claims import Standing
from hansei.domain.document import Block, BlockKind, Document, Section
from hansei.domain.errors import Conflict, InputError
from hansei.domain.open_points import MARKS, marked, settled
from hansei.domain.writing import position_of
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.cited_events import with_cited_events
from hansei.project.bulk import storable
from hansei.project.transactions import writing

LONGEST_NOTE, LONGEST_ANSWER = 500, 2000


def mark_statement(
    *,
    actor: Actor,
    number_or_id: int | str,
    handle: str,
    statement: str,
    standing: Standing,
    who: str = "",
    why: str = "",
) -> PostMortem:
    """A statement of a section marked as disputed (by whom, and why), unknown or assumed.

    Raises InputError for a dispute without a reason, Conflict where the section does not say that
    any more, NotFound where the actor may not change the post-mortem.
    """
    if standing not in MARKS:
        raise InputError(f"a statement is not marked as {standing.value}", place="standing")
    if standing is Standing.DISPUTED and not why.strip():
        raise InputError("a dispute says why", place="why")
    with writing():
        standing_now = access_post_mortem(actor, number_or_id, Need.CHANGE)
        document = document_of(standing_now)
        position = _position(document, handle, standing_now)
        wanted = storable(statement)
        for at, block in enumerate(document.sections[position].blocks):
            text = marked(block.text, wanted, standing, who=storable(who), why=storable(why)) \
                if block.kind is BlockKind.TEXT else None  # fmt: skip
            if text is not None:
                return change_document(
                    standing_now, _with(document, position, at, text), actor=actor,
                    verb="mark statement", always=True,
                    changes={"section": handle, "as": standing.value, "statement": wanted[:300]},
                )  # fmt: skip
        raise Conflict(f"{handle} does not say that any more")


def settle_statement(
    *,
    actor: Actor,
    number_or_id: int | str,
    handle: str,
    statement: str,
    answer: str = "",
    note: str = "",
) -> PostMortem:
    """A marked statement without its mark, or what was found out in its place (`answer`).

    `note` tells in the audit trail how it was settled. Events that the answer cites join the
    document's timeline.

    Raises InputError for an answer that is too long, Conflict where the section does not say that
    any more, NotFound where the actor may not change the post-mortem.
    """
    if len(answer) > LONGEST_ANSWER:
        raise InputError(f"an answer holds up to {LONGEST_ANSWER:,} characters", place="answer")
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        document = document_of(standing)
        position = _position(document, handle, standing)
        wanted = storable(statement)
        for at, block in enumerate(document.sections[position].blocks):
            text = settled(block.text, wanted, storable(answer)) \
                if block.kind is BlockKind.TEXT else None  # fmt: skip
            if text is not None:
                found = with_cited_events(_with(document, position, at, text), standing, position)
                return change_document(
                    standing, found, actor=actor,
                    verb="settle statement", always=True,
                    changes={"section": handle, "statement": wanted[:300],
                             "note": storable(note)[:LONGEST_NOTE]},
                )  # fmt: skip
        raise Conflict(f"{handle} does not say that any more")


def _position(document: Document, handle: str, standing: PostMortem) -> int:
    position = position_of(document, handle)
    if position is None:
        raise Conflict(f"the section {handle!r} is no part of {standing.reference} any more")
    return position


def _with(document: Document, position: int, at: int, text: str) -> Document:
    old = document.sections[position]
    block = old.blocks[at]
    changed = Block(text, drafted=block.drafted, digest=block.digest)
    section = Section(old.key, old.title, (*old.blocks[:at], changed, *old.blocks[at + 1 :]))
    return msgspec.structs.replace(
        document,
        sections=(*document.sections[:position], section, *document.sections[position + 1 :]),
    )
