"""A socket that sends back what it gets, and nothing else: what the server alone costs."""

from __future__ import annotations

import asyncio
import random
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.collab.typist import Closed, Socket
from tests.browser.served import free_port


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The ASGI application."""
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "bytes": message["bytes"]})


def echoed(connections: int, seconds: float) -> list[float]:
    """Milliseconds there and back, in order, at five to fifty frames a second from each."""
    with _echoing() as port:
        return sorted(asyncio.run(_echo(port, connections, seconds)))


async def _echo(port: int, connections: int, seconds: float) -> list[float]:
    late: list[float] = []
    end = time.monotonic() + seconds

    async def one(number: int) -> None:
        socket = await Socket.opened("127.0.0.1", port, "/")
        chance = random.Random(number)
        while time.monotonic() < end:
            began = time.perf_counter()
            socket.send(struct.pack(">d", began) * 8)
            await socket.receive()
            late.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(chance.uniform(0.02, 0.15))
        socket.abort()

    await asyncio.gather(*(one(each) for each in range(connections)))
    return late


@contextmanager
def _echoing() -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.collab.echo", str(port)])
    try:
        asyncio.run(_answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(20)


async def _answers(port: int) -> None:
    for _ in range(100):
        try:
            (await Socket.opened("127.0.0.1", port, "/")).abort()
        except (OSError, Closed):
            await asyncio.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server("bench.collab.echo:application", address="127.0.0.1", port=int(sys.argv[1]),
           interface=Interfaces.ASGINL, workers=1, log_level=LogLevels.error).serve()  # fmt: skip
