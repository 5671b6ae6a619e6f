"""A browser as far as a room sees it: a socket (RFC 6455) and a shared document.

async with Typist.joined("127.0.0.1", 8000, 1, session) as typist:
    typist.type("t0", 0, "Hello")
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
from collections.abc import Callable
from typing import Any

from pycrdt import Doc, Text, TransactionEvent, get_update

from hansei.collab.frames import Kind

_LONG = 1 << 16


class Closed(Exception):
    """The other side closed the socket; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


class Socket:
    """A WebSocket of the simplest kind: whole binary messages."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def opened(
        cls, host: str, port: int, path: str, *, cookie: str = "", origin: str | None = None
    ) -> Socket:
        """Raises Closed with the status where it is no socket."""
        reader, writer = await asyncio.open_connection(host, port, limit=1 << 22)
        key = base64.b64encode(os.urandom(16)).decode()
        origin = f"http://{host}:{port}" if origin is None else origin
        lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{port}", "Upgrade: websocket",
                 "Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
                 *([f"Origin: {origin}"] if origin else []),
                 *([f"Cookie: {cookie}"] if cookie else []), "", ""]  # fmt: skip
        writer.write("\r\n".join(lines).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        if status != 101:
            writer.close()
            raise Closed(status)
        return cls(reader, writer)

    def send(self, data: bytes, opcode: int = 2) -> None:
        """A message; masked with nothing, which the protocol allows."""
        size = len(data)
        if size < 126:
            head = struct.pack(">BB", 0x80 | opcode, 0x80 | size)
        elif size < _LONG:
            head = struct.pack(">BBH", 0x80 | opcode, 0x80 | 126, size)
        else:
            head = struct.pack(">BBQ", 0x80 | opcode, 0x80 | 127, size)
        self._writer.write(head + b"\0\0\0\0" + data)

    async def receive(self) -> bytes:
        """The next message. Raises Closed."""
        held = b""
        try:
            while True:
                first, second = await self._reader.readexactly(2)
                size = second & 0x7F
                if size == 126:
                    (size,) = struct.unpack(">H", await self._reader.readexactly(2))
                elif size == 127:
                    (size,) = struct.unpack(">Q", await self._reader.readexactly(8))
                data = await self._reader.readexactly(size)
                opcode = first & 0x0F
                if opcode == 8:
                    self.abort()
                    raise Closed(struct.unpack(">H", data[:2])[0] if len(data) > 1 else 1005)
                if opcode == 9:
                    self.send(data, 10)
                elif opcode in (0, 1, 2):
                    held += data
                    if first & 0x80:
                        return held
        except (asyncio.IncompleteReadError, ConnectionError):
            self.abort()
            raise Closed(1006) from None

    def abort(self) -> None:
        """Cuts the line without a word."""
        self._writer.transport.abort()


def frame(kind: Kind, told: dict[str, Any] | None = None, data: bytes = b"") -> bytes:
    """A frame of a browser."""
    head = json.dumps(told or {}).encode()
    return bytes([kind]) + len(head).to_bytes(4, "big") + head + data


def parsed(raw: bytes) -> tuple[Kind, dict[str, Any], bytes]:
    """A frame of a room."""
    end = 5 + int.from_bytes(raw[1:5], "big")
    return Kind(raw[0]), json.loads(raw[5:end]), raw[end:]


class Typist:
    """Somebody who writes. The document outlives its sockets: `connect` may be called again."""

    def __init__(self, host: str, port: int, number: int, session: str) -> None:
        self.host, self.port, self.number, self.session = host, port, number, session
        self.doc: Doc[Text] = Doc()
        self.told: dict[Kind, dict[str, Any]] = {}
        self.closed = 0
        self.seq = self.acknowledged = 0
        self.pending: dict[int, bytes] = {}
        self.heard: Callable[[Kind, dict[str, Any], bytes], None] = lambda *_: None
        self.socket: Socket | None = None
        self._listening: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._remote = False
        self.doc.observe(self._changed)

    async def connect(self) -> None:
        """Comes in, and brings what was typed meanwhile. Raises Closed."""
        self.socket = await Socket.opened(
            self.host, self.port, f"/postmortems/{self.number}/live/",
            cookie=f"hansei-session={self.session}",
        )  # fmt: skip
        self.closed = 0
        self.told.pop(Kind.WELCOME, None)
        self.socket.send(frame(Kind.HELLO, {}, self.doc.get_state()))
        self._listening = asyncio.create_task(self._listen(self.socket))
        await self.until(lambda: Kind.WELCOME in self.told)
        if self.pending:
            state = base64.b64decode(self.told[Kind.WELCOME]["state"])
            self.pending = {self.seq: get_update(self.doc.get_update(), state)}
            self.socket.send(frame(Kind.EDIT, {"seq": self.seq}, self.pending[self.seq]))

    def cut(self) -> None:
        """The network is gone."""
        if self._listening is not None:
            self._listening.cancel()
        if self.socket is not None:
            self.socket.abort()
        self.socket = None

    def names(self) -> dict[str, str]:
        """The names of the texts by the handles of their sections."""
        sections = (self.told.get(Kind.SECTIONS) or self.told[Kind.WELCOME])["sections"]
        return {each["handle"]: each["name"] for each in sections}

    def text(self, name: str) -> str:
        """A text as it stands here."""
        return str(self.doc.get(name, type=Text))

    def type(self, name: str, at: int, insert: str, delete: int = 0) -> None:
        """Changes a text; places count bytes."""
        text = self.doc.get(name, type=Text)
        with self.doc.transaction():
            if delete:
                del text[at : at + delete]
            if insert:
                text.insert(at, insert)

    async def until(self, true: Callable[[], bool], seconds: float = 30) -> None:
        """Waits until something is true. Raises Closed, TimeoutError."""
        async with asyncio.timeout(seconds):
            while not true():
                if self.closed:
                    raise Closed(self.closed)
                self._news.clear()
                await self._news.wait()

    async def settled(self) -> None:
        """Waits until everything typed here is acknowledged."""
        await self.until(lambda: not self.pending)

    def _changed(self, event: TransactionEvent) -> None:
        if self._remote:
            return
        self.seq += 1
        self.pending[self.seq] = event.update
        if self.socket is not None:
            self.socket.send(frame(Kind.EDIT, {"seq": self.seq}, event.update))

    async def _listen(self, socket: Socket) -> None:
        try:
            while True:
                kind, told, data = parsed(await socket.receive())
                self.told[kind] = told
                if data:
                    self._remote = True
                    try:
                        self.doc.apply_update(data)
                    finally:
                        self._remote = False
                seat = str(self.told[Kind.WELCOME]["seat"]) if Kind.WELCOME in self.told else ""
                kept = told["seq"] if kind is Kind.ACK else told.get("kept", {}).get(seat, 0)
                if kept:
                    self.acknowledged = kept
                    for each in [each for each in self.pending if each <= kept]:
                        del self.pending[each]
                self.heard(kind, told, data)
                self._news.set()
        except Closed as error:
            self.closed = error.code
            self._news.set()
