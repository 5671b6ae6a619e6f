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
import os
import socket
import struct
from collections.abc import Sequence
from contextlib import suppress
from enum import IntEnum
from typing import NamedTuple

ADDRESS = "HANSEI_ROOMS"
"""The variable with the path of the Unix socket."""
LONGEST = 64 << 20
_HEAD = struct.Struct(">IBI")
_CODE = struct.Struct(">H")
_PATIENCE_S = 0.2


class What(IntEnum):
    """OPEN brings a request's head as JSON, DATA a frame of a browser, CLOSED its end; the rooms
    answer with SEND and CLOSE, whose bytes are the code. NUDGE is about no socket: something
    changed in a meeting."""

    OPEN = 1
    DATA = 2
    CLOSED = 3
    SEND = 4
    CLOSE = 5
    NUDGE = 6


class Parcel(NamedTuple):
    """One message. `sockets` has one number but for SEND."""

    what: What
    sockets: Sequence[int]
    data: bytes

    @property
    def code(self) -> int:
        """The code of a CLOSE."""
        return int(_CODE.unpack(self.data)[0])


def parcel(what: What, number: int, data: bytes = b"") -> bytes:
    """A message about one socket."""
    return _HEAD.pack(5 + len(data), what, number) + data


def closing(number: int, code: int) -> bytes:
    """CLOSE with its code."""
    return parcel(What.CLOSE, number, _CODE.pack(code))


def sending(sockets: Sequence[int], data: bytes) -> bytes:
    """SEND to several sockets."""
    numbers = struct.pack(f">{len(sockets)}I", *sockets)
    return _HEAD.pack(5 + len(numbers) + len(data), What.SEND, len(sockets)) + numbers + data


def nudge() -> None:
    """Has every room of a review looked at now, after a change that stands.

    Without rooms, or where they do not answer, nothing happens: they look by themselves.
    """
    address = os.environ.get(ADDRESS, "")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_PATIENCE_S)
        line.connect(address)
        line.sendall(parcel(What.NUDGE, 0))


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
