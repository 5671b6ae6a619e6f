"""The web application with its sockets, for an ASGI server. `hansei serve` runs it.

`web.wsgi` is the same without sockets: people then write each for themselves, and are asked where
two changed the same section.
"""

from __future__ import annotations

from hansei.web.live.sockets import Sockets
from hansei.web.live.threads import InThreads, Receive, Scope, Send
from hansei.web.wsgi import application as pages

from hansei.web.learning.warming import begin as begin_warming  # isort: skip - needs the store

AT_ONCE, THREADS = 1, 8
"""Pages that one process makes at once, and with slow ones besides."""
_pages = InThreads(pages, at_once=AT_ONCE, threads=THREADS)
_sockets: list[Sockets] = []


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """One request or one socket."""
    if scope["type"] == "http":
        begin_warming()
        await _pages(scope, receive, send)
    elif scope["type"] == "websocket":
        if not _sockets:  # made in the loop that it belongs to
            _sockets.append(Sockets())
        await _sockets[0](scope, receive, send)
