"""A section as the Markdown that people write, and back into blocks.

    section_text(section)             its Markdown
    read_section(text, standing)      `standing` with these blocks

The timeline and the milestones stand in it as a line of their own (TIMELINE, MILESTONES). Drafted
blocks show nothing of what drafted them; they are recognised again by their text, so that a block
which a person edits, moves or deletes is known as such when the draft is made again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from hansei.domain.document import Block, BlockKind, Section, digest_of
from hansei.domain.fences import blocks_of

TIMELINE = "<!-- timeline -->"
MILESTONES = "<!-- milestones -->"
END = "<!-- end -->"

_PLACES = {TIMELINE: BlockKind.TIMELINE, MILESTONES: BlockKind.MILESTONES}
_LINES = {kind: line for line, kind in _PLACES.items()}
_OWN_MARK = re.compile(r"<!-- (?:end|drafted \S{1,80} [0-9a-f]{8}) -->")
_SECTION_HEADING = re.compile(r"##? ")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LIKE = 0.5
_MOST_PAIRS = 10_000


class Reading(NamedTuple):
    """A section read from text; which drafting rules it lost, and which came back."""

    section: Section
    lost: frozenset[str] = frozenset()
    regained: frozenset[str] = frozenset()


class Piece(NamedTuple):
    """One block of a section's text, with the line of the text that it begins on, from 1."""

    line: int
    text: str
    kind: BlockKind = BlockKind.TEXT


def section_text(section: Section) -> str:
    """The Markdown of a section, without its heading."""
    return "\n\n".join(
        block.text if block.kind is BlockKind.TEXT else _LINES[block.kind]
        for block in section.blocks
    )


def section_digest(section: Section) -> str:
    """Sixteen hexadecimal digits that tell whether a section still reads the same."""
    read = f"{section.title}\0{section_text(section)}"
    return hashlib.sha256(read.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_section(text: str, standing: Section, earlier: Iterable[Block] = ()) -> Reading:
    """`standing` as somebody rewrote it. `earlier` are drafted blocks that it may have lost before.

    Its text is kept as written but for what would not stay in one section: headings of sections
    are a level deeper, code fences closed, Hansei's own marks left out.
    """
    pieces = list(pieces_of(text))
    taken = _same(pieces, standing.blocks)
    taken |= _changed(pieces, standing.blocks, taken)
    back = [block for block in earlier if block.drafted]
    blocks: list[Block] = []
    regained: set[str] = set()
    for number, piece in enumerate(pieces):
        if piece.kind is not BlockKind.TEXT:
            blocks.append(Block(kind=piece.kind))
        elif number in taken:
            block = standing.blocks[taken[number]]
            blocks.append(Block(piece.text, drafted=block.drafted, digest=block.digest))
        else:
            again = next((each for each in back if _is_again(piece.text, each)), Block())
            blocks.append(Block(piece.text, drafted=again.drafted, digest=again.digest))
            if again.drafted:
                back.remove(again)
                regained.add(again.drafted)
    present = {block.drafted for block in blocks}
    lost = {block.drafted for block in standing.blocks if block.drafted} - present
    read = Section(standing.key, standing.title, tuple(blocks))
    return Reading(read, frozenset(lost), frozenset(regained))


def _is_again(text: str, block: Block) -> bool:
    """Whether a text is a drafted block word for word, as it stood last or as it was drafted."""
    return text == block.text or digest_of(text) == block.digest


def pieces_of(text: str) -> Iterator[Piece]:
    """The blocks of a section's text in the form in which they are kept."""
    shown: set[BlockKind] = set()
    plain = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    for line, block in blocks_of(plain):
        for piece in _parts(line, block):
            if piece.kind is BlockKind.TEXT or piece.kind not in shown:
                shown.add(piece.kind)
                yield piece


def _parts(first: int, block: str) -> Iterator[Piece]:
    """A block cut at lines that stand for the timeline and the milestones."""
    start, held = first, list[str]()
    fence = ""
    for number, line in enumerate(block.split("\n"), first):
        mark = _FENCE.match(line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not line.strip().strip(fence[0])
            fence = "" if closes else fence
        elif mark:
            fence = mark[1]
        elif line.strip() in _PLACES or _OWN_MARK.fullmatch(line.strip()):
            if held:
                yield Piece(start, "\n".join(held))
            if line.strip() in _PLACES:
                yield Piece(number, "", _PLACES[line.strip()])
            start, held = number + 1, []
            continue
        elif _SECTION_HEADING.match(line):
            line = f"### {line.lstrip('#').lstrip()}"  # noqa: PLW2901
        held.append(line)
    if fence:
        held.append(fence)
    if any(each.strip() for each in held):
        yield Piece(start, "\n".join(held))


def _same(pieces: Sequence[Piece], blocks: Sequence[Block]) -> dict[int, int]:
    """Which piece is which block, word for word, wherever it stands now."""
    free: dict[str, list[int]] = {}
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.TEXT:
            free.setdefault(block.text, []).append(at)
    found: dict[int, int] = {}
    for number, piece in enumerate(pieces):
        if piece.kind is BlockKind.TEXT and free.get(piece.text):
            found[number] = free[piece.text].pop(0)
    return found


def _changed(
    pieces: Sequence[Piece], blocks: Sequence[Block], same: dict[int, int]
) -> dict[int, int]:
    """Which of the other pieces is which drafted block, edited: the likest, else what stands alone.

    A drafted block that lies alone between two known ones, where now one other piece lies, was
    rewritten there.
    """
    new = [
        number
        for number, piece in enumerate(pieces)
        if piece.kind is BlockKind.TEXT and number not in same
    ]
    taken = set(same.values())
    old = [at for at, block in enumerate(blocks) if block.drafted and at not in taken]
    found: dict[int, int] = {}
    if not old or len(new) * len(old) > _MOST_PAIRS:
        return found
    pairs = sorted(
        (
            (-_alike(pieces[number].text, blocks[at].text), abs(number - at), number, at)
            for number in new
            for at in old
        ),
    )
    for unlike, _, number, at in pairs:
        if -unlike >= _LIKE and number not in found and at not in found.values():
            found[number] = at
    for number in new:
        alone = _alone(number, pieces, blocks, {**same, **found})
        if number not in found and alone is not None:
            found[number] = alone
    return found


def _alone(
    number: int, pieces: Sequence[Piece], blocks: Sequence[Block], known: dict[int, int]
) -> int | None:
    """The one drafted block between the neighbours of a piece, if it is unknown and alone there."""
    before = known.get(number - 1) if number else -1
    after = known.get(number + 1) if number + 1 < len(pieces) else len(blocks)
    if before is None or after is None or after - before != 2:
        return None
    at = before + 1
    return at if blocks[at].drafted and at not in known.values() else None


def _alike(one: str, other: str) -> float:
    """How much two texts share, from 0 to 1; one that begins as the other ends is all alike."""
    if one.startswith(other) or other.startswith(one):
        return 1.0
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LIKE else 0.0
