"""Pages of long lists: each one continues behind the last item of the one before.

A cursor holds the sort key of that item, signed, so that it means the same whatever was added or
removed meanwhile, and nobody makes one up. It holds for one list with the same filters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, QueryDict

from hansei.api.problems import Refused

_PAGING = ("cursor", "limit")


def made(request: HttpRequest, key: Sequence[Any]) -> str:
    """The cursor behind the item with this sort key (JSON values)."""
    return _signer(request).sign_object([*key], compress=False)


def opened(request: HttpRequest, cursor: str) -> list[Any]:
    """The sort key in a cursor. Raises Refused for one that this list did not give."""
    try:
        found = _signer(request).unsign_object(cursor)
    except (signing.BadSignature, ValueError):
        raise Refused("usage", "the cursor is not one of this list with these filters") from None
    if not isinstance(found, list):
        raise Refused("usage", "the cursor is not one of this list with these filters")
    return found


def address(request: HttpRequest, cursor: str) -> str:
    """Where the next page is, without the host."""
    kept = [*_filters(request.GET), ("cursor", cursor)]
    if "limit" in request.GET:
        kept.append(("limit", str(request.GET["limit"])))
    return f"{request.path}?{urlencode(kept)}"


def _signer(request: HttpRequest) -> signing.Signer:
    told = urlencode(sorted(_filters(request.GET)))
    name = hashlib.sha256(f"{request.path}?{told}".encode()).hexdigest()
    return signing.Signer(salt=f"hansei.api.page.{name}")


def _filters(given: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, str(each))
        for name, values in given.lists()
        if name not in _PAGING
        for each in values
    ]
