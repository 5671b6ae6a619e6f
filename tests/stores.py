"""Stores of a test's own: ones that are not there yet, and ones with their tables already.

Tables are made the way that is quickest: laid at once on SQLite; on PostgreSQL copied from a
database that the first to need it migrates, for all processes of a run.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from hansei.project import schema

ROOT = Path(__file__).parents[1]
SERVER = os.environ.get("TEST_DATABASE_URL", "")
"""The PostgreSQL server to test on; without it stores are SQLite files."""
_TEMPLATE = "hansei_template_" + os.environ.setdefault("TEST_RUN", secrets.token_hex(6))
"""The same in all workers, who inherit the environment."""
_LOCK = 7_021_944


@contextmanager
def absent(folder: Path) -> Iterator[str]:
    """The URL of a store that does not exist yet (SQLite) or is empty (PostgreSQL)."""
    if not SERVER:
        yield f"sqlite:///{folder}/store.sqlite3"
        return
    with _database("template1") as url:
        yield url


@contextmanager
def blank(folder: Path) -> Iterator[str]:
    """The URL of a store with its tables and nothing in them."""
    if not SERVER:
        lay(folder / "store.sqlite3")
        yield f"sqlite:///{folder}/store.sqlite3"
        return
    _make_template()
    with _database(_TEMPLATE) as url:
        yield url


def lay(path: Path) -> None:
    """Makes an SQLite store with its tables."""
    with closing(sqlite3.connect(path)) as made:
        cursor = made.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")  # as whoever opens it asks for, and has to wait
        cursor.execute("BEGIN")
        schema.lay(cursor)
        made.commit()


def create(name: str) -> None:
    """Makes a database of the PostgreSQL server with its tables."""
    _make_template()
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_TEMPLATE}"')


def drop(name: str = _TEMPLATE) -> None:
    """Removes a database of the PostgreSQL server where it is: the copied one, unless told."""
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _server() -> Any:
    import psycopg

    return psycopg.connect(SERVER, autocommit=True)


def _url(name: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{name}"


@contextmanager
def _database(template: str) -> Iterator[str]:
    name = f"hansei_{secrets.token_hex(6)}"
    with _server() as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _url(name)
    drop(name)


def _make_template() -> None:
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [_LOCK])  # until the connection ends
        known = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE])
        if known.fetchone():
            return
        server.execute(f'CREATE DATABASE "{_TEMPLATE}" TEMPLATE "template1"')
        made = "from hansei.project.boot import open_store; open_store(web=True)"
        kept = {name: each for name, each in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        environment = {**kept, "HANSEI_STORE": _url(_TEMPLATE)}
        try:
            subprocess.run([sys.executable, "-c", made], cwd=ROOT, env=environment, check=True)
        except subprocess.CalledProcessError:
            drop()  # nobody is to copy half of it
            raise
