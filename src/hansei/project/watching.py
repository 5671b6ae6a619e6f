"""Triggers that note which objects changed, whoever changed them and by whatever statement.

A note costs next to nothing. What is derived from the objects is made again by who reads the
notes, at the end of the same transaction (`transactions.before_commit`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import connection

_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


class Watch(NamedTuple):
    """Changes of a table, and which object they are about: `column` holds its key.

    Of an update only those of `columns` count. `only` leaves out rows that matter to nobody, with
    {row} for the row; of an update, if neither the old nor the new one does. No `only` may name
    another table: SQLite would refuse to alter that one while the trigger stands.
    """

    table: str
    kind: int
    column: str
    columns: tuple[str, ...] = ()
    only: str = ""
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    name: str = ""


def statements(vendor: str, watches: Iterable[Watch], *, prefix: str, notes: str) -> Iterator[str]:
    """What makes the triggers on an engine; those that stand are left or made again.

    `notes` is the table that they write to, with the columns `kind` and `object_id`.
    """
    for watch in watches:
        for event in watch.events:
            name = f"{prefix}_{watch.name or watch.table}_{event.lower()}"
            head = f"AFTER {event}{_columns(watch, event)} ON {watch.table}"
            each = f"FOR EACH ROW{_condition(watch, event)}"
            note = (
                f"INSERT INTO {notes} (kind, object_id) SELECT"
                f" {int(watch.kind)}, {_ROWS[event][-1]}.{watch.column}"
                " WHERE true ON CONFLICT DO NOTHING"
            )
            if vendor == "sqlite":
                yield f"CREATE TRIGGER IF NOT EXISTS {name} {head} {each} BEGIN {note}; END"
                continue
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {note}; RETURN NULL; END $$"
            )
            yield f"DROP TRIGGER IF EXISTS {name} ON {watch.table}"
            yield f"CREATE TRIGGER {name} {head} {each} EXECUTE FUNCTION {name}()"


def run(wanted: Iterable[str]) -> None:
    """Makes triggers."""
    with connection.cursor() as cursor:
        for each in wanted:
            cursor.execute(each)


def _columns(watch: Watch, event: str) -> str:
    return f" OF {', '.join(watch.columns)}" if event == "UPDATE" and watch.columns else ""


def _condition(watch: Watch, event: str) -> str:
    if not watch.only:
        return ""
    return f" WHEN ({' OR '.join(watch.only.format(row=row) for row in _ROWS[event])})"
