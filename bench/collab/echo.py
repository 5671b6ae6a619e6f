"""A socket that sends back what it gets, and nothing else: what the server alone costs."""

from __future__ import annotations

import sys
from typing import Any


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The ASGI application."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "bytes": message["bytes"]})


if __name__ == "__main__":
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server("bench.collab.echo:application", address="127.0.0.1", port=int(sys.argv[1]),
           interface=Interfaces.ASGINL, workers=1, log_level=LogLevels.error).serve()  # fmt: skip
