"""Objects whose words match a query, as a condition on their keys."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Exists, F, Model, QuerySet

from hansei.search.engine import Matches, Rank
from hansei.search.models import Kind, Text
from hansei.search.words import Query

FEW = 500
"""Matches from which on weighing them one by one takes too long."""
_Row = TypeVar("_Row", bound=Model)


def among(rows: QuerySet[_Row], kind: Kind, query: Query) -> QuerySet[_Row]:
    """Those of `rows` that match, whatever order they are asked for in.

    A few are looked up. Where there are many, going through the rows in their order soon meets
    enough of them for a page: the sum says nothing, but keeps SQLite from sorting all matches.
    """
    if not query:
        return rows.none()
    keys = _of_kind(kind, query).values("of")
    if not _is_many(kind, query.of_whole_words()) and not _is_many(kind, query):
        return rows.filter(pk__in=keys)
    in_order: QuerySet[Any] = rows.alias(key=F("pk") + 0).filter(key__in=keys)
    return in_order


def best(
    kind: Kind, query: Query, readable: QuerySet[Any], *, most: int, titles: bool = False
) -> list[int]:
    """The keys of the best matches of a kind, of those that are `readable` ("of" is their key).

    `titles` looks into titles alone. Few matches are ranked by how well they fit. Of many, which
    common words have, those with the words in their title come first, then the newest: weighing
    all of them would take long and tell little.
    """
    for each in (query.of_whole_words(), query):
        if _is_many(kind, each, titles=titles):
            return _newest(kind, each, readable, most, titles=titles)
    found = _of_kind(kind, query, titles=titles).filter(Exists(readable))
    ordered = found.annotate(rank=Rank(query)).order_by("rank", "-rowid")
    return list(ordered.values_list("of", flat=True)[:most])


def _newest(
    kind: Kind, query: Query, readable: QuerySet[Any], most: int, *, titles: bool
) -> list[int]:
    keys: dict[int, None] = {}
    for in_title in (True,) if titles else (True, False):
        if len(keys) < most:
            found = _of_kind(kind, query, titles=in_title).filter(Exists(readable))
            newest = found.order_by("-rowid").values_list("of", flat=True)
            keys.update(dict.fromkeys(newest[: most + len(keys)]))
    return list(keys)[:most]


def _is_many(kind: Kind, query: Query, *, titles: bool = False) -> bool:
    found = _of_kind(kind, query, titles=titles).values("rowid")
    return bool(found[: FEW + 1].count() > FEW)


def _of_kind(kind: Kind, query: Query, *, titles: bool = False) -> QuerySet[Any]:
    rows = Text.objects.filter(Matches(query, titles=titles), rowid__range=kind.rows)
    keyed: QuerySet[Any] = rows.annotate(of=F("rowid") - kind.row(0))
    return keyed
