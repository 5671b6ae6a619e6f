"""Cuts a list into pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from hansei.api.cursors import address, made, opened
from hansei.api.problems import Refused
from hansei.api.requests import Request
from hansei.api.shapes.base import Paging

if TYPE_CHECKING:
    from django.db.models import QuerySet

_T = TypeVar("_T")
_S = TypeVar("_S")


def page(
    request: Request, paging: Paging, rows: QuerySet[Any], show: Callable[[Any], _S], *,
    key: str = "pk", newest: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """A page of rows in the order of `key`, which is unique and a whole number."""
    ordered = rows.order_by(f"-{key}" if newest else key)
    if paging.cursor:
        last = after(request, paging)[0]
        if type(last) is not int:
            raise Refused("usage", "the cursor is damaged")
        ordered = ordered.filter(**{f"{key}__{'lt' if newest else 'gt'}": last})
    found = list(ordered[: paging.limit + 1])
    return cut(request, paging, found, show, lambda row: [getattr(row, key)])


def after(request: Request, paging: Paging) -> list[Any]:
    """The sort key that the page begins behind; empty for the first page."""
    return opened(request, paging.cursor) if paging.cursor else []


def cut(
    request: Request, paging: Paging, found: list[_T], show: Callable[[_T], _S],
    key: Callable[[_T], list[Any]],
) -> dict[str, Any]:  # fmt: skip
    """A page of what was found, which holds one more than the page where there is a next one."""
    items, more = found[: paging.limit], len(found) > paging.limit
    cursor = made(request, key(items[-1])) if more else ""
    return following_page(request, [show(each) for each in items], cursor)


def following_page(request: Request, items: list[_S], cursor: str) -> dict[str, Any]:
    """A page with the cursor of the next one, "" for none."""
    request.following = address(request, cursor) if cursor else None
    return {"items": items, "next": request.following}


def sorted_page(
    request: Request, paging: Paging, rows: Iterable[_T], show: Callable[[_T], _S],
    key: Callable[[_T], list[Any]],
) -> dict[str, Any]:  # fmt: skip
    """A page of a list that is sorted by `key` already and fits into memory."""
    behind = after(request, paging)
    try:
        found = [each for each in rows if not behind or key(each) > behind]
    except TypeError:
        raise Refused("usage", "the cursor is damaged") from None
    return cut(request, paging, found, show, key)


def whole(items: Iterable[_S]) -> dict[str, Any]:
    """A list so short that it is always one page."""
    return {"items": list(items), "next": None}
