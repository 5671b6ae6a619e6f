"""The two engines' full text: how their index is made, asked and ranked.

Both hold nothing but words of letters and digits (`words`), and are asked for nothing else.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, FloatField, Func
from django.db.models.sql.compiler import SQLCompiler

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


class Matches(Func):
    """Whether a row of the index holds what the query asks for, in its title if `titles`."""

    output_field = BooleanField()

    def __init__(self, query: Query, *, titles: bool = False) -> None:
        self._query, self._titles = query, titles
        super().__init__()

    def as_sql(
        self,
        compiler: SQLCompiler,  # noqa: ARG002 - it holds no expressions to compile
        connection: BaseDatabaseWrapper,
        *_: Any,
        **__: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        if connection.vendor == "sqlite":
            return "search_text MATCH %s", (fts5(self._query, titles=self._titles),)
        column = "title_vector" if self._titles else "vector"
        return f"{column} @@ %s::tsquery", (tsquery(self._query),)


class Rank(Func):
    """How well a row that matches fits: lower is better, and titles count most."""

    output_field = FloatField()

    def __init__(self, query: Query) -> None:
        self._query = query
        super().__init__()

    def as_sql(
        self,
        compiler: SQLCompiler,  # noqa: ARG002 - it holds no expressions to compile
        connection: BaseDatabaseWrapper,
        *_: Any,
        **__: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        if connection.vendor == "sqlite":
            return "bm25(search_text, 10.0, 1.0)", ()
        sql = "-ts_rank(%s::real[], vector, %s::tsquery, 1)"
        return sql, (_WEIGHTS, tsquery(self._query))


def fts5(query: Query, *, titles: bool = False) -> str:
    """The query in the language of FTS5."""

    def said(term: Term) -> str:
        return f'"{" ".join(term.words)}"{"*" if term.prefix else ""}'

    wanted = " AND ".join(map(said, query.wanted))
    unwanted = " OR ".join(map(said, query.unwanted))
    whole = f"({wanted}) NOT ({unwanted})" if unwanted else wanted
    return f"title : ({whole})" if titles else whole


def tsquery(query: Query) -> str:
    """The query in the language of PostgreSQL."""

    def said(term: Term) -> str:
        *first, last = term.words
        words = [f"'{each}'" for each in first]
        words.append(f"'{last}'{':*' if term.prefix else ''}")
        return f"({' <-> '.join(words)})"

    parts = [said(each) for each in query.wanted] + [f"!{said(each)}" for each in query.unwanted]
    return " & ".join(parts)
