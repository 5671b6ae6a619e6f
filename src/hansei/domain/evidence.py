"""Evidence behind a post-mortem: what it is called, what it is, and what of its name is kept."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

import msgspec

MOST_BYTES = 10 << 20
"""The largest file that is kept as evidence."""
MOST_PIECES = 200
"""The most pieces of evidence of one post-mortem, removed ones among them."""
MOST_TOGETHER = 200 << 20
"""The most bytes of all of them."""
LONGEST_TITLE = 300
URI_LIST = "text/uri-list"
"""What a link is."""

_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\"<>|:*?%;]"
)
_LONGEST_NAME = 120
_TEXT_HEAD = 4096
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
)
PICTURES = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp"))
"""What browsers may show in place: pictures of pixels, which hold no script."""


class EvidenceKind(StrEnum):
    """What stands behind a piece of evidence."""

    FILE = "file"
    LINK = "link"
    QUOTE = "quote"


class EvidenceNote(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence without its content. `number` is what the text cites: [ev3].

    `where` is its file name, address or event; `by` who kept it as the audit trail calls them,
    `by_name` as readers do. `digest` is SHA-256 over what it held when it was
    added, "" for a link. `removed` pieces keep their number; of an erased one only the digest is
    left.
    """

    number: int
    kind: EvidenceKind
    title: str
    where: str = ""
    file_name: str = ""
    digest: str = ""
    size: int = 0
    media_type: str = ""
    at: datetime | None = None
    by: str = ""
    by_name: str = ""
    removed: datetime | None = None
    erased: bool = False

    @property
    def key(self) -> str:
        """What the text cites."""
        return f"ev{self.number}"

    @property
    def is_picture(self) -> bool:
        """Whether its content may be shown in place."""
        return self.media_type in PICTURES and not self.erased


def media_type_of(content: bytes) -> str:
    """What a file is by its first bytes. Its name is never asked."""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    head = content[:_TEXT_HEAD]
    if b"\x00" in head:
        return "application/octet-stream"
    try:
        # A character may be cut at the end of the head: the last three bytes may be its beginning.
        head[:-3].decode("utf-8") if len(content) > _TEXT_HEAD else head.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = len(content) > _TEXT_HEAD and error.start >= len(head) - 7
        return "text/plain" if cut else "application/octet-stream"
    return "text/plain"


def safe_name(name: str) -> str:
    """The last part of a file's name, with nothing that a path, a header or a page could trip over.

    "evidence" where nothing is left.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = " ".join(_UNSAFE.sub("", last).split()).strip(". ")
    if len(kept) > _LONGEST_NAME:
        stem, dot, ending = kept.rpartition(".")
        short = dot and len(ending) <= 10
        kept = f"{stem[: _LONGEST_NAME - 11]}.{ending}" if short else kept[:_LONGEST_NAME]
    return kept or "evidence"
