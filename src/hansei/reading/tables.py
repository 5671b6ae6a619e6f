"""Tables that hold times: which column is which, by the header's words or by what stands below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hansei.reading.lines import Line, Shape, cells_of, is_separator, plain
from hansei.reading.stamps import Stamp, stamp_at
from hansei.reading.zones import zone_in_header

_TIME = re.compile(r"\b(?:time|timestamp|when|utc|gmt|clock|at|start|hour|datetime|occurred)\b")
_DATE = re.compile(r"\b(?:date|day)\b")
_UNTIL = re.compile(r"\b(?:end|until|to|finish|finished|ended)\b")
_ACTOR = re.compile(r"\b(?:who|actor|person|by|role|responsible|author|responder|owner|name)\b")
_TASKS = re.compile(r"\b(?:due|deadline|eta|assignee|ticket|priority|target)\b")
_SKIP = re.compile(r"^(?:#|no|nr|id|elapsed|duration|delta|link|links|ref|source)$")
_PART = 0.5
PLACEHOLDER = re.compile(r"\{\{|HH:mm|MM-DD|yyyy|hh:mm", re.IGNORECASE)
"""A time that a template left to be filled in."""

Found = tuple[int, int, Stamp, str, Shape, bool, str | None, str | None]


def table_rows(
    lines: Sequence[Line], *, expected: bool
) -> tuple[list[Found], list[tuple[int, str]]]:
    """The timed rows of a table as the fields of a Row, and the rows whose time is unreadable."""
    header, body = _header_and_body(lines)
    names = [plain(name).lower() for name in header]
    if any(_TASKS.search(name) for name in names):
        return [], []
    outer = lines[0].content.startswith("|")
    cells = [cells_of(line.content, outer=outer) for line in body]
    columns = _columns(names, cells)
    if columns is None:
        return _labels(header, body, cells), []
    if not expected and not any(names):
        return [], []
    return _timed(header, body, cells, columns)


def _header_and_body(lines: Sequence[Line]) -> tuple[list[str], list[Line]]:
    body = [line for line in lines if not is_separator(line.content)]
    if not body:
        return [], []
    first = cells_of(body[0].content)
    marked = len(lines) > 1 and is_separator(lines[1].content)
    if marked or not any(_stamp(cell) for cell in first):
        return first, body[1:]
    return [""] * len(first), body


class _Columns:
    __slots__ = ("actor", "date", "skip", "time", "until")

    def __init__(self, time: int, date: int | None) -> None:
        self.time, self.date = time, date
        self.until: int | None = None
        self.actor: int | None = None
        self.skip: set[int] = set()


def _columns(names: Sequence[str], cells: Sequence[Sequence[str]]) -> _Columns | None:
    rows = [row for row in cells if any(row)]
    if not rows:
        return None
    width = max(len(row) for row in rows)
    share = [_share(rows, index) for index in range(width)]
    timed = [index for index in range(width) if share[index] >= _PART]
    named = [index for index, name in enumerate(names) if index < width and _TIME.search(name)]
    dates = [index for index, name in enumerate(names) if index < width and _DATE.search(name)]
    candidates = [index for index in named if index in timed] or (timed if timed[:1] == [0] else [])
    if not candidates and named and share[named[0]] > 0:
        candidates = named[:1]
    if not candidates:
        candidates = [index for index in timed if index < width - 1 and _wordy(rows, width - 1)]
    if not candidates:
        return None
    date = next((index for index in dates if index not in candidates), None)
    if date is None and len(timed) > 1 and not _has_day(rows, candidates[0]):
        date = next((i for i in timed if i < candidates[0] and _has_day(rows, i)), None)
    if candidates[0] in dates and len(candidates) > 1 and not _has_clock(rows, candidates[0]):
        date, candidates = candidates[0], candidates[1:]
    found = _Columns(candidates[0], date)
    for index, name in enumerate(names):
        if index in (found.time, date):
            continue
        if _UNTIL.search(name) and index in timed:
            found.until = index
        elif found.actor is None and _ACTOR.search(name):
            found.actor = index
        elif _SKIP.match(name.strip(" .")):
            found.skip.add(index)
    return found


def _share(rows: Sequence[Sequence[str]], index: int) -> float:
    filled = [row[index] for row in rows if index < len(row) and row[index].strip()]
    return sum(_stamp(cell) is not None for cell in filled) / len(filled) if filled else 0.0


def _wordy(rows: Sequence[Sequence[str]], index: int) -> bool:
    return any(len(row[index].split()) > 2 for row in rows if index < len(row))


def _has_day(rows: Sequence[Sequence[str]], index: int) -> bool:
    return any((s := _stamp(row[index])) and s.day for row in rows if index < len(row))


def _has_clock(rows: Sequence[Sequence[str]], index: int) -> bool:
    return any((s := _stamp(row[index])) and s.time for row in rows if index < len(row))


def _stamp(cell: str) -> Stamp | None:
    """The stamp that fills a cell, but for a few characters."""
    stamp = stamp_at(cell)
    if stamp is None or len(cell[stamp.end :].strip(" .*_`-–)")) > 12:
        return None
    return stamp


def _timed(
    header: Sequence[str], body: Sequence[Line], cells: Sequence[Sequence[str]], columns: _Columns
) -> tuple[list[Found], list[tuple[int, str]]]:
    found: list[Found] = []
    unread: list[tuple[int, str]] = []
    zone = next((z for name in header if (z := zone_in_header(plain(name)))), None)
    day = ""
    for line, row in zip(body, cells, strict=True):
        written = _cell(row, columns.time)
        if columns.date is not None:
            day = _cell(row, columns.date) or day
            written = f"{day} {written}".strip()
        text = _text(row, columns)
        stamp = stamp_at(written) if written else None
        until = stamp_at(_cell(row, columns.until)) if columns.until is not None else None
        if stamp and until and until.time:
            stamp = stamp._replace(until=until.time, until_day=until.day)
        if stamp:
            rest = written[stamp.end :].strip(" .*_`-–)")
            text = f"{rest}. {text}" if len(rest) > 2 and text else text or rest
            found.append((line.number, line.number, stamp, text, Shape.ROW, False,
                          plain(_cell(row, columns.actor)) or None, zone))  # fmt: skip
        elif written and text and not PLACEHOLDER.search(written):
            unread.append((line.number, f"{plain(written, 40)}: no time that can be read"))
        elif found and text:
            last = found[-1]
            found[-1] = (last[0], line.number, last[2], f"{last[3]}. {text}", *last[4:])
    return found, unread


def _text(row: Sequence[str], columns: _Columns) -> str:
    apart = {columns.time, columns.date, columns.until, columns.actor} | columns.skip
    pieces = [plain(cell) for index, cell in enumerate(row) if index not in apart]
    text = ""
    for piece in pieces:
        if piece and piece not in ("-", "–"):
            text += (
                (" " if text.endswith((".", "!", "?", ":")) else ". ") + piece if text else piece
            )
    return text or plain(_cell(row, columns.actor))


def _cell(row: Sequence[str], index: int | None) -> str:
    return row[index].strip() if index is not None and index < len(row) else ""


def _labels(
    header: Sequence[str], body: Sequence[Line], cells: Sequence[Sequence[str]]
) -> list[Found]:
    """Tables that name their times: "Detected | 12:06" downwards, or the names in the header."""
    found: list[Found] = []
    zone = next((z for name in header if (z := zone_in_header(plain(name)))), None)
    for line, row in zip(body, cells, strict=True):
        label = plain(row[0]) if row else ""
        stamp = _stamp(row[1]) if len(row) > 1 else None
        if stamp and stamp.time and label and len(label.split()) < 6:
            found.append((line.number, line.number, stamp, label, Shape.ROW, True, None, zone))
            continue
        for name, cell in zip(header, row, strict=False):
            stamp = _stamp(cell)
            if stamp and stamp.time and name and len(body) == 1:
                found.append(
                    (line.number, line.number, stamp, plain(name), Shape.ROW, True, None, zone)
                )
    return found
