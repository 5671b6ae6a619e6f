"""CSV under any common delimiter, row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

from hansei.domain.event import Place
from hansei.sources.base import Item, Refusal, Shape
from hansei.sources.decoded import Decoded, Opened, sampled

_DELIMITERS = ",;\t|"
# A time of day with its date, a Unix time, a commit's hash: what a row holds and no header names.
_DATUM = re.compile(
    r"[\[(\"']?(?:\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4},? \d{1,2}:\d\d"
    r"|(?:[A-Z][a-z]{2},? )?(?:[A-Z][a-z]{2} {1,2}\d{1,2}|\d{1,2} [A-Z][a-z]{2})(?: \d{4})?"
    r" \d\d:\d\d)"
    r"|1\d{9}(?:\d{3}|\.\d{1,9})?$"
    r"|(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}$"
)
csv.field_size_limit(4 << 20)


def delimiter_of(start: str, *, complete: bool) -> str | None:
    """The delimiter under which the first lines form a table, None where they do not.

    Lines whose first one already holds a time or a hash are a log without a header, not a table.
    """
    lines = start.splitlines()[: 40 if complete or start.count("\n") < 2 else 39]
    if len(lines) < 2:
        return None
    best, best_score = None, 0.0
    for delimiter in _DELIMITERS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        if width < 2 or any(len(cell) > 60 for cell in rows[0]):
            continue
        if any(_DATUM.match(cell.strip()) for cell in rows[0]):
            return None
        if delimiter == "|" and not any(cell.strip("-: ") for cell in rows[1]):
            continue  # the rule line of a Markdown table
        like = sum(len(row) == width for row in rows) / len(rows)
        score = like * (1 + width / 100)
        if like >= 0.6 and score > best_score:
            best, best_score = delimiter, score
    return best


def read_csv(source: Opened, delimiter: str) -> Decoded:
    rows = csv.reader(source.lines(), delimiter=delimiter)
    header = _header(next(rows))
    return sampled(source.name, Shape.CSV, _rows(source.name, rows, header), header)


def _header(cells: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell.strip().lstrip("\ufeff") or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)


def _rows(name: str, rows: Any, header: tuple[str, ...]) -> Iterator[Item | Refusal]:
    width = len(header)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refusal(Place(name, rows.line_num), f"is not CSV: {error}", "unreadable")
            continue
        if len(row) == width:
            yield Item(dict(zip(header, row, strict=True)), Place(name, rows.line_num))
        elif any(cell.strip() for cell in row):
            yield from _uneven(name, rows.line_num, row, header)


def _uneven(
    name: str, line: int, row: list[str], header: tuple[str, ...]
) -> Iterator[Item | Refusal]:
    place = Place(name, line)
    if len(row) < len(header) and len(row) > 1:
        yield Item(dict(zip(header, row + [""] * (len(header) - len(row)), strict=True)), place)
    elif not any(cell.strip() for cell in row[len(header) :]) and len(row) > len(header):
        yield Item(dict(zip(header, row, strict=False)), place)
    else:
        reason = f"has {len(row)} fields where the header has {len(header)}"
        yield Refusal(place, reason, "bad-row", row[:100])
