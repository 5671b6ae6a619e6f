"""Records as bytes: what is stored, and the digests that make an import idempotent.

    identity   the first 8 bytes of SHA-256("source:key") as a signed big-endian integer
    reading    the domain's record as JSON without its place
    raw        the item as received, as JSON; zlib where it is long and that makes it shorter,
               which shows in its first byte: no JSON text begins with an "x"
    digest     SHA-256 over reading, a line feed, and raw before compression

The place is left out of the digest, so that an item that stands in two files is one record.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any, NamedTuple

import msgspec

from hansei.domain.event import Place, Record
from hansei.project.bulk import storable, time_text
from hansei.sources.spool import raw_json

PACK_FROM = 1024
"""Raw items from this many bytes on are compressed."""
_NO_PLACE = Place()
_encode = msgspec.json.Encoder(decimal_format="number").encode
_decode_record = msgspec.json.Decoder(Record).decode
_decode_place = msgspec.json.Decoder(Place).decode


class Row(NamedTuple):
    """The columns of a stored record that do not depend on its import."""

    identity: int
    digest: bytes
    source: str
    key: str
    at: str
    reading: str
    place: str
    raw: bytes


COLUMNS = (*Row._fields, "batch_id")


def identity(source_and_key: str) -> int:
    """The indexed hash of an item's identity ("source:key")."""
    found = hashlib.sha256(source_and_key.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(found[:8], "big", signed=True)


def encoded(record: Record, raw: Any) -> Row:
    """A record with its raw item, ready to be stored."""
    content = raw_json(raw)
    bare = msgspec.structs.replace(record, place=_NO_PLACE)
    try:
        reading = _encode(bare)
        place = _encode(record.place)
    except UnicodeEncodeError:
        return encoded(_sound(record), msgspec.Raw(content))
    return Row(
        identity(f"{record.source}:{record.key}"),
        hashlib.sha256(b"%b\n%b" % (reading, content)).digest(),
        storable(record.source),
        storable(record.key),
        time_text(record.at),
        reading.decode(),
        place.decode(),
        packed(content),
    )


def decoded(reading: str, place: str) -> Record:
    """A stored record as it was read."""
    return msgspec.structs.replace(_decode_record(reading), place=_decode_place(place))


def packed(content: bytes) -> bytes:
    """`content`, compressed if that pays."""
    if len(content) < PACK_FROM:
        return content
    short = zlib.compress(content, 1)
    return short if len(short) < len(content) else content


def unpacked(stored: bytes | memoryview) -> Any:
    """A stored raw item as it was received."""
    content = bytes(stored)
    if content[:1] == b"x":
        content = zlib.decompress(content)
    return json.loads(content)


def _sound(record: Record) -> Record:
    """The record without lone surrogates, which UTF-8 cannot hold."""
    place = msgspec.structs.replace(record.place, **_texts(record.place))
    refs = tuple(storable(each) for each in record.refs)
    return msgspec.structs.replace(record, **_texts(record), refs=refs, place=place)


def _texts(struct: msgspec.Struct) -> dict[str, str]:
    fields = msgspec.structs.asdict(struct)
    return {name: storable(value) for name, value in fields.items() if type(value) is str}
