"""Frames of the rooms on their way to a browser: in order, bounded, and ended with a code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from hansei.collab.wire import ADDRESS, Line, Parcel, What, closing, sending
from hansei.web.live.sockets import Sockets

_SCOPE = {"type": "websocket", "path": "/postmortems/1/live/", "headers": [(b"host", b"here")]}
Sent = Callable[[dict[str, Any]], Awaitable[None]]


class _Rooms(Line):
    """The other end, which says what it is told to."""

    def __init__(self, made: list[_Rooms]) -> None:
        super().__init__()
        made.append(self)
        self.came: asyncio.Queue[Parcel] = asyncio.Queue()

    def taken(self, parcel: Parcel) -> None:
        self.came.put_nowait(parcel)


class _Browser:
    """A browser behind a server, which takes a frame at a time where it `takes`.

    `eager` is a server whose sending begins without being awaited, as granian's does.
    """

    def __init__(self, *, eager: bool) -> None:
        self.eager = eager
        self.said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.said.put_nowait({"type": "websocket.connect"})
        self.got: list[dict[str, Any]] = []
        self.takes = asyncio.Event()
        self.takes.set()
        self.at_once = self.most_at_once = 0

    def send(self, message: dict[str, Any]) -> Any:
        work = self._send(message)
        return asyncio.ensure_future(work) if self.eager else work

    async def _send(self, message: dict[str, Any]) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        await self.takes.wait()
        self.at_once -= 1
        self.got.append(message)

    async def receive(self) -> dict[str, Any]:
        return await self.said.get()

    @property
    def frames(self) -> list[bytes]:
        return [each["bytes"] for each in self.got if each["type"] == "websocket.send"]

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not true():
                await asyncio.sleep(0.001)


@pytest.fixture(params=[True, False], ids=["eager", "awaited"])
def browser(request: pytest.FixtureRequest) -> Callable[[], _Browser]:
    return lambda: _Browser(eager=request.param)


@pytest.fixture
def meet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Runs `work(browser, rooms, number of the socket, the task of the socket)`."""
    monkeypatch.setenv(ADDRESS, str(tmp_path / "socket"))

    async def together(
        browser: _Browser, work: Callable[..., Coroutine[Any, Any, None]]
    ) -> None:  # fmt: skip
        made: list[_Rooms] = []
        loop = asyncio.get_running_loop()
        server = await loop.create_unix_server(lambda: _Rooms(made), str(tmp_path / "socket"))
        task = asyncio.create_task(Sockets()(_SCOPE, browser.receive, browser.send))
        try:
            async with asyncio.timeout(60):
                await browser.until(lambda: bool(made))
                opening = await made[0].came.get()
                assert opening.what is What.OPEN
                await work(browser, made[0], opening.sockets[0], task)
        finally:
            for each in made:
                each.cut()
            server.close()
            await asyncio.wait([task], timeout=5)
            await asyncio.sleep(0.01)

    return lambda browser, work: asyncio.run(together(browser(), work))


def test_frames_arrive_in_order_one_at_a_time(browser: Any, meet: Callable[..., None]) -> None:
    async def work(who: _Browser, rooms: _Rooms, number: int, task: Any) -> None:
        wanted = [b"%d" % each for each in range(500)]
        for each in wanted:
            rooms.tell(sending([number, number + 1], each))
            if int(each) % 7 == 0:
                await asyncio.sleep(0.001)
        await who.until(lambda: len(who.frames) == len(wanted))
        assert who.frames == wanted
        assert who.most_at_once == 1
        who.said.put_nowait({"type": "websocket.disconnect"})
        await task

    meet(browser, work)


def test_a_code_comes_behind_what_was_sent(browser: Any, meet: Callable[..., None]) -> None:
    async def work(who: _Browser, rooms: _Rooms, number: int, task: Any) -> None:
        who.takes.clear()
        for each in (b"one", b"two"):
            rooms.tell(sending([number], each))
        rooms.tell(closing(number, 4403))
        await asyncio.sleep(0.05)
        assert not task.done()
        who.takes.set()
        await task
        assert who.frames == [b"one", b"two"]
        assert who.got[-1] == {"type": "websocket.close", "code": 4403}
        gone = await rooms.came.get()
        assert (gone.what, gone.sockets) == (What.CLOSED, (number,))

    meet(browser, work)


def test_a_browser_that_takes_nothing_is_let_go(browser: Any, meet: Callable[..., None]) -> None:
    async def work(who: _Browser, rooms: _Rooms, number: int, task: Any) -> None:
        who.takes.clear()
        for _ in range(12):
            rooms.tell(sending([number], bytes(1 << 20)))
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        who.takes.set()
        await task
        assert who.got[-1] == {"type": "websocket.close", "code": 4503}
        assert len(who.frames) < 12

    meet(browser, work)


def test_a_browser_that_is_gone_is_told_nothing_more(
    browser: Any, meet: Callable[..., None]
) -> None:
    async def work(who: _Browser, rooms: _Rooms, number: int, task: Any) -> None:
        async def fail(_message: dict[str, Any]) -> None:
            raise RuntimeError("gone")

        who._send = fail  # type: ignore[method-assign]
        for _ in range(3):
            rooms.tell(sending([number], b"anything"))
            await asyncio.sleep(0.01)
        await task
        assert (await rooms.came.get()).what is What.CLOSED

    meet(browser, work)


def test_browsers_come_again_where_the_rooms_end(browser: Any, meet: Callable[..., None]) -> None:
    async def work(who: _Browser, rooms: _Rooms, _number: int, task: Any) -> None:
        rooms.cut()
        await task
        assert who.got[-1] == {"type": "websocket.close", "code": 1012}

    meet(browser, work)


@pytest.mark.parametrize(
    ("said", "code"),
    [({"bytes": bytes((1 << 20) + 1)}, 4413), ({"text": "no bytes"}, 4400)],
)
def test_what_is_too_long_or_no_frame_ends_the_socket(
    browser: Any, meet: Callable[..., None], said: dict[str, Any], code: int
) -> None:
    async def work(who: _Browser, rooms: _Rooms, _number: int, task: Any) -> None:
        who.said.put_nowait({"type": "websocket.receive", "bytes": b"a frame"})
        assert (await rooms.came.get()).data == b"a frame"
        who.said.put_nowait({"type": "websocket.receive", **said})
        await task
        assert who.got[-1] == {"type": "websocket.close", "code": code}

    meet(browser, work)
