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
from typing import Any

from hansei.collab.wire import ADDRESS, Line, Parcel, What, parcel
from hansei.web.live.threads import Receive, Scope, Send

_GONE = -1
_BUSY, _RESTART, _TOO_BIG, _MALFORMED = 4503, 1012, 4413, 4400
_LONGEST = 1 << 20
_MOST_UNSENT = 8 << 20
"""Bytes that wait for one browser that does not take them."""
_HEADERS = {b"host": "host", b"origin": "origin", b"cookie": "cookie"}


class _Socket:
    """A browser's socket, and what is on its way to it: one frame at a time is with the server.

    Most frames find the one before already sent, and then nothing waits: no task wakes for them.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._sent: Any = None
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._calls = False
        self._code = 0
        self._changed = asyncio.Event()

    def put(self, data: bytes) -> None:
        """Sends a frame, behind those that wait."""
        if self._code:
            return
        if not self._waiting and self._is_through():
            self._begin(data)
            return
        self._size += len(data)
        if self._size > _MOST_UNSENT:
            self._waiting.clear()
            self.end(_BUSY)
        else:
            self._waiting.append(data)
            self._call()

    def end(self, code: int) -> None:
        """Ends it with a code once what waits is sent, or at once where the browser is gone."""
        self._code = self._code or code
        self._changed.set()

    async def ended(self) -> int:
        """The code to close with."""
        while not self._code or (self._code > 0 and (self._waiting or not self._is_through())):
            self._changed.clear()
            if self._code:
                self._call()
            await self._changed.wait()
        return self._code

    def _is_through(self) -> bool:
        """Whether the frame before is sent."""
        if self._sent is None:
            return True
        if not self._sent.done():
            return False
        if self._sent.exception() is not None:
            self.end(_GONE)
        return True

    def _begin(self, data: bytes) -> None:
        try:
            sent = self._send({"type": "websocket.send", "bytes": data})
        except (RuntimeError, OSError):
            self.end(_GONE)
            return
        # Granian's begins by itself and tells when it is done; others give a coroutine.
        self._sent = sent if hasattr(sent, "done") else asyncio.ensure_future(sent)

    def _call(self) -> None:
        if not self._calls:
            self._calls = True
            self._sent.add_done_callback(self._next)

    def _next(self, _sent: Any) -> None:
        self._calls = False
        while self._waiting and self._code >= 0 and self._is_through():
            data = self._waiting.popleft()
            self._size -= len(data)
            self._begin(data)
        if self._waiting and self._code >= 0:
            self._call()
        else:
            self._changed.set()


class Sockets:
    """The sockets of this process, over one connection to the rooms."""

    def __init__(self) -> None:
        self._number = 0
        self._line: _Line | None = None
        self._turn = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (await receive())["type"] != "websocket.connect":
            return
        await send({"type": "websocket.accept"})
        line = await self._connected()
        if line is None:
            await send({"type": "websocket.close", "code": _BUSY})
            return
        self._number = (self._number + 1) % 0xFFFFFFFF
        number, mine = self._number, _Socket(send)
        line.sockets[number] = mine
        line.tell(parcel(What.OPEN, number, _head(scope)))
        coming = asyncio.create_task(_bring(line, number, mine, receive))
        try:
            code = await mine.ended()
            # The server closes nothing while somebody still waits for the browser.
            coming.cancel()
            await asyncio.wait([coming])
            if code > 0:
                await send({"type": "websocket.close", "code": code})
        finally:
            coming.cancel()
            line.sockets.pop(number, None)
            line.tell(parcel(What.CLOSED, number))

    async def _connected(self) -> _Line | None:
        """The connection to the rooms; None where they are not there."""
        address = os.environ.get(ADDRESS, "")
        async with self._turn:
            if self._line is not None and self._line.is_open:
                return self._line
            if not address:
                return None
            try:
                loop = asyncio.get_running_loop()
                _, self._line = await loop.create_unix_connection(_Line, address)
            except OSError:
                return None
            return self._line


class _Line(Line):
    """The connection to the rooms, with the sockets that it carries."""

    def __init__(self) -> None:
        super().__init__()
        self.sockets: dict[int, _Socket] = {}

    def taken(self, parcel: Parcel) -> None:
        """What the rooms say."""
        for number in parcel.sockets:
            mine = self.sockets.get(number)
            if mine is None:
                continue
            if parcel.what is What.SEND:
                mine.put(parcel.data)
            elif parcel.what is What.CLOSE:
                mine.end(parcel.code)

    def ended(self) -> None:
        """The rooms are gone: browsers come again."""
        for each in self.sockets.values():
            each.end(_RESTART)


async def _bring(line: _Line, number: int, mine: _Socket, receive: Receive) -> None:
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
        if not line.is_open:
            mine.end(_RESTART)
            return
        line.tell(parcel(What.DATA, number, data))
        if not line.free.is_set():
            await line.free.wait()


def _head(scope: Scope) -> bytes:
    found = {"path": scope["path"]}
    for name, value in scope["headers"]:
        if name in _HEADERS:
            key = _HEADERS[name]
            told = value.decode("latin-1")
            found[key] = f"{found[key]}; {told}" if key == "cookie" and key in found else told
    return json.dumps(found).encode()
