"""What a browser and a room tell each other, each frame a kind, a JSON object and bytes.

    kind (1 byte) | length of the JSON (4 bytes, big-endian) | JSON in UTF-8 | bytes

From browsers:

    HELLO    bytes: what its document has seen
    EDIT     {"seq"} and bytes: what was typed; and {"at"}: where the cursor is
    FLUSH    {"id"}: asks that what was typed is written back now

In the room of a review a browser says HELLO now and then, and hears TAG.

From rooms:

    WELCOME  who is there, which sections there are, {"state"}; bytes: what the browser lacks
    EDIT     {"who"}: cursors that moved; {"kept"}: what is acknowledged, by seat; bytes: what was
             typed, by anybody
    ACK      {"seq"}: everything up to it is kept; where no EDIT is on its way that says so
    PEOPLE   who is there now
    SECTIONS which sections there are now
    FLUSHED  {"id", "version"}, or {"reason"}
    LOOK     what the checks see
    TROUBLE  {"reason"}: what is typed cannot be written back as it stands; "" once it can
    NEWS     something else about the post-mortem changed: comments, who may read, its stage
    TAG      {"tag"}: the room of a review looks otherwise where its tag was another
"""

from __future__ import annotations

from enum import IntEnum

import msgspec

LONGEST = 1 << 20
"""Bytes of one frame from a browser."""
_encode = msgspec.json.Encoder().encode


class Kind(IntEnum):
    """What a frame is."""

    HELLO = 0
    EDIT = 1
    FLUSH = 2
    WELCOME = 3
    ACK = 4
    PEOPLE = 5
    SECTIONS = 6
    FLUSHED = 7
    LOOK = 8
    TROUBLE = 9
    TAG = 10
    NEWS = 11


class Close(IntEnum):
    """Why a room closes a socket: codes of RFC 6455, and in the 4000s of our own."""

    RESTART = 1012
    MALFORMED = 4400
    SIGNED_OUT = 4401
    FORBIDDEN = 4403
    TOO_BIG = 4413
    TOO_FAST = 4429
    BUSY = 4503


class Refused(Exception):
    """Closes the socket of whoever sent what cannot be taken."""

    def __init__(self, code: Close, reason: str = "") -> None:
        super().__init__(reason or code.name)
        self.code = code


class Told(msgspec.Struct):
    """The JSON of a browser's frame. Where the cursor is stays JSON, "" for no word of it: it goes
    to the others as it came."""

    seq: int = 0
    id: int = 0
    at: msgspec.Raw = msgspec.Raw()


class Frame(msgspec.Struct):
    """A frame of a browser."""

    kind: Kind
    told: Told
    data: bytes


_decode = msgspec.json.Decoder(Told).decode
_FROM_BROWSERS = frozenset({Kind.HELLO, Kind.EDIT, Kind.FLUSH})
_LONGEST_CURSOR = 1000


def parse_frame(raw: bytes) -> Frame:
    """A frame of a browser. Raises Refused."""
    if len(raw) > LONGEST:
        raise Refused(Close.TOO_BIG)
    try:
        kind = Kind(raw[0])
        end = 5 + int.from_bytes(raw[1:5], "big")
        if len(raw) < end or kind not in _FROM_BROWSERS:
            raise ValueError("a frame that is cut, or no browser's")
        told = _decode(raw[5:end]) if end > 5 else Told()
        told.at = _cursor(bytes(told.at))
    except (ValueError, IndexError, RecursionError) as error:
        raise Refused(Close.MALFORMED, str(error)) from None
    return Frame(kind, told, raw[end:])


def _cursor(at: bytes) -> msgspec.Raw:
    """Raises ValueError for what is none. The frame itself is not held on to."""
    if at in (b"", b"null"):
        return msgspec.Raw()
    if not at.startswith(b"{") or len(at) > _LONGEST_CURSOR:
        raise ValueError("no cursor")
    at.decode()
    return msgspec.Raw(at)


def frame(kind: Kind, told: object, data: bytes = b"") -> bytes:
    """A frame of a room."""
    head = _encode(told)
    return b"%c%b%b%b" % (kind, len(head).to_bytes(4, "big"), head, data)
