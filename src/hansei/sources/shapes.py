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
from hansei.sources.base import Item, Sample, Shape
from hansei.sources.csv_items import delimiter_of, read_csv
from hansei.sources.decoded import Decoded, Opened, sampled
from hansei.sources.files import File
from hansei.sources.json_items import (
    LONGEST_LINE,
    is_ndjson,
    looks_like_json,
    ndjson,
    read_json,
)

HEAD = 64 << 10
SAMPLE_LINES = 50
TEXT_CHUNK = 16 << 20
# What exports are written in that are not UTF-8; the short texts in them often fit several.
_USUAL = "cp1252"
_ENCODINGS = [
    _USUAL, "cp1250", "cp1251", "cp1253", "cp1254", "koi8_r",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip


def decode(file: File) -> Decoded:
    """Decodes a file. Raises Unreadable for one that is empty, binary or of no known encoding."""
    stream = file.open()
    try:
        head = stream.read(HEAD)
        whole = len(head) < HEAD
        source = Opened(file.name, stream, head, encoding_of(head, whole=whole))
        start = head.decode(source.encoding, "replace").lstrip("\ufeff \t\r\n")
        if whole and not start:
            raise Unreadable("is empty")
        return replace(_by_shape(source, start), close=source.close)
    except BaseException:
        stream.close()
        raise


def _by_shape(source: Opened, start: str) -> Decoded:
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
        around = max(error.start - 8192, 0)
        return _guessed(head[around : around + 16384], error.start)
    return "utf-8"


def _guessed(sample: bytes, at: int) -> str:
    from charset_normalizer import from_bytes  # imported only here: it takes long to load

    found = from_bytes(sample, cp_isolation=_ENCODINGS)
    best = found.best()
    if best is None:
        raise Unreadable(f"is of no known encoding (byte {at})")
    for match in found:
        alike = (match.chaos, match.coherence) == (best.chaos, best.coherence)
        if alike and _USUAL in match.could_be_from_charset:
            return _USUAL
    return str(best.encoding)


def _text(source: Opened) -> Decoded:
    items = _chunks(source)
    first = next(items)
    sample = Sample(source.name, Shape.TEXT, first.value[:HEAD].splitlines()[:SAMPLE_LINES])
    return Decoded(sample, chain([first], items))


def _chunks(source: Opened) -> Iterator[Item]:
    """A text in parts of whole lines; a line that is too long is cut off."""
    lines = source.lines()
    number = 0
    while text := lines.read(TEXT_CHUNK):
        rest = lines.readline(LONGEST_LINE)
        if len(rest) == LONGEST_LINE and not rest.endswith("\n"):
            source.skip_line()
            rest += "\n"
        text += rest
        yield Item(text.lstrip("\ufeff") if number == 0 else text, Place(source.name, number))
        number += text.count("\n")
