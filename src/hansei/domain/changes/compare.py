"""Two states of a document side by side: sections, milestones, events and details."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from difflib import SequenceMatcher

import msgspec

from hansei.domain.blocks.markdown import Table, public_and_rest, read_table
from hansei.domain.changes.tables import TableChange, table_changes
from hansei.domain.changes.words import Kind, Piece, count_words, counts, word_changes, words_of
from hansei.domain.document import Action, Block, BlockKind, Document, Milestone, Section
from hansei.domain.event import Event
from hansei.domain.writing import handles

_LIKE = 0.3
_MOST_PAIRS = 2_500
_DETAILS = ("title", "severity", "owner", "status", "zone", "variant")


class BlockChange(msgspec.Struct, frozen=True):
    """A block that stayed, came or went (`text`), or that changed.

    A changed one has `pieces`, or `table` where both are tables. `came` and `went` count words.
    """

    kind: Kind
    text: str = ""
    pieces: tuple[Piece, ...] = ()
    table: TableChange | None = None
    drawn: BlockKind = BlockKind.TEXT
    came: int = 0
    went: int = 0

    @property
    def changed(self) -> bool:
        """Whether it stayed, but reads otherwise."""
        return bool(self.pieces) or self.table is not None


class SectionChange(msgspec.Struct, frozen=True):
    """A section that stayed, came or went. `before` is its earlier title where it was renamed."""

    kind: Kind
    handle: str
    title: str
    before: str = ""
    moved: bool = False
    blocks: tuple[BlockChange, ...] = ()
    came: int = 0
    went: int = 0

    @property
    def is_same(self) -> bool:
        """Whether nothing in it changed."""
        return self.kind is Kind.SAME and not (
            self.before or self.moved or any(
                each.changed or each.kind is not Kind.SAME for each in self.blocks
            )
        )  # fmt: skip


class StoneChange(msgspec.Struct, frozen=True):
    """A milestone with another time, or none, in one of the two states."""

    milestone: Milestone
    before: datetime | None
    after: datetime | None


class DetailChange(msgspec.Struct, frozen=True):
    """A field of the document: its name, and what it was and is."""

    name: str
    before: str
    after: str


class EventChange(msgspec.Struct, frozen=True):
    """A line of the timeline that came, went, or reads otherwise."""

    kind: Kind
    event: Event
    before: Event | None = None


class Comparison(msgspec.Struct, frozen=True):
    """All differences. Sections that did not change are among `sections`."""

    sections: tuple[SectionChange, ...] = ()
    stones: tuple[StoneChange, ...] = ()
    details: tuple[DetailChange, ...] = ()
    events: tuple[EventChange, ...] = ()

    @property
    def touched(self) -> tuple[SectionChange, ...]:
        """The sections in which something changed."""
        return tuple(each for each in self.sections if not each.is_same)

    @property
    def is_same(self) -> bool:
        """Whether readers see no difference."""
        return not (self.touched or self.stones or self.details or self.events)


class ActionChange(msgspec.Struct, frozen=True):
    """An action that came, went, or has another owner, due date, status or factor."""

    kind: Kind
    action: Action
    before: Action | None = None


def compare(before: Document, after: Document, *, briefly: bool = False) -> Comparison:
    """Everything that is different in `after`.

    `briefly`: changed paragraphs are told whole, as one that went and one that came, which takes
    time linear in their length; words are counted all the same.
    """
    return Comparison(
        sections=tuple(_sections(before, after, briefly)),
        stones=tuple(_stones(before, after)),
        details=tuple(_details(before, after)),
        events=tuple(_events(before, after)),
    )


def compare_actions(before: Sequence[Action], after: Sequence[Action]) -> tuple[ActionChange, ...]:
    """The actions that are different, told apart by their wording."""
    old = {each.text: each for each in before}
    found = []
    for action in after:
        was = old.pop(action.text, None)
        if was is None:
            found.append(ActionChange(Kind.ADDED, action))
        elif _standing(was) != _standing(action):
            found.append(ActionChange(Kind.SAME, action, was))
    return (*found, *(ActionChange(Kind.REMOVED, each) for each in old.values()))


def _standing(action: Action) -> Action:
    return msgspec.structs.replace(action, line=0)


def _sections(before: Document, after: Document, briefly: bool) -> Iterator[SectionChange]:
    old = dict(zip(handles(before), before.sections, strict=True))
    new = dict(zip(handles(after), after.sections, strict=True))
    moved = _moved([each for each in old if each in new], [each for each in new if each in old])
    for handle, section in new.items():
        if handle in old:
            blocks = tuple(_blocks(old[handle].blocks, section.blocks, briefly))
            yield _section(handle, old[handle], section, handle in moved, blocks)
        else:
            yield _alone(handle, section, Kind.ADDED)
    for handle, section in old.items():
        if handle not in new:
            yield _alone(handle, section, Kind.REMOVED)


def _moved(old: list[str], new: list[str]) -> frozenset[str]:
    """The sections that others have changed places with."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    kept = {name for at, _, size in matcher.get_matching_blocks() for name in old[at : at + size]}
    return frozenset(new) - kept


