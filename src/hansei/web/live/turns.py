"""Whose turn it is: pages that one process makes, one after the other, but for slow ones.

Pages share one processor however many threads make them. Made at the same time, all of them come
as late as the last; made in turn, the first comes soon and the last no later. One that takes long,
such as an upload or a large export, stops to count after a while, so that nobody waits for it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """`at_once` turns at a time, in the order of asking. One that has lasted `patience` seconds
    counts no more; `most` run in all. For one event loop."""

    def __init__(self, *, at_once: int, most: int, patience: float = 0.2) -> None:
        self._at_once, self._most, self._patience = at_once, most, patience
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._running: dict[asyncio.Future[None], asyncio.TimerHandle] = {}
        self._counting: set[asyncio.Future[None]] = set()

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return len(self._waiting)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """A turn, waited for."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(mine)
        self._call()
        try:
            await mine
            yield
        finally:
            if overdue := self._running.pop(mine, None):
                overdue.cancel()
            self._uncount(mine)

    def _call(self) -> None:
        while (
            self._waiting
            and len(self._counting) < self._at_once
            and len(self._running) < self._most
        ):
            one = self._waiting.popleft()
            if not one.cancelled():  # else who asked went away
                self._counting.add(one)
                loop = one.get_loop()
                self._running[one] = loop.call_later(self._patience, self._uncount, one)
                one.set_result(None)

    def _uncount(self, one: asyncio.Future[None]) -> None:
        self._counting.discard(one)
        self._call()
