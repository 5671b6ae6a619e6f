"""Inserts rows by the hundred thousand, near the engine's own speed.

SQLite takes prepared statements, PostgreSQL a COPY. Rows hold what both accept as they stand: text
(times in the form of `time_text`), integers, booleans, bytes and None.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

BATCH = 5000
Row = Sequence[Any]


def time_text(at: datetime) -> str:
    """An aware time as both engines' datetime columns take it from text."""
    text = at.isoformat(" ")
    return text[:-6] if text[-6:] == "+00:00" else at.astimezone(UTC).isoformat(" ")[:-6]


def storable(text: str) -> str:
    """`text` without what PostgreSQL's text type or UTF-8 cannot hold: NUL, lone surrogates."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Adds rows, leaving out those that a unique constraint already knows; returns how many."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(each) for each in columns)
    if connection.vendor == "postgresql":
        return _copy(table, names, rows)
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
    added = 0
    remaining = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(remaining, BATCH)):
            cursor.executemany(statement, batch)
            added += cursor.rowcount
    return added


def _copy(table: str, names: str, rows: Iterable[Row]) -> int:
    """COPY cannot pass over known rows, so they go through a table that only this session sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS"  # noqa: S608
            f" SELECT {names} FROM {table} WITH NO DATA"
        )
        with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming ON CONFLICT DO NOTHING"  # noqa: S608
        )
        added: int = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
    return added
