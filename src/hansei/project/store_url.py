"""Where the store is: a file for SQLite, a URL for PostgreSQL.

    sqlite:///home/me/hansei.sqlite3    an absolute path has three slashes (or four)
    hansei.sqlite3                      a plain path means SQLite as well
    postgresql://user:password@host:5432/database?sslmode=require

A password is never part of a message: `redacted` is what people are shown.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from hansei.domain.errors import UsageError

FILE_NAME = "hansei.sqlite3"
_POSTGRESQL = ("postgresql", "postgres")
_PARAMETERS = frozenset((
    "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "channel_binding", "host",
    "connect_timeout", "application_name", "target_session_attrs", "gssencmode", "passfile",
    "service",
))  # fmt: skip


class StoreUrl(NamedTuple):
    """A parsed store address. `path` is set for SQLite only, the other fields for PostgreSQL."""

    engine: str
    path: Path | None = None
    user: str = ""
    password: str = ""
    host: str = ""
    port: int | None = None
    database: str = ""
    parameters: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        if self.path is not None:
            return str(self.path)
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"postgresql://{user}{self.host}{port}/{self.database}"

    def __repr__(self) -> str:
        return f"StoreUrl({str(self)!r})"


def data_folder() -> Path:
    """The user's data folder for Hansei (XDG base directories); it may not exist yet."""
    base = os.environ.get("XDG_DATA_HOME", "")
    root = Path(base) if os.path.isabs(base) else Path.home() / ".local" / "share"
    return root / "hansei"


def parse(text: str | None) -> StoreUrl:
    """The store that `text` names; the default one for None or "".

    Raises UsageError for anything that is neither a path nor a SQLite or PostgreSQL URL.
    """
    if not text:
        return StoreUrl("sqlite", data_folder() / FILE_NAME)
    scheme, mark, rest = text.partition("://")
    if not mark:
        return StoreUrl("sqlite", _path(text))
    if scheme.lower() == "sqlite":
        return StoreUrl("sqlite", _path(unquote(rest.partition("?")[0])))
    if scheme.lower() in _POSTGRESQL:
        return _postgresql(text)
    raise UsageError(f"unknown kind of store {scheme!r}: give a path, sqlite:/// or postgresql://")


def redacted(text: str | None) -> str:
    """The address without its password, for messages."""
    try:
        return str(parse(text))
    except UsageError:
        return "the given store"


def _path(text: str) -> Path:
    if text.startswith("//"):
        text = text[1:]
    if not text.strip("/") or "\0" in text:
        raise UsageError(
            "the store needs the path of a file, as in sqlite:///folder/hansei.sqlite3"
        )
    return Path(os.path.abspath(os.path.expanduser(text)))


def _postgresql(text: str) -> StoreUrl:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise UsageError("the store's URL has a host or port that cannot be read") from None
    database = unquote(parts.path.removeprefix("/"))
    if not database or "/" in database or "\0" in database:
        raise UsageError("the store's URL names no database: postgresql://user@host:5432/database")
    return StoreUrl(
        "postgresql",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=unquote(parts.hostname or ""),
        port=port,
        database=database,
        parameters=_parameters(parts),
    )


def _parameters(parts: SplitResult) -> tuple[tuple[str, str], ...]:
    found = tuple(parse_qsl(parts.query, keep_blank_values=True))
    unknown = next((name for name, _ in found if name not in _PARAMETERS), None)
    if unknown is not None:
        raise UsageError(f"the store's URL has an unknown parameter {unknown!r}")
    return found
