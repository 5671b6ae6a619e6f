"""The words for customers in a post-mortem: blocks that their author released, by what they tell.

    public_words(document)            what is released, part by part
    with_public_words(document, ...)  the document with these words instead

They stand in the document itself, each in the section that it belongs to, so that there is one
source for both audiences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

import msgspec

from hansei.domain.document import PUBLIC, Block, BlockKind, Document, Section
from hansei.domain.fences import blocks_of

PUBLIC_TITLE = "public_title"
"""Front matter that holds a title for customers where the team's own would tell too much."""


class Part(StrEnum):
    """What customers are told, in this order."""

    NOTICED = "noticed"
    WHY = "why"
    NEXT = "next"
    MESSAGE = "message"


SECTIONS: dict[Part, tuple[str, ...]] = {
    Part.NOTICED: ("summary", "impact"),
    Part.WHY: ("root_cause",),
    Part.NEXT: ("resolution", "actions"),
    Part.MESSAGE: ("customer_message",),
}
"""The sections whose released blocks a part is made of."""
_HOME = {
    Part.NOTICED: Section("impact", "Impact"),
    Part.WHY: Section("root_cause", "Root cause"),
    Part.NEXT: Section("resolution", "Resolution"),
    Part.MESSAGE: Section("customer_message", "Message to customers"),
}
_HEADING = re.compile(r"^(#{1,2}) (?=\S)", re.MULTILINE)


class _At(NamedTuple):
    section: int
    block: int


def is_released(block: Block) -> bool:
    """Whether customers may read a block of prose."""
    return block.kind is BlockKind.TEXT and block.text.lstrip().startswith(PUBLIC)


def released_text(block: Block) -> str:
    """The words of a released block."""
    return block.text.lstrip().removeprefix(PUBLIC).strip()


def public_words(document: Document) -> dict[Part, str]:
    """What is released of each part as Markdown, "" for nothing."""
    return {
        part: "\n\n".join(
            released_text(document.sections[at.section].blocks[at.block])
            for at in _places(document, part)
        )
        for part in Part
    }


def public_title(document: Document) -> str:
    """The title that customers read, where one was given."""
    given = document.extra.get(PUBLIC_TITLE)
    return given if isinstance(given, str) else ""


def with_public_words(document: Document, title: str, words: Mapping[Part, str]) -> Document:
    """The document with these words for customers; parts that are not given stay as they are.

    A block that was worded anew stays in its place. One that is no longer among the words stays
    too, for the team alone. New ones join the part's last block, or else its section, which is
    added where there is none.
    """
    for part, text in words.items():
        document = _with_part(document, part, [_plain(each) for _, each in blocks_of(text)])
    extra = {key: value for key, value in document.extra.items() if key != PUBLIC_TITLE}
    if title:
        extra[PUBLIC_TITLE] = title
    return msgspec.structs.replace(document, extra=extra)


def _plain(text: str) -> str:
    """Headings of the first two levels would begin another section when the file is read."""
    return _HEADING.sub("### ", text.strip())


def _places(document: Document, part: Part) -> Iterator[_At]:
    for number, section in enumerate(document.sections):
        if section.key in SECTIONS[part]:
            for at, block in enumerate(section.blocks):
                if is_released(block):
                    yield _At(number, at)


def _with_part(document: Document, part: Part, wanted: Sequence[str]) -> Document:
    places = list(_places(document, part))
    blocks = [document.sections[at.section].blocks[at.block] for at in places]
    matcher = SequenceMatcher(None, [released_text(each) for each in blocks], wanted, False)
    stand: list[list[Block]] = [[each] for each in blocks]
    for kind, start, end, first, until in matcher.get_opcodes():
        if kind == "equal":
            continue
        new = list(wanted[first:until])
        for at in range(start, end):
            text = f"{PUBLIC}\n{new.pop(0)}" if new else released_text(blocks[at])
            stand[at] = [msgspec.structs.replace(blocks[at], text=text)]
        added = [Block(f"{PUBLIC}\n{each}") for each in new]
        if not stand:
            return _placed(document, part, added)
        if end > 0:
            stand[end - 1] += added
        else:
            stand[0] = [*added, *stand[0]]
    return _replaced(document, dict(zip(places, stand, strict=True)))


def _replaced(document: Document, instead: Mapping[_At, Sequence[Block]]) -> Document:
    sections = []
    for number, section in enumerate(document.sections):
        blocks = [
            new
            for at, block in enumerate(section.blocks)
            for new in instead.get(_At(number, at), (block,))
        ]
        sections.append(msgspec.structs.replace(section, blocks=tuple(blocks)))
    return msgspec.structs.replace(document, sections=tuple(sections))


def _placed(document: Document, part: Part, blocks: Sequence[Block]) -> Document:
    """The document with blocks at the end of the part's own section."""
    if not blocks:
        return document
    home = _HOME[part]
    sections = list(document.sections)
    at = next((n for n, each in enumerate(sections) if each.key == home.key), None)
    if at is None:
        sections.append(msgspec.structs.replace(home, blocks=tuple(blocks)))
    else:
        joined = (*sections[at].blocks, *blocks)
        sections[at] = msgspec.structs.replace(sections[at], blocks=joined)
    return msgspec.structs.replace(document, sections=tuple(sections))
