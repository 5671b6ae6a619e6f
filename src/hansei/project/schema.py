"""A new SQLite store, laid at once as all migrations together would leave it.

Running them one by one on empty tables takes seconds, for a first command that should take one.
`schema.sql` holds what comes out of them: `make schema` writes it, and a test holds it to them. A
store that it is behind of is migrated from there as any other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("schema.sql")
_ROWS = ("django_content_type", "auth_permission")
_KINDS = ("table", "index", "trigger")


def lay(cursor: Any) -> None:
    """Makes the tables of an empty SQLite database, inside the transaction that is open."""
    for statement in statements(FILE.read_text(encoding="utf-8")):
        cursor.execute(statement)


def is_empty(cursor: Any) -> bool:
    """Whether an SQLite database holds nothing yet."""
    cursor.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    return cursor.fetchone() is None


def statements(script: str) -> Iterator[str]:
    """The statements of a script; those of triggers hold semicolons of their own."""
    found = ""
    for line in script.splitlines(keepends=True):
        found += line
        if sqlite3.complete_statement(found):
            yield found.strip()
            found = ""


def dumped(cursor: Any) -> str:
    """The script that gives a database like this one, which must be new.

    Indexes stand in the order in which they were made: of two that serve alike SQLite takes the
    younger.
    """
    cursor.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        " ORDER BY type, CASE type WHEN 'index' THEN rowid END, name"
    )
    rows = cursor.fetchall()
    virtual = tuple(name for _, name, sql in rows if sql.startswith("CREATE VIRTUAL"))
    made = [
        (kind, f"{sql};")
        for kind, name, sql in rows
        if not name.startswith(("sqlite_", *(f"{each}_" for each in virtual)))
    ]
    found = [sql for wanted in _KINDS for kind, sql in made if kind == wanted]
    return "\n".join([*found, *_migrations(cursor), *_inserts(cursor)]) + "\n"


def _migrations(cursor: Any) -> Iterator[str]:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    for app, name in cursor.fetchall():
        values = f"{_literal(app)}, {_literal(name)}, CURRENT_TIMESTAMP"
        yield f"INSERT INTO django_migrations (app, name, applied) VALUES ({values});"  # noqa: S608


def _inserts(cursor: Any) -> Iterator[str]:
    for table in _ROWS:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")  # noqa: S608 - names from above
        for row in cursor.fetchall():
            values = ", ".join(_literal(each) for each in row)
            yield f"INSERT INTO {table} VALUES ({values});"  # noqa: S608 - written to a file


def _literal(value: object) -> str:
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
