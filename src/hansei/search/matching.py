"""Objects whose words match a query, as a condition on their keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Exists, F, Model, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from hansei.accounts.actor import Actor
from hansei.accounts.asking import asked_by
from hansei.project.compiled import counted
from hansei.search.engine import AHEAD, Matches, Rank, said
from hansei.search.models import Kind, Text
from hansei.search.words import Query

FEW = 500
"""Matches from which on weighing them one by one takes too long."""
_Row = TypeVar("_Row", bound=Model)
Readable = Callable[[Actor], QuerySet[Any]]
"""The rows that an actor may read of those whose key is "of"."""


def among(rows: QuerySet[_Row], kind: Kind, query: Query) -> QuerySet[_Row]:
    """Those of `rows` that match, whatever order they are asked for in.

    A few are looked up. Where there are many, going through the rows in their order soon meets
    enough of them for a page: the sum says nothing, but keeps SQLite from sorting all matches.
    """
    if not query:
        return rows.none()
    keys = _of_kind(kind, said(query)).values("of")
    if not _is_many(kind, query.of_whole_words()) and not _is_many(kind, query):
        return rows.filter(pk__in=keys)
    in_order: QuerySet[Any] = rows.alias(key=F("pk") + 0).filter(key__in=keys)
    return in_order


def best(
    *, actor: Actor, kind: Kind, query: Query, readable: Readable, most: int, titles: bool = False
) -> list[int]:
    """The keys of the best matches of a kind, of those that are `readable`.

    `titles` looks into titles alone. Few matches are ranked by how well they fit. Of many, which
    common words have, those with the words in their title come first, then the newest: weighing
    all of them would take long and tell little.
    """
    for each in (query.of_whole_words(), query):
        if _is_many(kind, each, titles=titles):
            return _newest(actor, kind, each, readable, most, titles=titles)
    words = said(query, titles=titles)
    return _ranked(actor, kind, readable, most, titles, words=words)


def _newest(
    actor: Actor, kind: Kind, query: Query, readable: Readable, most: int, *, titles: bool
) -> list[int]:
    keys: dict[int, None] = {}
    for in_title in (True,) if titles else (True, False):
        if len(keys) < most:
            words, wanted = said(query, titles=in_title), most + len(keys)
            newest: list[int] = []
            for ahead in AHEAD[connection.vendor]:
                if len(newest) < wanted:
                    newest = _in_order(actor, kind, readable, wanted, in_title, ahead, words=words)
            keys.update(dict.fromkeys(newest))
    return list(keys)[:most]


def _is_many(kind: Kind, query: Query, *, titles: bool = False) -> bool:
    return _up_to(FEW + 1, kind, titles, words=said(query, titles=titles)) > FEW


@counted
def _up_to(
    most: int, kind: Kind, titles: bool, /, *, words: Any
) -> QuerySet[Text, Any]:  # fmt: skip
    return _of_kind(kind, words, titles=titles).values("rowid")[:most]


@asked_by
def _ranked(
    actor: Actor, kind: Kind, readable: Readable, most: int, titles: bool, /, *, words: Any
) -> QuerySet[Text, int]:
    found = _of_kind(kind, words, titles=titles).filter(Exists(readable(actor)))
    ordered: QuerySet[Any] = found.annotate(rank=Rank(words)).order_by("rank", "-rowid")
    return ordered.values_list("of", flat=True)[:most]


@asked_by
def _in_order(
    actor: Actor, kind: Kind, readable: Readable, most: int, titles: bool, ahead: int, /,
    *, words: Any,
) -> QuerySet[Text, int]:  # fmt: skip
    """The newest; of so many newest matches alone where `ahead` is given: these are asked one by
    one, where PostgreSQL would join them with all that is readable."""
    found, may_read = _of_kind(kind, words, titles=titles), readable(actor)
    if ahead:
        newest = found.order_by("-rowid").values("rowid")[:ahead]
        found = Text.objects.filter(rowid__in=newest).annotate(of=F("rowid") - kind.row(0))
        one = Subquery(may_read.annotate(is_there=Value(True)).values("is_there")[:1])
        found = found.filter(Coalesce(one, False))
    else:
        found = found.filter(Exists(may_read))
    return found.order_by("-rowid").values_list("of", flat=True)[:most]


def _of_kind(kind: Kind, words: Any, *, titles: bool = False) -> QuerySet[Any]:
    rows = Text.objects.filter(Matches(words, titles=titles), rowid__range=kind.rows)
    keyed: QuerySet[Any] = rows.annotate(of=F("rowid") - kind.row(0))
    return keyed
