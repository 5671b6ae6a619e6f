"""Objects whose words match a query, as a condition on their keys."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from hansei.search.engine import Matches, Rank
from hansei.search.models import KINDS, Kind, Text
from hansei.search.words import Query

RANKED = 2000
"""Of more matches than these the newest are ranked: what ranking costs must not grow with them."""


def matching(kind: Kind, query: Query) -> QuerySet[Any, Any]:
    """The keys of the objects of a kind that match, to be used inside another query."""
    keys: QuerySet[Any, Any] = _of_kind(kind, query, titles=False).values("of")
    return keys


def ranked(kind: Kind, query: Query, *, titles: bool = False) -> QuerySet[Any, Any]:
    """Rows of a kind that match, best first, newest ties; `of` is the key of what each is about.

    `titles` looks into titles alone.
    """
    newest = _of_kind(kind, query, titles=titles).order_by("-rowid").values("rowid")[:RANKED]
    found = _of_kind(kind, query, titles=titles).filter(rowid__in=newest)
    best: QuerySet[Any, Any] = found.annotate(rank=Rank(query)).order_by("rank", "-rowid")
    return best


def _of_kind(kind: Kind, query: Query, *, titles: bool) -> QuerySet[Any, Any]:
    rows = Text.objects.filter(Matches(query, titles=titles))
    keyed: QuerySet[Any, Any] = rows.annotate(of=F("rowid") / KINDS, about=F("rowid") % KINDS)
    return keyed.filter(about=kind)
