"""Pages of a long list by where the last one ended, not by counting from its start.

A list is made of segments, each in the order of one column and then of the key, so that an index
gives a page whatever its place. Rows without a value are a segment of their own, because engines
disagree about where they belong.
"""

from __future__ import annotations

import base64
import binascii
import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from hansei.domain.errors import UsageError

_Row = TypeVar("_Row", bound=Model)
_UNREADABLE = "the place in the list cannot be read: start at its beginning"


@dataclass(frozen=True)
class Segment:
    """Rows that meet `where`, in the order of `column` and then of the key ("": of the key)."""

    where: Q
    column: str = ""
    descending: bool = True


class _Cursor(msgspec.Struct, array_like=True, frozen=True):
    """Beside which row a page begins: its segment, its value and key, and in which direction."""

    segment: int
    value: str | int | None
    pk: int
    backward: bool


@dataclass(frozen=True)
class Page(Generic[_Row]):
    """Rows, and the cursors of the pages around them, "" where there is none."""

    rows: list[_Row]
    next: str = ""
    previous: str = ""


class Amount(NamedTuple):
    """How many there are; `more`: at least one above `number`, which is where counting ended."""

    number: int
    more: bool


def page(
    rows: Callable[[], QuerySet[_Row]],
    segments: Sequence[Segment],
    cursor: str,
    *,
    size: int,
    begun: Callable[[int, int], Sequence[_Row]] | None = None,
) -> Page[_Row]:
    """The page at a cursor ("" for the first). Raises UsageError for one that cannot be read.

    `begun` gives the first rows of a segment, of `beginning`, where it is asked for otherwise.
    """
    whole = functools.cache(rows)
    at = _decoded(cursor, len(segments)) if cursor else None
    backward = at is not None and at.backward
    found: list[tuple[int, _Row]] = []
    first = at.segment if at else 0
    order = range(first, -1, -1) if backward else range(first, len(segments))
    for index in order:
        segment, left = segments[index], size + 1 - len(found)
        if at is None and begun is not None:
            part: Iterable[_Row] = begun(index, left)
        elif at is not None and index == at.segment:
            part = _behind(_part(whole(), segment, backward=backward), segment, at)[:left]
        else:
            part = _part(whole(), segment, backward=backward)[:left]
        found += [(index, row) for row in part]
        if len(found) > size:
            break
    more = len(found) > size
    found = found[:size]
    if backward:
        found.reverse()
    following = found and (more or backward)
    leading = found and at is not None and (more or not backward)
    return Page(
        [row for _, row in found],
        next=_encoded(segments, *found[-1], backward=False) if following else "",
        previous=_encoded(segments, *found[0], backward=True) if leading else "",
    )


def beginning(rows: QuerySet[_Row], segment: Segment, most: int) -> QuerySet[_Row]:
    """The first rows of a segment."""
    return _part(rows, segment, backward=False)[:most]


def amount(rows: QuerySet[Any], *, most: int) -> Amount:
    """Counts up to `most` rows."""
    return up_to(rows.order_by()[: most + 1].count(), most=most)


def up_to(count: int, *, most: int) -> Amount:
    """What was counted one further than `most`."""
    return Amount(min(count, most), count > most)


def _part(rows: QuerySet[_Row], segment: Segment, *, backward: bool) -> QuerySet[_Row]:
    return rows.filter(segment.where).order_by(*_order(segment, backward=backward))


def _order(segment: Segment, *, backward: bool) -> list[str]:
    sign = "-" if segment.descending != backward else ""
    return [f"{sign}{column}" for column in (segment.column, "pk") if column]


def _behind(rows: QuerySet[_Row], segment: Segment, at: _Cursor) -> QuerySet[_Row]:
    try:
        return rows.filter(_beyond(segment, at))
    except (ValidationError, TypeError, ValueError):
        raise UsageError(_UNREADABLE) from None


def _beyond(segment: Segment, at: _Cursor) -> Q:
    side = "lt" if segment.descending != at.backward else "gt"
    further = Q(**{f"pk__{side}": at.pk})
    if not segment.column:
        return further
    past = Q(**{f"{segment.column}__{side}": at.value})
    # The first condition says nothing new, but an index can begin there.
    return Q(**{f"{segment.column}__{side}e": at.value}) & (
        past | (Q(**{segment.column: at.value}) & further)
    )


def _encoded(segments: Sequence[Segment], index: int, row: Model, *, backward: bool) -> str:
    column = segments[index].column
    value = getattr(row, column) if column else None
    if isinstance(value, datetime):
        value = value.isoformat()
    data = msgspec.json.encode(_Cursor(index, value, row.pk, backward))
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str, segments: int) -> _Cursor:
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        found = msgspec.json.decode(data, type=_Cursor)
    except (ValueError, binascii.Error, msgspec.DecodeError):
        raise UsageError(_UNREADABLE) from None
    sound = 0 <= found.segment < segments and abs(found.pk) < 1 << 62
    if not sound or (isinstance(found.value, str) and len(found.value) > 400):
        raise UsageError(_UNREADABLE)
    return found
