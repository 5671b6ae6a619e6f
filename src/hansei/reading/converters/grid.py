"""A table's converted cells as a grid of Markdown, spans written out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

CELL, ROW, CAPTION, FIELD = "\ue000", "\ue001", "\ue002", "\ue003"
"""End a cell, a row and a caption while a table is put together; `FIELD` parts a cell's facts."""

_TIMED = re.compile(r"\d{1,2}[:.]\d\d|\d{4}-\d\d-\d\d")
_WIDEST = 60
_TALLEST = 500
_MOST_ADDED = 20_000
_LONGEST_REPEATED = 500


class _Cell(NamedTuple):
    text: str
    header: bool
    down: int
    across: int


def cell(text: str, *, header: bool, down: object, across: object) -> str:
    """A cell on its way to its table."""
    spans = FIELD.join((_span(down, _TALLEST), _span(across, _WIDEST)))
    return f"{'h' if header else 'd'}{FIELD}{spans}{FIELD}{text}{CELL}"


def _span(written: object, most: int) -> str:
    text = str(written or "")
    return str(max(1, min(int(text), most))) if text.isdecimal() and len(text) < 6 else "1"


def markdown(text: str) -> str:
    """A whole table: its caption, its header or an empty one, its rows."""
    caption, _, body = text.rpartition(CAPTION)
    rows = [row for row in map(_cells, body.split(ROW)) if row]
    if not rows:
        return f"\n\n{caption}\n\n" if caption else ""
    header = all(each.header for each in rows[0]) or not (
        any(each.header for each in rows[0]) or any(_TIMED.search(each.text) for each in rows[0])
    )
    grid = _written_out(rows)
    width = min(max(map(len, grid)), _WIDEST)
    if not header:
        grid.insert(0, [""] * width)
    lines = [f"| {' | '.join(row)} |" for row in grid]
    lines.insert(1, f"|{' --- |' * width}")
    above = f"{caption}\n\n" if caption else ""
    return f"\n\n{above}{chr(10).join(lines)}\n\n"


def flat(text: str) -> str:
    """A table inside another's cell: "name: value; name: value"."""
    caption, _, body = text.rpartition(CAPTION)
    rows = [caption] if caption else []
    for row in body.split(ROW):
        filled = [each.text for each in _cells(row) if each.text]
        rows.append((": " if len(filled) == 2 else ", ").join(filled))
    return f" {'; '.join(row for row in rows if row)} "


def _cells(row: str) -> list[_Cell]:
    found = []
    for written in row.split(CELL)[:-1]:
        parts = written.split(FIELD, 3)
        if len(parts) == 4 and parts[1].isdecimal() and parts[2].isdecimal():
            found.append(_Cell(parts[3], parts[0].endswith("h"), int(parts[1]), int(parts[2])))
    return found


def _written_out(rows: Sequence[Sequence[_Cell]]) -> list[list[str]]:
    """Cells that span rows are repeated in each, those that span columns padded."""
    grid: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}
    left = _MOST_ADDED
    for row in rows:
        written: list[str] = []
        spans: dict[int, tuple[int, str]] = {}
        for each in row:
            while left > 0 and len(written) in held:
                written.append(held[len(written)][1])
                left -= 1
            repeated = each.text[:_LONGEST_REPEATED]
            for step in range(each.across if left > 0 else 1):
                if each.down > 1:
                    spans[len(written)] = (each.down, repeated if not step else "")
                written.append(each.text if not step else "")
                left -= step > 0
        while left > 0 and len(written) in held:
            written.append(held[len(written)][1])
            left -= 1
        grid.append(written)
        held = {at: (rest - 1, text) for at, (rest, text) in (held | spans).items() if rest > 1}
    return grid
