"""Passes the sockets of browsers on to the process of the rooms.

    Sockets()      to be awaited for every socket of an ASGI server

A socket is accepted first and closed with a code where it is refused, because browsers tell scripts
nothing of a refusal before. What the codes mean is in `collab.frames`.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import deque
from contextlib import suppress

from hansei.collab.wire import ADDRESS, Parcel, What, parcel, receive
from hansei.web.live.threads import Receive, Scope, Send

_GONE = -1
_BUSY, _RESTART, _TOO_BIG, _MALFORMED = 4503, 1012, 4413, 4400
_LONGEST = 1 << 20
_MOST_UNSENT = 8 << 20
"""Bytes that wait for one browser that does not take them."""
_HEADERS = {b"host": "host", b"origin": "origin", b"cookie": "cookie"}


class _Socket:
    """A browser's socket: what is on its way to it."""

    def __init__(self) -> None:
        self.waiting: deque[bytes] = deque()
        self.size = 0
        self.code = 0
        self.any = asyncio.Event()

    def put(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > _MOST_UNSENT:
            self.end(_BUSY)
        else:
            self.waiting.append(data)
            self.any.set()

    def end(self, code: int) -> None:
        self.code = self.code or code
        self.any.set()


class Sockets:
    """The sockets of this process, over one connection to the rooms."""

    def __init__(self) -> None:
        self._sockets: dict[int, _Socket] = {}
        self._number = 0
        self._writer: asyncio.StreamWriter | None = None
        self._turn = asyncio.Lock()
        self._reading: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (await receive())["type"] != "websocket.connect":
            return
        await send({"type": "websocket.accept"})
        writer = await self._connected()
        if writer is None:
            await send({"type": "websocket.close", "code": _BUSY})
            return
        self._number = (self._number + 1) % 0xFFFFFFFF
        number, mine = self._number, _Socket()
        self._sockets[number] = mine
        writer.write(parcel(What.OPEN, number, _head(scope)))
        coming = asyncio.create_task(self._bring(number, mine, receive))
        try:
            code = await self._take(mine, send)
            # The server closes nothing while somebody still waits for the browser.
            coming.cancel()
            await asyncio.wait([coming])
            if code > 0:
                await send({"type": "websocket.close", "code": code})
        finally:
            coming.cancel()
            self._sockets.pop(number, None)
            if not writer.is_closing():
                writer.write(parcel(What.CLOSED, number))

    async def _bring(self, number: int, mine: _Socket, receive: Receive) -> None:
        """What the browser says, to the rooms."""
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                mine.end(_GONE)
                return
            data = message.get("bytes")
            if data is None:
                mine.end(_MALFORMED)
                return
            if len(data) > _LONGEST:
                mine.end(_TOO_BIG)
                return
            writer = self._writer
            if writer is None or writer.is_closing():
                mine.end(_RESTART)
                return
            writer.write(parcel(What.DATA, number, data))
            await writer.drain()

    async def _take(self, mine: _Socket, send: Send) -> int:
        """What the rooms say, to the browser, until either ends; returns the code to close with."""
        with suppress(RuntimeError, OSError):  # the browser is gone
            while True:
                await mine.any.wait()
                mine.any.clear()
                while mine.waiting and mine.code >= 0:
                    data = mine.waiting.popleft()
                    mine.size -= len(data)
                    await send({"type": "websocket.send", "bytes": data})
                if mine.code:
                    return mine.code
        return _GONE

    async def _connected(self) -> asyncio.StreamWriter | None:
        """The connection to the rooms; None where they are not there."""
        address = os.environ.get(ADDRESS, "")
        async with self._turn:
            if self._writer is not None and not self._writer.is_closing():
                return self._writer
            if not address:
                return None
            try:
                reader, self._writer = await asyncio.open_unix_connection(address, limit=1 << 20)
            except OSError:
                return None
            self._reading = asyncio.create_task(self._read(reader, self._writer))
            return self._writer

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (told := await receive(reader)) is not None:
                self._deliver(told)
        finally:
            writer.close()
            for each in self._sockets.values():
                each.end(_RESTART)

    def _deliver(self, told: Parcel) -> None:
        for number in told.sockets:
            mine = self._sockets.get(number)
            if mine is None:
                continue
            if told.what is What.SEND:
                mine.put(told.data)
            elif told.what is What.CLOSE:
                mine.end(told.code)


def _head(scope: Scope) -> bytes:
    found = {"path": scope["path"]}
    for name, value in scope["headers"]:
        if name in _HEADERS:
            key = _HEADERS[name]
            told = value.decode("latin-1")
            found[key] = f"{found[key]}; {told}" if key == "cookie" and key in found else told
    return json.dumps(found).encode()
