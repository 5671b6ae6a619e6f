"""What the processes of the pages and the process of the rooms tell each other.

The port of the pages takes every connection; a socket is passed on, frame by frame, over a Unix
socket to the one process that holds the rooms. So any number of processes may answer pages, and a
room is never split between them.

    length of the rest (4 bytes) | what (1 byte) | number of the socket (4 bytes) | bytes

SEND goes to several sockets: their count in the place of the number, and their numbers before the
bytes. What is told in one turn of the loop goes in one piece, and is read without a task (`Line`).
"""

from __future__ import annotations

import asyncio
import logging
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
_log = logging.getLogger("hansei.rooms")
_HEAD = struct.Struct(">IBI")
_CODE = struct.Struct(">H")
_PATIENCE_S = 0.2
_MOST_UNSENT = 64 << 20


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


class Parcels:
    """Cuts what comes in pieces of any length into messages."""

    def __init__(self) -> None:
        self._held = bytearray()

    def fed(self, data: bytes) -> list[Parcel]:
        """The messages that are whole by now. Raises ValueError for what is none."""
        found: list[Parcel] = []
        held: bytes | bytearray = data
        if self._held:
            self._held += data
            held = self._held
        at, end = 0, len(held)
        while end - at >= _HEAD.size:
            length, what, number = _HEAD.unpack_from(held, at)
            if not 5 <= length <= LONGEST:
                raise ValueError("no parcel")
            if end - at < 4 + length:
                break
            begins, at = at + _HEAD.size, at + 4 + length
            numbers: Sequence[int] = (number,)
            if what == What.SEND:
                numbers = struct.unpack_from(f">{number}I", held, begins)
                begins += 4 * number
            found.append(Parcel(What(what), numbers, bytes(memoryview(held)[begins:at])))
        if held is self._held:
            del self._held[:at]
        else:
            self._held += memoryview(held)[at:]
        return found


class Line(asyncio.Protocol):
    """One end of a connection between pages and rooms. `free` is set while the other end takes
    what it is told."""

    def __init__(self) -> None:
        self._parcels = Parcels()
        self._told: list[bytes] = []
        self._transport: asyncio.WriteTransport | None = None
        self._loop = asyncio.get_running_loop()
        self.free = asyncio.Event()
        self.free.set()

    def taken(self, parcel: Parcel) -> None:
        """A message came."""

    def ended(self) -> None:
        """The other side is gone."""

    @property
    def is_open(self) -> bool:
        """Whether what is told may arrive."""
        return self._transport is not None and not self._transport.is_closing()

    def tell(self, message: bytes) -> None:
        """Sends a message; without a word to an end that is gone."""
        if not self._told:
            self._loop.call_soon(self._write)
        self._told.append(message)

    def cut(self) -> None:
        """Ends it at once."""
        if self._transport is not None:
            self._transport.abort()

    def _write(self) -> None:
        told, self._told = self._told, []
        if self._transport is None or self._transport.is_closing():
            return
        if self._transport.get_write_buffer_size() > _MOST_UNSENT:
            self._transport.abort()  # it takes nothing any more: its browsers come again
        else:
            self._transport.write(b"".join(told))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As asyncio has it."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        """As asyncio has it."""
        self.free.set()
        self.ended()

    def data_received(self, data: bytes) -> None:
        """As asyncio has it."""
        try:
            for each in self._parcels.fed(data):
                self.taken(each)
        except (ValueError, struct.error) as error:
            _log.warning("what comes is not understood: %s", error)
            self.cut()

    def pause_writing(self) -> None:
        """The other side takes less than it is told."""
        self.free.clear()

    def resume_writing(self) -> None:
        """It takes more again."""
        self.free.set()
