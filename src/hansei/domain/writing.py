"""Changes that people make to a document, section by section.

A section is named by its handle: its meaning ("impact"), else its title, with a number behind it
where an earlier section has the same ("notes-2").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from hansei.domain.document import Block, Document, Section
from hansei.domain.section_text import read_section

_NO_NAME = re.compile(r"[^\w]+")
_LONGEST = 60


def handles(document: Document) -> tuple[str, ...]:
    """The handle of each section, in order."""
    found: list[str] = []
    for section in document.sections:
        name = _NO_NAME.sub("-", (section.key or section.title).lower()).strip("-")[:_LONGEST]
        handle, number = name or "section", 1
        while handle in found:
            number += 1
            handle = f"{name or 'section'}-{number}"
        found.append(handle)
    return tuple(found)


def position_of(document: Document, handle: str) -> int | None:
    """Where the section of that handle stands; None where there is none."""
    found = handles(document)
    return found.index(handle) if handle in found else None


def rewritten(
    document: Document, position: int, text: str, *, title: str | None = None,
    earlier: Iterable[Block] = (),
) -> Document:  # fmt: skip
    """The document with the section at `position` as somebody wrote it.

    `earlier` are drafted blocks of an earlier state: one of them that people had deleted and now
    bring back word for word is the drafted block again.
    """
    standing = document.sections[position]
    dropped = set(document.dropped)
    read = read_section(text, standing, (each for each in earlier if each.drafted in dropped))
    section = read.section
    if title is not None:
        section = Section(section.key, title, section.blocks)
    others = {
        block.drafted
        for each in (*document.sections[:position], *document.sections[position + 1 :])
        for block in each.blocks
    }
    return msgspec.structs.replace(
        document,
        sections=(
            *document.sections[:position], section, *document.sections[position + 1 :],
        ),
        dropped=tuple(sorted((dropped | (read.lost - others)) - read.regained)),
    )  # fmt: skip


def with_section(document: Document, section: Section, position: int) -> Document:
    """The document with one more section, before the one that stands at `position` now."""
    back = {f"section:{section.key}", *(block.drafted for block in section.blocks)}
    return msgspec.structs.replace(
        document,
        sections=(*document.sections[:position], section, *document.sections[position:]),
        dropped=tuple(each for each in document.dropped if each not in back),
    )


def without_section(document: Document, position: int) -> Document:
    """The document without a section; drafting again does not bring it back."""
    gone = document.sections[position]
    rest = (*document.sections[:position], *document.sections[position + 1 :])
    dropped = {*document.dropped, *(block.drafted for block in gone.blocks if block.drafted)}
    if gone.key and gone.key not in {each.key for each in rest}:
        dropped.add(f"section:{gone.key}")
    return msgspec.structs.replace(document, sections=rest, dropped=tuple(sorted(dropped)))
