"""Serves a WSGI application from an ASGI server, each request in a thread when it is its turn.

    InThreads(application, at_once=1, threads=8)

Django's pages are synchronous and talk to the database: the loop that holds the sockets never waits
for them. A short body is read before a thread is taken, so that a slow sender holds none; a long
one is handed to the thread piece by piece, as it reads.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from hansei.web.live.sweeping import Sweeping
from hansei.web.live.turns import Turns

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

SHORT = 256 << 10
"""Bytes of a body, or of an answer, that are held whole."""
_PATIENCE_S = 60
_CROWD = 4
"""Requests that wait, from which on an answer ends its connection. The process that is quickest to
take a connection has it for good, and all that is asked over it: of eight, one may have all. The
next connection may be another process's, and between two each gets its half."""
_JOINED = {"cookie": "; "}


class _Head(NamedTuple):
    status: int
    headers: list[tuple[bytes, bytes]]


class InThreads:
    """The application; to be awaited for every request."""

    def __init__(self, application: Wsgi, *, at_once: int, threads: int) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self._turns = Turns(at_once=at_once, most=threads)
        self._sweeping = Sweeping()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        environ = environ_of(scope)
        body = await _short_body(environ, receive)
        if body is None:
            return
        environ["wsgi.input"] = (
            io.BytesIO(body)
            if isinstance(body, bytes)
            else io.BufferedReader(_Pulled(loop, receive, *body), SHORT)
        )
        async with self._turns.turn():
            answer = await loop.run_in_executor(self._pool, self._answer, environ, loop, send)
        if answer is not None:
            head, content = answer
            headers = head.headers
            if self._turns.waiting >= _CROWD and scope.get("http_version") == "1.1":
                headers = [*headers, (b"connection", b"close")]
            await send({"type": "http.response.start", "status": head.status, "headers": headers})
            await send({"type": "http.response.body", "body": content})
        self._sweeping.answered()

    def _answer(
        self, environ: dict[str, Any], loop: asyncio.AbstractEventLoop, send: Send
    ) -> tuple[_Head, bytes] | None:
        """A short answer whole; None once a long one was sent from here."""
        heads: list[_Head] = []

        def start(status: str, headers: list[tuple[str, str]], _failed: object = None) -> None:
            raw = [(name.lower().encode("latin-1"), value.encode("latin-1"))
                   for name, value in headers]  # fmt: skip
            heads[:] = [_Head(int(status[:3]), raw)]

        chunks = self._application(environ, start)
        try:
            held: list[bytes] = []
            size = 0
            sent = False
            for chunk in chunks:
                held.append(chunk)
                size += len(chunk)
                if size > SHORT:
                    _tell(loop, send, heads[0] if not sent else None, b"".join(held), more=True)
                    held, size, sent = [], 0, True
            if not sent:
                return heads[0], b"".join(held)
            _tell(loop, send, None, b"".join(held), more=False)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        return None


def _tell(
    loop: asyncio.AbstractEventLoop, send: Send, head: _Head | None, body: bytes, *, more: bool
) -> None:
    """Sends a piece from a thread, and waits until it is on its way."""

    async def told() -> None:
        if head is not None:
            await send({"type": "http.response.start", "status": head.status,
                        "headers": head.headers})  # fmt: skip
        await send({"type": "http.response.body", "body": body, "more_body": more})

    asyncio.run_coroutine_threadsafe(told(), loop).result(_PATIENCE_S)


async def _short_body(
    environ: dict[str, Any], receive: Receive
) -> bytes | tuple[bytes, bool] | None:
    """The body of a request; its beginning where it is long; None where the sender went away."""
    length = environ.get("CONTENT_LENGTH", "")
    if not length and "HTTP_TRANSFER_ENCODING" not in environ:
        return b""
    held = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        held += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(held)
        if len(held) >= SHORT:
            return bytes(held), True


class _Pulled(io.RawIOBase):
    """The rest of a long body, asked for by the thread that reads it."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, receive: Receive, begun: bytes, more: bool
    ) -> None:
        self._loop, self._receive = loop, receive
        self._held, self._more = memoryview(begun), more

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._held and self._more:
            asked = asyncio.run_coroutine_threadsafe(_next(self._receive), self._loop)
            message = asked.result(_PATIENCE_S)
            if message["type"] != "http.request":
                raise ConnectionResetError("the sender went away")
            self._held = memoryview(message.get("body", b""))
            self._more = message.get("more_body", False)
        taken = min(len(buffer), len(self._held))
        buffer[:taken] = self._held[:taken]
        self._held = self._held[taken:]
        return taken


async def _next(receive: Receive) -> Message:
    return await receive()


def environ_of(scope: Scope) -> dict[str, Any]:
    """The request as WSGI (PEP 3333) tells it; the body is to be added."""
    path = scope.get("raw_path")
    host, port = scope.get("server") or ("127.0.0.1", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": (
            unquote_to_bytes(path) if path else scope["path"].encode("utf-8", "surrogateescape")
        ).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1")
        key = _PLAIN.get(name) or "HTTP_" + name.upper().replace("-", "_")
        text = value.decode("latin-1")
        if key in environ:
            text = f"{environ[key]}{_JOINED.get(name, ',')}{text}"
        environ[key] = text
    return environ


_PLAIN = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
