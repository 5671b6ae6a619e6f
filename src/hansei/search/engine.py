"""The two engines' full text: how their index is made, asked and ranked.

Both hold nothing but words of letters and digits (`words`), and are asked for nothing else.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, FloatField, Func, Value
from django.db.models.sql.compiler import SQLCompiler

from hansei.search.models import Kind
from hansei.search.words import Query, Term

_WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"

CREATE: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_text USING fts5(title, body, prefix='2 3',"
        ' tokenize="unicode61 remove_diacritics 0")',
    ),
    "postgresql": (
        "CREATE TABLE search_text (rowid bigint PRIMARY KEY, title text NOT NULL,"
        " body text NOT NULL, vector tsvector GENERATED ALWAYS AS ("
        "setweight(to_tsvector('simple'::regconfig, title), 'A') ||"
        " setweight(to_tsvector('simple'::regconfig, body), 'D')) STORED)",
        "CREATE INDEX search_text_vector ON search_text USING gin (vector)",
    ),
}
DROP = "DROP TABLE IF EXISTS search_text"
TITLES: dict[str, tuple[str, ...]] = {
    "sqlite": (),
    # GIN keeps no weights: asking for titles would read the whole vector of every match.
    "postgresql": (
        "ALTER TABLE search_text ADD COLUMN title_vector tsvector GENERATED ALWAYS AS"
        " (to_tsvector('simple'::regconfig, title)) STORED",
        "CREATE INDEX search_text_title_vector ON search_text USING gin (title_vector)",
    ),
}

_COLUMNS = ("vector", "title_vector")
OF_KIND: dict[str, tuple[str, ...]] = {
    "sqlite": (),
    # One for all kinds would be read whole for each, and its matches be held against a range.
    "postgresql": (
        *(
            f"CREATE INDEX search_{column}_{kind.name.lower()} ON search_text USING gin ({column})"
            f" WHERE rowid BETWEEN {kind.rows[0]} AND {kind.rows[1]}"
            for column in _COLUMNS
            for kind in Kind
        ),
        *(f"DROP INDEX search_text_{column}" for column in _COLUMNS),
    ),
}
AHEAD = {"sqlite": (0,), "postgresql": (50, 0)}
"""Among how many newest matches those are sought that somebody may read, 0 for all, until there are
enough. PostgreSQL looks at each match before it sorts them, SQLite finds them in their order."""


def said(query: Query, *, titles: bool = False) -> str:
    """The query in the language of the store's engine; `titles` looks into titles alone."""
    return fts5(query, titles=titles) if connection.vendor == "sqlite" else tsquery(query)


class Matches(Func):
    """Whether a row of the index holds what is `said`, in its title if it was said of titles."""

    output_field = BooleanField()

    def __init__(self, words: str | Value, *, titles: bool = False) -> None:
        self._titles = titles
        super().__init__(words if isinstance(words, Value) else Value(words))

    def as_sql(  # type: ignore[override]  # the rest of its options make a function's name
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The condition in the language of the engine."""
        words, params = compiler.compile(self.source_expressions[0])
        if connection.vendor == "sqlite":
            return f"search_text MATCH {words}", tuple(params)
        column = "title_vector" if self._titles else "vector"
        return f"{column} @@ {words}::tsquery", tuple(params)


class Rank(Func):
    """How well a row that matches what is `said` fits: lower is better, and titles count most."""

    output_field = FloatField()

    def __init__(self, words: str | Value) -> None:
        super().__init__(words if isinstance(words, Value) else Value(words))

    def as_sql(  # type: ignore[override]  # the rest of its options make a function's name
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The weight in the language of the engine."""
        if connection.vendor == "sqlite":
            return "bm25(search_text, 10.0, 1.0)", ()
        words, params = compiler.compile(self.source_expressions[0])
        return f"-ts_rank('{_WEIGHTS}'::real[], vector, {words}::tsquery, 1)", tuple(params)


def fts5(query: Query, *, titles: bool = False) -> str:
    """The query in the language of FTS5."""

    def part(term: Term) -> str:
        return f'"{" ".join(term.words)}"{"*" if term.prefix else ""}'

    wanted = " AND ".join(map(part, query.wanted))
    unwanted = " OR ".join(map(part, query.unwanted))
    whole = f"({wanted}) NOT ({unwanted})" if unwanted else wanted
    return f"title : ({whole})" if titles else whole


def tsquery(query: Query) -> str:
    """The query in the language of PostgreSQL."""

    def part(term: Term) -> str:
        *first, last = term.words
        words = [f"'{each}'" for each in first]
        words.append(f"'{last}'{':*' if term.prefix else ''}")
        return f"({' <-> '.join(words)})"

    parts = [part(each) for each in query.wanted] + [f"!{part(each)}" for each in query.unwanted]
    return " & ".join(parts)
