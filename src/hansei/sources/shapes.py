"""From bytes to items: tells a file's shape and decodes it piece by piece.

Memory stays bounded whatever the file's size: a long JSON list is decoded element by element, an
object around one long list comes as slices of that list, CSV and NDJSON are read line by line.
A file that breaks off gives the items before the break and then a refusal with the place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from hansei.domain.errors import Unreadable
from hansei.domain.event import Place
from hansei.sources.base import Item, Refusal, Sample, Shape
from hansei.sources.csv_items import delimiter_of, read_csv
from hansei.sources.decoded import Decoded, Opened, sampled
from hansei.sources.files import File
from hansei.sources.json_items import is_ndjson, looks_like_json, ndjson, read_json

HEAD = 64 << 10
SAMPLE_LINES = 50
TEXT_CHUNK = 16 << 20


def decode(file: File) -> Decoded:
    """Decodes a file. Raises Unreadable for one that is empty, binary or of no known encoding."""
    stream = file.open()
    try:
        head = stream.read(HEAD)
        if not head.strip():
            raise Unreadable("is empty")
        source = Opened(file.name, stream, head, encoding_of(head, whole=len(head) < HEAD))
        return replace(_by_shape(source), close=source.close)
    except BaseException:
        stream.close()
        raise


def _by_shape(source: Opened) -> Decoded:
    start = source.head.decode(source.encoding, "replace").lstrip("\ufeff \t\r\n")
    if looks_like_json(start):
        if is_ndjson(start):
            return sampled(source.name, Shape.NDJSON, ndjson(source))
        return read_json(source)
    dialect = delimiter_of(start, complete=len(source.head) < HEAD)
    if dialect:
        return read_csv(source, dialect)
    return _text(source)


def encoding_of(head: bytes, *, whole: bool = True) -> str:
    """The encoding of a text. Raises Unreadable for binary data."""
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in head:
        raise Unreadable("is binary, not text")
    try:
        (head if whole else head[:-4]).decode("utf-8")
    except UnicodeDecodeError as error:
        if not whole and error.start >= len(head) - 8:
            return "utf-8"
        from charset_normalizer import from_bytes

        best = from_bytes(head[:16384]).best()
        if best is None:
            raise Unreadable(f"is of no known encoding (byte {error.start})") from None
        return str(best.encoding)
    return "utf-8"


def _text(source: Opened) -> Decoded:
    def chunks() -> Iterator[Item | Refusal]:
        lines = source.lines()
        number = 0
        while part := lines.readlines(TEXT_CHUNK):
            text = "".join(part).lstrip("\ufeff") if number == 0 else "".join(part)
            yield Item(text, Place(source.name, number))
            number += len(part)

    items = chunks()
    first = next(items)
    assert isinstance(first, Item)
    sample = Sample(source.name, Shape.TEXT, first.value[:HEAD].splitlines()[:SAMPLE_LINES])
    return Decoded(sample, chain([first], items), sliced=True)
