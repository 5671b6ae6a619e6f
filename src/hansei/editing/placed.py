"""A stored document as one text with the place of each piece, without reading it back.

The checks look at whole texts and tell lines of them; `Places` leads from such a line back to the
section and the line that a person sees in the editor.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from hansei.domain.document import BlockKind, Document, Manuscript
from hansei.domain.section_text import pieces_of, section_text
from hansei.domain.writing import handles
from hansei.outputs.markdown.render import parts

_TABLE_HEAD = 4
"""Lines of a drawn timeline above its first row: its mark, a blank one, two of the table's head."""


class Spot(NamedTuple):
    """A place as the editor knows it.

    `section` is a handle, "" for what stands above the sections. `line` counts from 1 in the
    section's own text; 0 is its heading. `event` names the row of a drawn timeline, `drawn` says
    that the place is in a drawn table, which nobody edits here; `block` is the position of the
    block in its section, -1 for none.
    """

    section: str
    line: int
    event: str = ""
    drawn: bool = False
    block: int = -1


class Placed(NamedTuple):
    """The text that the checks read, and the way back from its lines."""

    manuscript: Manuscript
    starts: tuple[int, ...]
    """The lines on which parts begin, in order."""
    owners: tuple[tuple[int, int], ...]
    """The section and block of each part; -1 for none."""
    names: tuple[str, ...]
    lines: Mapping[tuple[int, int], int]
    """The line of each block in its section's own text."""

    def spot(self, line: int) -> Spot:
        """Where a line of the text stands for the people who write."""
        at = bisect_right(self.starts, line) - 1
        section, block = self.owners[at] if at >= 0 else (-1, -1)
        if section < 0:
            return Spot("", 0)
        if block < 0:
            return Spot(self.names[section], 0)
        first = self.lines.get((section, block), 1)
        kind = self.manuscript.document.sections[section].blocks[block].kind
        if kind is not BlockKind.TEXT:
            row = line - self.starts[at] - _TABLE_HEAD
            events = self.manuscript.document.events
            inside = kind is BlockKind.TIMELINE and 0 <= row < len(events)
            return Spot(self.names[section], first, events[row].id if inside else "", True, block)
        offset = line - self.manuscript.block_lines[section, block]
        return Spot(self.names[section], first + max(offset, 0), block=block)


def placed(document: Document, drafts: Mapping[str, str] | None = None) -> Placed:
    """The text of a document. `drafts` are sections as they are being typed, by handle.

    The document has to hold these drafts already (`domain.writing.rewritten`): blank lines that
    people leave between blocks are not kept, but lines are told as they are typed.
    """
    names = handles(document)
    starts: list[int] = []
    owners: list[tuple[int, int]] = []
    block_lines: dict[tuple[int, int], int] = {}
    heading_lines: dict[int, int] = {}
    event_lines: dict[str, int] = {}
    texts: list[str] = []
    line = 1
    for part in parts(document):
        starts.append(line)
        owners.append((part.section, part.block))
        texts.append(part.text)
        if part.section >= 0 and part.block < 0:
            heading_lines[part.section] = line
        elif part.section >= 0:
            block = document.sections[part.section].blocks[part.block]
            block_lines[part.section, part.block] = line + bool(block.drafted)
            if block.kind is BlockKind.TIMELINE:
                for row, event in enumerate(document.events):
                    event_lines[event.id] = line + _TABLE_HEAD + row
        line += part.text.count("\n") + 2
    manuscript = Manuscript(
        document=document,
        text="\n\n".join(texts) + "\n",
        event_lines=event_lines,
        block_lines=block_lines,
        heading_lines=heading_lines,
        zone_written=document.zone,
    )
    typed = _lines(document, names, drafts or {})
    return Placed(manuscript, tuple(starts), tuple(owners), names, typed)


def _lines(
    document: Document, names: tuple[str, ...], drafts: Mapping[str, str]
) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for at, section in enumerate(document.sections):
        text = drafts.get(names[at])
        text = section_text(section) if text is None else text
        for number, piece in enumerate(pieces_of(text)):
            found[at, number] = piece.line
    return found
