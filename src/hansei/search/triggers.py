"""Triggers that note which objects changed, whoever changed them and by whatever statement.

A note costs next to nothing; the words themselves are made again by `indexing`, at the end of the
same transaction. Triggers could not make them: that takes reading documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from hansei.search.models import Kind

_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


class _Watch(NamedTuple):
    """Changes of a table, and which object they are about: `column` holds its key.

    Of an update only those of `columns` count. `only` leaves out rows that are not indexed, with
    {row} for the row; of an update, if neither the old nor the new one is.
    """

    table: str
    kind: Kind
    column: str
    columns: tuple[str, ...] = ()
    only: str = ""
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")


# None of them names another table: SQLite would refuse to alter that one while they stand.
_WATCHES = (
    _Watch("timeline_incident", Kind.INCIDENT, "id", ("title", "summary")),
    _Watch("timeline_incident_services", Kind.INCIDENT, "incident_id", events=("INSERT", "DELETE")),
    _Watch("timeline_service", Kind.SERVICE, "id", ("name",), events=("UPDATE",)),
    _Watch(
        "timeline_event", Kind.INCIDENT, "incident_id", ("body", "key", "removed"), only="{row}.key"
    ),
    _Watch("postmortem_postmortem", Kind.POST_MORTEM, "id", ("title", "document")),
    _Watch("postmortem_action", Kind.ACTION, "id", ("text", "owner")),
)


def ensure(**_: Any) -> None:
    """Makes the triggers that are missing."""
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor):
            cursor.execute(statement)


def statements(vendor: str) -> Iterator[str]:
    """What makes all triggers on an engine; those that stand are left or made again."""
    for watch in _WATCHES:
        for event in watch.events:
            name = f"search_{watch.table}_{event.lower()}"
            head = f"AFTER {event}{_columns(watch, event)} ON {watch.table}"
            each = f"FOR EACH ROW{_condition(watch, event)}"
            note = (
                "INSERT INTO search_changed (kind, object_id) SELECT"
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


def _columns(watch: _Watch, event: str) -> str:
    return f" OF {', '.join(watch.columns)}" if event == "UPDATE" else ""


def _condition(watch: _Watch, event: str) -> str:
    if not watch.only:
        return ""
    return f" WHEN ({' OR '.join(watch.only.format(row=row) for row in _ROWS[event])})"
