"""A table against an earlier one, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import msgspec

from hansei.domain.blocks.markdown import Table
from hansei.domain.changes.words import Kind, Piece, word_changes

_MOST_PAIRS = 40_000


class RowChange(msgspec.Struct, frozen=True):
    """A row that stayed, came, went or changed. Each cell is in pieces."""

    kind: Kind
    cells: tuple[tuple[Piece, ...], ...]
    changed: bool = False


class TableChange(msgspec.Struct, frozen=True):
    """The columns of the newer table, with those that went behind them, and the rows."""

    headings: tuple[tuple[str, Kind], ...]
    rows: tuple[RowChange, ...]


def table_changes(before: Table, after: Table) -> TableChange:
    """The rows of both tables in the order of the newer one, columns matched by their heading."""
    gone = [at for at, name in enumerate(before.headings) if name not in after.headings]
    headings = [
        (name, Kind.SAME if name in before.headings else Kind.ADDED) for name in after.headings
    ] + [(before.headings[at], Kind.REMOVED) for at in gone]
    places = [
        before.headings.index(name) if name in before.headings else None for name in after.headings
    ]
    old = [tuple(row[at] if at is not None else "" for at in places) + tuple(row[at] for at in gone)
           for row in before.rows]  # fmt: skip
    new = [(*row, *[""] * len(gone)) for row in after.rows]
    return TableChange(tuple(headings), tuple(_rows(old, new)))


def _rows(old: list[tuple[str, ...]], new: list[tuple[str, ...]]) -> Iterator[RowChange]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield from (RowChange(Kind.SAME, _plain(row, Kind.SAME)) for row in new[c:d])
        else:
            yield from _changed(old[a:b], new[c:d])


def _changed(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> Iterator[RowChange]:
    pairs = _pairs(old, new)
    done = 0
    for at, row in enumerate(new):
        if at not in pairs:
            yield RowChange(Kind.ADDED, _plain(row, Kind.ADDED))
            continue
        for gone in old[done : pairs[at]]:
            yield RowChange(Kind.REMOVED, _plain(gone, Kind.REMOVED))
        done = pairs[at] + 1
        cells = zip(old[pairs[at]], row, strict=True)
        yield RowChange(Kind.SAME, tuple(word_changes(*cell) for cell in cells), changed=True)
    for gone in old[done:]:
        yield RowChange(Kind.REMOVED, _plain(gone, Kind.REMOVED))


def _pairs(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> dict[int, int]:
    """Which newer row was which earlier one, in order: those that share most of their cells."""
    found: dict[int, int] = {}
    if len(old) * len(new) > _MOST_PAIRS:
        return found
    first = 0
    for at, row in enumerate(new):
        likely = max(range(first, len(old)), key=lambda n: _shared(old[n], row), default=None)
        if likely is not None and _shared(old[likely], row) > 0:
            found[at] = likely
            first = likely + 1
    return found


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How much two rows share: cells that are the same, and words of their longest cells."""
    same = sum(a == b and bool(a) for a, b in zip(one, other, strict=True))
    longest = max(range(len(one)), key=lambda at: len(one[at]) + len(other[at]), default=0)
    a, b = set(one[longest].lower().split()), set(other[longest].lower().split())
    alike = len(a & b) / max(len(a | b), 1)
    return same + 2 * alike if alike >= 0.3 or same * 2 > len(one) else 0


def _plain(row: tuple[str, ...], kind: Kind) -> tuple[tuple[Piece, ...], ...]:
    return tuple((Piece(kind, cell),) if cell else () for cell in row)
