"""People at their keyboards, as cheap as they can be, so that the server is what is measured.

    await Writer("127.0.0.1", 8000, number, session, 400, {}).comes()

A writer does on the wire what the page does: says what it has seen, sends each keystroke with its
cursor 25 ms after it was typed, and takes what comes. Its keystrokes are made by a document of its
own before the clock starts. What comes is noted with its time and not applied: `reckoning` does
that when everybody has stopped typing, so that no keystroke waits for a document in this process.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import re
import struct
from collections.abc import Callable
from time import perf_counter
from typing import Any, NamedTuple

from bench.collab.typist import Closed, frame, parsed
from pycrdt import Doc, Text, TransactionEvent

from hansei.collab.frames import Kind

PAGE_WAITS_S = 0.025
"""How long the page keeps a keystroke for company (`SEND_PAUSE` in live.js); counted as ours."""
_KEY_S = (0.12, 0.45)
_PAUSE_S = (1.0, 4.0)
_PAUSE_ONCE_IN, _SLIP_ONCE_IN = 25, 15
_LONG, _MOST = 1 << 16, 1 << 30


class Stroke(NamedTuple):
    """A keystroke: the update that it makes, and the clock that it moves its writer's to."""

    update: bytes
    clock: int


class Writer(asyncio.Protocol):
    """Somebody who writes. `got` are the frames with text, each with when it came; `typed` when
    each clock was typed; `kept` how long each acknowledgement took, in seconds.
    `known` are the frames that a room has sent, so that each is held once."""

    def __init__(
        self, host: str, port: int, number: int, session: str, strokes: int,
        known: dict[bytes, bytes],
    ) -> None:  # fmt: skip
        self._host, self._port, self.number, self._session = host, port, number, session
        self._wanted, self._known = strokes, known
        self._held = bytearray()
        self._arrived: asyncio.Future[None] | None = None
        self._ready: Callable[[bytes], None] = self._head
        self._sent_at: dict[int, float] = {}
        self._name = b""
        self.welcome = b""
        self.client = 0
        self.strokes: list[Stroke] = []
        self.got: list[tuple[float, bytes]] = []
        self.typed: dict[int, float] = {}
        self.kept: list[float] = []
        self.seq = self.acknowledged = 0
        self.closed = 0

    async def comes(self) -> None:
        """Comes in. Raises Closed."""
        loop = asyncio.get_running_loop()
        self._arrived = loop.create_future()
        await loop.create_connection(lambda: self, self._host, self._port)
        async with asyncio.timeout(60):
            await self._arrived

    async def types(self, end: float) -> None:
        """Types until `end`, of the clock that is `perf_counter`, as people do."""
        chance = random.Random(self._session)
        await asyncio.sleep(chance.uniform(0, 1))
        for stroke in self.strokes:
            if perf_counter() >= end or self.closed:
                return
            self._type(stroke)
            pause = _PAUSE_S if chance.randrange(_PAUSE_ONCE_IN) == 0 else _KEY_S
            await asyncio.sleep(chance.uniform(*pause))
        raise AssertionError("too few keystrokes were made")

    def leave(self) -> None:
        """Goes."""
        self._out.abort()

    def _type(self, stroke: Stroke) -> None:
        self.seq += 1
        at = perf_counter() - PAGE_WAITS_S
        self.typed.setdefault(stroke.clock, at)
        self._sent_at[self.seq] = at
        place = b'{"item":{"client":%d,"clock":%d},"assoc":-1}' % (self.client, stroke.clock - 1)
        told = b'{"seq":%d,"at":{"t":"%b","a":%b,"h":%b}}' % (self.seq, self._name, place, place)
        self._send(b"\x01" + len(told).to_bytes(4, "big") + told + stroke.update)

    # The socket

    def connection_made(self, transport: Any) -> None:
        """Asks for the room."""
        self._out = transport
        key = base64.b64encode(os.urandom(16)).decode()
        place = f"{self._host}:{self._port}"
        self._out.write(
            f"GET /postmortems/{self.number}/live/ HTTP/1.1\r\nHost: {place}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Version: 13\r\nOrigin: http://{place}\r\n"
            f"Cookie: hansei-session={self._session}\r\n\r\n".encode()
        )

    def connection_lost(self, _error: Exception | None) -> None:
        """The line is cut."""
        self._ends(1006)

    def data_received(self, data: bytes) -> None:
        """Bytes of any length."""
        self._ready(data)

    def _head(self, data: bytes) -> None:
        self._held += data
        head, found, rest = bytes(self._held).partition(b"\r\n\r\n")
        if not found:
            return
        status = int(head.split(b" ", 2)[1])
        if status != 101:
            self._ends(status)
            return
        self._ready = self._frames
        self._held.clear()
        self._send(frame(Kind.HELLO, {}, b"\x00"))
        if rest:
            self._frames(rest)

    def _frames(self, data: bytes) -> None:
        now = perf_counter()
        held = self._held
        if held:
            held += data
            data = bytes(held)
            held.clear()
        at, size = 0, len(data)
        while size - at >= 2:
            begins, length = at + 2, data[at + 1] & 0x7F
            if length == 126:
                begins, length = at + 4, int.from_bytes(data[at + 2 : at + 4], "big")
            elif length == 127:
                begins, length = at + 10, int.from_bytes(data[at + 2 : at + 10], "big")
            if begins + length > size:
                break
            self._take(data[at] & 0x0F, data[begins : begins + length], now)
            at = begins + length
        held += data[at:]

    def _take(self, opcode: int, data: bytes, now: float) -> None:
        if opcode == 2:
            kind = data[0]
            if kind == Kind.EDIT:
                self.got.append((now, self._known.setdefault(data, data)))
                if found := self._own.search(data, 5, 5 + int.from_bytes(data[1:5], "big")):
                    self._acknowledge(int(found[1]), now)
            elif kind == Kind.ACK:
                self._acknowledge(json.loads(data[5:])["seq"], now)
            elif kind == Kind.WELCOME:
                self._prepare(data)
        elif opcode == 9:
            self._send(data, 10)
        elif opcode == 8:
            self._ends(struct.unpack(">H", data[:2])[0] if len(data) > 1 else 1005)

    def _acknowledge(self, seq: int, now: float) -> None:
        for each in range(self.acknowledged + 1, seq + 1):
            self.kept.append(now - self._sent_at.pop(each))
        self.acknowledged = max(self.acknowledged, seq)

    def _send(self, data: bytes, opcode: int = 2) -> None:
        size = len(data)
        if size < 126:
            head = struct.pack(">BB", 0x80 | opcode, 0x80 | size)
        else:
            head = struct.pack(">BBH", 0x80 | opcode, 0x80 | 126, size)
        self._out.write(head + b"\0\0\0\0" + data)

    def _ends(self, code: int) -> None:
        self.closed = self.closed or code
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_exception(Closed(code))

    # What will be typed

    def _prepare(self, raw: bytes) -> None:
        """Types everything beforehand, into a document that nobody sees."""
        _, told, self.welcome = parsed(raw)
        self._own = re.compile(rb'"kept":\{[^}]*"%d":([0-9]+)' % told["seat"])
        chance = random.Random(self._session)
        name = chance.choice([each["name"] for each in told["sections"]])
        self._name = name.encode()
        doc: Doc[Text] = Doc()
        doc.apply_update(self.welcome)
        text = doc.get(name, type=Text)
        made: list[bytes] = []

        def note(event: TransactionEvent) -> None:
            made.append(event.update)

        doc.observe(note)
        self.client = doc.client_id
        place, begun, clock = len(str(text).encode()), len(str(text).encode()), 0
        for _ in range(self._wanted):
            if place > begun and chance.randrange(_SLIP_ONCE_IN) == 0:
                place -= 1
                del text[place : place + 1]
            else:
                text.insert(place, chance.choice("etaoin shrdlu"))
                place, clock = place + 1, clock + 1
            self.strokes.append(Stroke(made[-1], clock))
        if self._arrived is not None and not self._arrived.done():
            self._arrived.set_result(None)
