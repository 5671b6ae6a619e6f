"""Bytes of a report into text, whatever encoding its author's editor chose."""

from __future__ import annotations

import re

from hansei.domain.errors import Unreadable

LARGEST = 8_000_000
"""Bytes of the largest report that is read; a post-mortem larger than this is something else."""

_SAMPLE = 64_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\x1f\x8b", b"GIF8", b"\xff\xd8\xff", b"\x7fELF")
_BAD = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def decode(data: bytes, *, file: str = "") -> str:
    """The text of `data` with "\\n" line ends.

    UTF-8 and UTF-16 by their marks, UTF-8 without one, then the encoding that the bytes look
    like. Raises Unreadable for a binary file, an undecodable one and one larger than `LARGEST`.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"larger than {LARGEST // 1_000_000} MB", place=file)
    if data.startswith(_MAGIC):
        raise Unreadable("a binary document; export it as Markdown or plain text", place=file)
    text = _decoded(data, file)
    if len(_BAD.findall(text[:_SAMPLE])) > len(text[:_SAMPLE]) // 50:
        raise Unreadable("not text", place=file)
    return _BAD.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes, file: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if data[:_SAMPLE].count(b"\x00") > len(data[:_SAMPLE]) // 50:
        raise Unreadable("not text", place=file)
    from charset_normalizer import from_bytes  # imported only here: it takes long to load

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise Unreadable("its encoding cannot be told", place=file)
    return data.decode(best.encoding, errors="replace")
