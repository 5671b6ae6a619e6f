"""Any table of events: CSV, a JSON list or NDJSON with a time and a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hansei.domain.errors import BadRow, ForeignPayload
from hansei.domain.event import Place
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source
from hansei.sources.generic.layout import build, unwrapped
from hansei.sources.generic.rows import Table, read_row, table_of
from hansei.sources.usual import once_per_file

_TOLD, _GUESSED = 25, 12
_LONGEST_LIST = 100_000


def recognise(sample: Sample) -> int:
    """25 where the header names a time and there is a text, 12 where values alone tell, else 0."""
    layout = build(sample.first, "", {})
    if len(sample.first) == 1 and (found := _rows_in(sample.first[0])):
        layout = build(found[1][:20], "", {})
    if not layout.usable:
        return 0
    return _TOLD if layout.told else _GUESSED


def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """The record of one row, or those of the rows in a document's list.

    Raises ForeignPayload for an item without a time or a text column, BadRow for a row whose
    time cannot be read.
    """
    if not isinstance(item.value, dict):
        raise ForeignPayload("is no row of a table", place=str(item.place))
    found = _rows_in(item.value) if len(context.first) <= 1 else None
    if found:
        return _read_list(*found, item.place, context)
    row = unwrapped(item.value)
    table = _table(context) if context.first else _table_from([row], context)
    if table is None:
        raise ForeignPayload("has no column of times beside one of text", place=str(item.place))
    return read_row(row, item.place, table, item.value)


@once_per_file
def _table(context: Context) -> Table | None:
    return _table_from(context.first, context)


def _table_from(rows: Sequence[Any], context: Context) -> Table | None:
    layout = build(rows, context.file, context.mapping)
    return table_of(layout, context) if layout.usable else None


def _read_list(
    path: str, rows: list[Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    table = table_of(build(rows[:20], context.file, context.mapping), context)
    for index, value in enumerate(rows):
        where = Place(place.file, place.line, f"$.{path}[{index}]")
        try:
            if not isinstance(value, dict):
                raise BadRow("is no row of a table")
            yield from read_row(unwrapped(value), where, table, value)
        except BadRow as error:
            yield Refusal(where, error.reason, error.code, value)


def _rows_in(document: Any) -> tuple[str, list[Any]] | None:
    """The longest list of objects at most two levels inside a document, if it is a table."""
    best: tuple[str, list[Any]] | None = None
    if not isinstance(document, dict):
        return None
    for name, value in list(document.items())[:50]:
        nested = value.items() if isinstance(value, dict) else ()
        pairs = [(str(name), value), *((f"{name}.{key}", each) for key, each in list(nested)[:50])]
        for path, rows in pairs:
            if (
                isinstance(rows, list)
                and rows
                and isinstance(rows[0], dict)
                and (best is None or len(rows) > len(best[1]))
                and build(rows[:20], "", {}).usable
            ):
                best = path, rows[:_LONGEST_LIST]
    return best


SOURCE = Source(
    name="generic",
    title="Table of events",
    shapes=frozenset({Shape.CSV, Shape.JSON, Shape.NDJSON}),
    recognise=recognise,
    parse=parse,
    clock=Clock.FILE,
)
