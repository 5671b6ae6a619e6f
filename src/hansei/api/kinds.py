"""The sorts of problems that the API answers with, by their stable code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Kind(NamedTuple):
    """A sort of problem: its status, its name, and when it is met."""

    status: int
    title: str
    meaning: str


KINDS: Mapping[str, Kind] = {
    "usage": Kind(
        400,
        "The request is wrong",
        "An unknown format, a cursor of another list, a body that is no JSON.",
    ),
    "unauthenticated": Kind(
        401,
        "Sign in or send a token",
        "There is no session, and no token or an unknown, expired or revoked one.",
    ),
    "scope": Kind(
        403,
        "The token's scopes do not allow this",
        "The operation needs a scope that the token was not given.",
    ),
    "csrf": Kind(
        403,
        "The request may be forged",
        "A change by session lacks the header `X-CSRFToken`.",
    ),
    "not-found": Kind(
        404,
        "There is no such thing",
        "It is absent, or not for this caller: the two look the same.",
    ),
    "method": Kind(
        405,
        "The address does not know this method",
        "`Allow` names those that it knows.",
    ),
    "conflict": Kind(
        409,
        "Something else stands in the way",
        "The thing's state does not allow it now, a request with the same key is under way,"
        " or the store is busy.",
    ),
    "stale": Kind(
        412,
        "The version is not the current one",
        "`If-Match` names a version that was changed since: read again, then decide.",
    ),
    "too-large": Kind(
        413,
        "The request is too large",
        "The body exceeds what the operation takes.",
    ),
    "media-type": Kind(
        415,
        "The body's type is not taken",
        "The operation wants another `Content-Type`.",
    ),
    "invalid": Kind(
        422,
        "The request does not fit its description",
        "`errors` points at each field or parameter at fault.",
    ),
    "input": Kind(
        422,
        "The content cannot be used",
        "It fits its description, but its meaning is refused: `detail` says why.",
    ),
    "key-reused": Kind(
        422,
        "The key belongs to another request",
        "`Idempotency-Key` was sent before with another request.",
    ),
    "version-needed": Kind(
        428,
        "Say which version you saw",
        "A change needs `If-Match` with the thing's `ETag`.",
    ),
    "too-many": Kind(
        429,
        "Too many requests",
        "`Retry-After` says in how many seconds to go on.",
    ),
    "fault": Kind(
        500,
        "A fault in Hansei",
        "Nothing was changed. The server's log has the details under `reference`.",
    ),
}
"""Codes of `domain.errors` that are not here are sorts of their nearest ancestor."""
