"""Rule 4: SQLite and PostgreSQL are equals; changes compare versions and lock no row."""

from __future__ import annotations

import os
import re

from django.db import connection, connections

from tests.house.tree import Module, at, calls, imports_of, modules, strings

_VENDORS_DIFFER = frozenset(
    {
        "hansei.audit.triggers",  # refuses edits of the audit trail inside the database
        "hansei.project.bulk",  # loads rows by the million
        "hansei.project.compiled",  # asks, with keys as each engine seeks them
        "hansei.project.transactions",  # makes writers queue, which SQLite does by itself
        "hansei.project.settings",  # opens a connection
        "hansei.search.engine",  # asks each engine's own full text
        "hansei.project.watching",  # notes changes inside the database
        "hansei.project.schema",  # lays new stores of SQLite at once
    }
)
_PLAIN_SQL = frozenset(
    {
        "hansei.project.boot",  # reads the migrations' own table before Django may
        "hansei.timeline.severities",  # asks recursively, which the ORM does not
    }
)
_OF_ONE_VENDOR = re.compile(
    r"\bPRAGMA\b|\bpg_\w+\(|\bON CONFLICT\b|\bINSERT OR\b|\bRETURNING\b|\bILIKE\b|::(?:text|json)"
    r"|\bsqlite_master\b|\bjsonb?_\w+\(|\bFOR UPDATE\b|\bSKIP LOCKED\b|\bADVISORY\b"
)
_RAW = frozenset({"execute", "executemany", "executescript", "raw", "RawSQL"})


def _common() -> list[Module]:
    return [
        each for each in modules() if not each.is_migration and each.name not in _VENDORS_DIFFER
    ]


def test_no_row_is_locked() -> None:
    for module in modules():
        for name, call in calls(module.tree):
            assert name != "select_for_update", at(module, call.lineno)


def test_sql_of_one_vendor_stands_in_few_places() -> None:
    for module in _common():
        for text, line in strings(module.tree):
            assert not _OF_ONE_VENDOR.search(text), at(module, line)


def test_raw_sql_stands_in_few_places() -> None:
    for module in _common():
        if module.name not in _PLAIN_SQL:
            for name, call in calls(module.tree):
                assert name not in _RAW, at(module, call.lineno)


def test_no_fields_or_functions_of_one_vendor() -> None:
    for module in modules():
        for each in imports_of(module):
            assert "contrib.postgres" not in each.dotted, at(module, each.line)
            if module.name not in _VENDORS_DIFFER | {"hansei.project.boot"}:
                assert each.module.partition(".")[0] not in {"sqlite3", "psycopg"}, at(
                    module, each.line
                )


def test_the_suite_runs_on_the_database_that_was_asked_for() -> None:
    """Else PostgreSQL would be tested in name only."""
    wanted = "postgresql" if os.environ.get("TEST_DATABASE_URL") else "sqlite"
    assert connection.vendor == wanted
    assert connections.databases["default"] is connection.settings_dict
