"""Where structured blocks stand in a document, and how one is put there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec

from hansei.domain.blocks.form import Form
from hansei.domain.blocks.forms import FORMS, forms_of
from hansei.domain.blocks.grid import Grid, read, write
from hansei.domain.document import Block, BlockKind, Document, Section


class Placed(msgspec.Struct, frozen=True):
    """A structured block of a document: its form and the positions of its section and block."""

    form: str
    section: int
    block: int
    grid: Grid


def placed_in(document: Document) -> tuple[Placed, ...]:
    """All structured blocks of a document, in order. A block is of one form at most."""
    return tuple(_placed(document))


def placed_at(document: Document, section: int, form: Form) -> Placed | None:
    """The first block of this form in a section."""
    for at, block in enumerate(document.sections[section].blocks):
        if block.kind is BlockKind.TEXT:
            grid = read(form, block.text)
            if grid is not None:
                return Placed(form.name, section, at, grid)
    return None


def first_placed(document: Document, form: Form) -> Placed | None:
    """The first block of this form in a section that may hold one."""
    for at, section in enumerate(document.sections):
        found = placed_at(document, at, form) if section.key in form.sections else None
        if found:
            return found
    return None


def block_digest(document: Document, section: int, form: Form) -> str:
    """Tells whether the block of this form is still the same; "" where there is none."""
    found = placed_at(document, section, form)
    if found is None:
        return ""
    text = document.sections[section].blocks[found.block].text
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def put(document: Document, section: int, grid: Grid) -> Document:
    """The document with this block in place of the one of its form, or else behind all others.

    A block without rows is taken out; drafting again does not bring it back.
    """
    form = FORMS[grid.form]
    found = placed_at(document, section, form)
    blocks = list(document.sections[section].blocks)
    dropped = set(document.dropped)
    if not grid.rows:
        if found:
            gone = blocks.pop(found.block)
            dropped |= {gone.drafted} - {""}
    elif found:
        old = blocks[found.block]
        text = write(grid, as_list=form.as_list)
        blocks[found.block] = Block(text, drafted=old.drafted, digest=old.digest)
    else:
        blocks.append(Block(write(grid, as_list=form.as_list)))
    return with_blocks(document, section, tuple(blocks), frozenset(dropped))


def with_blocks(
    document: Document, at: int, blocks: tuple[Block, ...], dropped: frozenset[str]
) -> Document:
    """The document with other blocks in one section."""
    old = document.sections[at]
    section = Section(old.key, old.title, blocks)
    return msgspec.structs.replace(
        document,
        sections=(*document.sections[:at], section, *document.sections[at + 1 :]),
        dropped=tuple(sorted(dropped)),
    )


def _placed(document: Document) -> Iterator[Placed]:
    for number, section in enumerate(document.sections):
        forms = forms_of(section.key)
        for at, block in enumerate(section.blocks):
            if block.kind is not BlockKind.TEXT:
                continue
            for form in forms:
                grid = read(form, block.text)
                if grid is not None:
                    yield Placed(form.name, number, at, grid)
                    break
