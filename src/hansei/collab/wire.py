"""What the processes of the pages and the process of the rooms tell each other.

The port of the pages takes every connection; a socket is passed on, frame by frame, over a Unix
socket to the one process that holds the rooms. So any number of processes may answer pages, and a
room is never split between them.

    length of the rest (4 bytes) | what (1 byte) | number of the socket (4 bytes) | bytes

SEND goes to several sockets: their count (2 bytes) in the place of the number, and their numbers
before the bytes.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

ADDRESS = "HANSEI_ROOMS"
"""The variable with the path of the Unix socket."""
LONGEST = 64 << 20
_HEAD = struct.Struct(">IBI")
_CODE = struct.Struct(">H")


class What(IntEnum):
    """OPEN brings a request's head as JSON, DATA a frame of a browser, CLOSED its end; the rooms
    answer with SEND and CLOSE, whose bytes are the code."""

    OPEN = 1
    DATA = 2
    CLOSED = 3
    SEND = 4
    CLOSE = 5


class Parcel(NamedTuple):
    """One message. `sockets` has one number but for SEND."""

    what: What
    sockets: Sequence[int]
    data: bytes

    @property
    def code(self) -> int:
        """The code of a CLOSE."""
        return int(_CODE.unpack(self.data)[0])


def parcel(what: What, socket: int, data: bytes = b"") -> bytes:
    """A message about one socket."""
    return _HEAD.pack(5 + len(data), what, socket) + data


def closing(socket: int, code: int) -> bytes:
    """CLOSE with its code."""
    return parcel(What.CLOSE, socket, _CODE.pack(code))


def sending(sockets: Sequence[int], data: bytes) -> bytes:
    """SEND to several sockets."""
    numbers = struct.pack(f">{len(sockets)}I", *sockets)
    return _HEAD.pack(5 + len(numbers) + len(data), What.SEND, len(sockets)) + numbers + data


async def receive(reader: asyncio.StreamReader) -> Parcel | None:
    """The next message; None at the end. Raises ValueError for what is none."""
    try:
        length, what, number = _HEAD.unpack(await reader.readexactly(_HEAD.size))
        if not 5 <= length <= LONGEST:
            raise ValueError("no parcel")
        data = await reader.readexactly(length - 5)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    if what != What.SEND:
        return Parcel(What(what), (number,), data)
    end = number * 4
    return Parcel(What.SEND, struct.unpack(f">{number}I", data[:end]), data[end:])