def _section(
    handle: str, old: Section, new: Section, moved: bool, blocks: tuple[BlockChange, ...]
) -> SectionChange:
    return SectionChange(
        Kind.SAME,
        handle,
        new.title,
        old.title if old.title != new.title else "",
        moved,
        blocks,
        sum(each.came for each in blocks),
        sum(each.went for each in blocks),
    )


def _alone(handle: str, section: Section, kind: Kind) -> SectionChange:
    blocks = tuple(_whole(each, kind) for each in section.blocks)
    came, went = sum(each.came for each in blocks), sum(each.went for each in blocks)
    return SectionChange(kind, handle, section.title, "", False, blocks, came, went)


def _whole(block: Block, kind: Kind) -> BlockChange:
    """A block that came or went."""
    words = count_words(block.text)
    came, went = (words, 0) if kind is Kind.ADDED else (0, words)
    return BlockChange(kind, block.text, drawn=block.kind, came=came, went=went)


def _blocks(old: Sequence[Block], new: Sequence[Block], briefly: bool) -> Iterator[BlockChange]:
    matcher = SequenceMatcher(None, [_read(each) for each in old], [_read(each) for each in new],
                              autojunk=False)  # fmt: skip
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from (BlockChange(Kind.SAME, each.text, drawn=each.kind) for each in new[c:d])
        else:
            yield from _rewritten(old[a:b], new[c:d], briefly)


def _rewritten(old: Sequence[Block], new: Sequence[Block], briefly: bool) -> Iterator[BlockChange]:
    pairs = _pairs(old, new)
    done = 0
    for at, block in enumerate(new):
        if at not in pairs:
            yield _whole(block, Kind.ADDED)
            continue
        yield from (_whole(each, Kind.REMOVED) for each in old[done : pairs[at]])
        done = pairs[at] + 1
        yield _change(old[pairs[at]].text, block.text, briefly)
    yield from (_whole(each, Kind.REMOVED) for each in old[done:])


def _pairs(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    """Which newer block was which earlier one, in order: the likest, if they are alike at all."""
    found: dict[int, int] = {}
    if len(old) * len(new) > _MOST_PAIRS:
        return found
    first = 0
    for at, block in enumerate(new):
        chances = {n: _alike(old[n], block) for n in range(first, len(old))}
        likely = max(chances, key=lambda n: chances[n], default=None)
        if likely is not None and chances[likely] >= _LIKE:
            found[at] = likely
            first = likely + 1
    return found


def _alike(one: Block, other: Block) -> float:
    if one.kind is not BlockKind.TEXT or other.kind is not BlockKind.TEXT:
        return 0.0
    if one.drafted and one.drafted == other.drafted:
        return 1.0
    a, b = Counter(one.text.split()), Counter(other.text.split())
    return 2 * (a & b).total() / max(a.total() + b.total(), 1)


def _change(before: str, after: str, briefly: bool) -> BlockChange:
    if briefly:
        old_words, new_words = Counter(words_of(before)), Counter(words_of(after))
        return BlockChange(
            Kind.SAME,
            pieces=(Piece(Kind.REMOVED, before), Piece(Kind.ADDED, after)),
            came=(new_words - old_words).total(),
            went=(old_words - new_words).total(),
        )
    old, new = read_table(public_and_rest(before)[1]), read_table(public_and_rest(after)[1])
    if old and new and _told_apart(old) and _told_apart(new):
        table = table_changes(old, new)
        came, went = counts([each for row in table.rows for cell in row.cells for each in cell])
        return BlockChange(Kind.SAME, table=table, came=came, went=went)
    pieces = word_changes(before, after)
    came, went = counts(pieces)
    return BlockChange(Kind.SAME, pieces=pieces, came=came, went=went)


def _told_apart(table: Table) -> bool:
    """Whether its columns can be matched by their headings."""
    return len(set(table.headings)) == len(table.headings)


def _read(block: Block) -> tuple[str, str]:
    return block.kind.value, block.text


def _stones(before: Document, after: Document) -> Iterator[StoneChange]:
    for each in Milestone:
        old, new = before.milestones.get(each), after.milestones.get(each)
        if (old.at if old else None) != (new.at if new else None):
            yield StoneChange(each, old.at if old else None, new.at if new else None)


def _details(before: Document, after: Document) -> Iterator[DetailChange]:
    for name in _DETAILS:
        old, new = getattr(before, name) or "", getattr(after, name) or ""
        if old != new:
            yield DetailChange(name, old, new)
    if before.services != after.services:
        yield DetailChange("services", ", ".join(before.services), ", ".join(after.services))


def _events(before: Document, after: Document) -> Iterator[EventChange]:
    old = {each.id: each for each in before.events}
    for event in after.events:
        was = old.pop(event.id, None)
        if was is None:
            yield EventChange(Kind.ADDED, event)
        elif (was.at, was.text, was.key) != (event.at, event.text, event.key):
            yield EventChange(Kind.SAME, event, was)
    for event in old.values():
        yield EventChange(Kind.REMOVED, event)
