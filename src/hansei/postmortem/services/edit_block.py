"""Writes one structured block of a section: what a form does when it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.blocks.due import with_due_times
from hansei.domain.blocks.facts import facts_of
from hansei.domain.blocks.form import Form
from hansei.domain.blocks.forms import FORMS
from hansei.domain.blocks.grid import Grid, grid_of
from hansei.domain.blocks.places import block_digest, placed_at, put
from hansei.domain.blocks.settle import settled
from hansei.domain.blocks.suggest import taken_up, without_untouched
from hansei.domain.document import Document
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.writing import position_of
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.cited_events import with_cited_events
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.reading.extract import stated_factors

MOST_ROWS = 200
LONGEST_CELL = 4000


class EditedBlock(NamedTuple):
    """What stands after a form was saved: the digest of its block, and the version of the whole."""

    post_mortem: PostMortem
    handle: str
    form: str
    digest: str

    @property
    def version(self) -> int:
        return self.post_mortem.version


def edit_block(
    *,
    actor: Actor,
    number_or_id: int | str,
    handle: str,
    form: str,
    rows: Sequence[Mapping[str, str]],
    digest: str,
    version: int | None = None,
) -> EditedBlock:
    """The block of a form in a section, as somebody filled it over the one with this digest.

    `rows` hold cells by column key, and by "#n" for the column at position n that the form does not
    know. Empty rows and offered ones that were left alone fall away. Only the block is compared:
    what others wrote elsewhere meanwhile stays, unless `version` asks for the whole. Saying the
    same again is no conflict. Drafted prompts that the block answers go.

    Raises Conflict where the block reads otherwise by now, InputError for too many rows or too long
    cells, and NotFound where the actor may not change the post-mortem or it has no such section or
    form.
    """
    kept = _checked([{key: storable(text) for key, text in row.items()} for row in rows])
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        document = document_of(standing)
        position, shape = _place(document, handle, form)
        if version is not None and version != standing.version:
            raise Conflict(f"{standing.reference} was changed meanwhile")
        grid = _filled(document, position, shape, kept)
        found = put(document, position, grid)
        now = block_digest(document, position, shape)
        if now not in (digest, block_digest(found, position, shape)):
            raise Conflict(f"{shape.title} was changed meanwhile")
        if found != document:
            found = with_cited_events(settled(found, position, grid), standing, position)
            standing = change_document(
                standing, found, actor=actor, verb="edit block",
                changes={"section": handle, "form": shape.name},
            )  # fmt: skip
        after = document_of(standing)
        return EditedBlock(standing, handle, form, block_digest(after, position, shape))


def _checked(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    if len(rows) > MOST_ROWS:
        raise InputError(f"a form holds up to {MOST_ROWS} rows; this has {len(rows)}")
    for number, row in enumerate(rows, 1):
        longest = max(map(len, row.values()), default=0)
        if longest > LONGEST_CELL:
            raise InputError(
                f"a cell holds up to {LONGEST_CELL:,} characters; one of row {number} has"
                f" {longest:,}"
            )
    return rows


def _place(document: Document, handle: str, form: str) -> tuple[int, Form]:
    position = position_of(document, handle)
    shape = FORMS.get(form)
    if position is None or shape is None or document.sections[position].key not in shape.sections:
        raise NotFound(f"no form {form} in a section {handle}")
    return position, shape


def _filled(document: Document, position: int, form: Form, rows: list[dict[str, str]]) -> Grid:
    placed = placed_at(document, position, form)
    before = placed.grid if placed else None
    grid = grid_of(form, taken_up(form, without_untouched(form, rows, before)), like=before)
    known = facts_of(document, stated_factors(document)).known
    return with_due_times(grid, before, document, known)
