"""How an entry of the audit trail is turned into bytes and chained: pure, and enough to verify.

An entry's digest is the SHA-256 of its canonical encoding: one JSON object in UTF-8 without white
space, its keys sorted by code point, with exactly these members:

    actor    "cli:login", "user:login" or "system:part"
    at       UTC, "2026-03-01T12:00:00.000000Z", always six digits of fraction
    changes  an object of strings, integers, booleans, null, lists and objects; no fractions,
             whose text form differs between languages
    object   [type, id], both strings
    previous the digest before in hexadecimal; 64 zeros for the first entry
    seq      1, 2, 3, ... without a gap
    verb     what was done

Strings escape only the quotation mark, the backslash and control characters, the latter as two
characters (\\b \\t \\n \\f \\r) where JSON has them and as \\u00xx otherwise.
A `changes` value names long contents by their SHA-256, so that they can be erased later while the
trail stays whole.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

FIRST = "0" * 64
"""What the first entry has for the digest before it."""


class Link(NamedTuple):
    """An entry's content. `changes` is canonical JSON text."""

    seq: int
    at: datetime
    actor: str
    verb: str
    object_type: str
    object_id: str
    changes: str
    previous: str


def canonical(value: Any) -> bytes:
    """Canonical JSON. Raises TypeError or ValueError for what it does not allow."""
    _refuse_fractions(value)
    return msgspec.json.encode(value, order="sorted")


def digest(link: Link) -> str:
    """The SHA-256 of an entry in hexadecimal."""
    entry = {
        "seq": link.seq,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "actor": link.actor,
        "verb": link.verb,
        "object": [link.object_type, link.object_id],
        "changes": msgspec.Raw(link.changes.encode()),
        "previous": link.previous,
    }
    return hashlib.sha256(msgspec.json.encode(entry, order="sorted")).hexdigest()


def content_digest(text: str | bytes) -> str:
    """The name of a long content in `changes`."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _refuse_fractions(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("an audit entry holds no fractions")
    if isinstance(value, dict):
        for each in value.values():
            _refuse_fractions(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_fractions(each)
