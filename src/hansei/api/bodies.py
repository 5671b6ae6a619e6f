"""Bodies that are too long to hold: lines of JSON, perhaps compressed, read as they come."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from django.http import HttpRequest

from hansei.api.problems import Refused

LONGEST_LINE = 64 << 20
MOST_UNPACKED = 8 << 30
_CHUNK = 1 << 16
_GZIP = 31


def lines(request: HttpRequest) -> Iterator[bytes]:
    """The lines of a body, without empty ones.

    Raises Refused for one that is not what its Content-Encoding says, or swells beyond bounds.
    """
    left = b""
    for chunk in _unpacked(request):
        *whole, left = (left + chunk).split(b"\n")
        if len(left) > LONGEST_LINE:
            raise Refused("too-large", f"a line has up to {LONGEST_LINE >> 20} MiB")
        yield from filter(None, whole)
    if left:
        yield left


def _unpacked(request: HttpRequest) -> Iterator[bytes]:
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding not in ("identity", "gzip"):
        raise Refused("media-type", "Content-Encoding is gzip or left out")
    chunks = iter(lambda: request.read(_CHUNK), b"")
    if encoding == "identity":
        yield from chunks
        return
    unpack = zlib.decompressobj(_GZIP)
    size = 0
    try:
        for chunk in chunks:
            packed = chunk
            while packed:
                part = unpack.decompress(packed, 16 * _CHUNK)
                packed = unpack.unconsumed_tail
                size += len(part)
                if size > MOST_UNPACKED:
                    raise Refused("too-large", f"unpacked up to {MOST_UNPACKED >> 30} GiB")
                yield part
    except zlib.error:
        raise Refused("usage", "the body is no gzip") from None
    if not unpack.eof:
        raise Refused("usage", "the body ends in the middle")
