"""Rooms as they run: several people, real sockets, servers that are killed, access that ends."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from bench.collab.typist import Closed, Socket, Typist, frame

from hansei.collab.frames import LONGEST, Close, Kind
from tests.browser.served import Served


@pytest.fixture
def number(served: Served) -> int:
    """A post-mortem of its own for every test."""
    return int(served.run("-m", "tests.collab.act", "start", "Checkout was slow"))


@pytest.fixture
def sit(served: Served, number: int) -> Callable[..., Typist]:
    """Somebody before the post-mortem, not in its room yet."""

    def make(user: str, role: str = "lead") -> Typist:
        return Typist("127.0.0.1", served.port, number, served.session(user, role))

    return make


def run_bounded(work: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(90):
            await work

    asyncio.run(bounded())


def _rooms_of(served: Served) -> int:
    """The process of the rooms."""
    (found,) = served.processes("collab.process")
    return found


async def _again(typist: Typist) -> None:
    """Comes back as browsers do: until somebody opens."""
    for _ in range(200):
        try:
            await typist.connect()
        except (Closed, OSError):
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError("nobody opened")


def _same(typists: list[Typist], name: str) -> str:
    texts = {each.text(name) for each in typists}
    assert len(texts) == 1, texts
    return texts.pop()


def test_three_type_at_once_and_a_kill_loses_nothing_that_was_acknowledged(
    served: Served, sit: Callable[..., Typist], number: int
) -> None:
    typists = [sit("first"), sit("second"), sit("third")]

    async def work() -> None:
        for each in typists:
            await each.connect()
        name = typists[0].names()["summary"]
        acknowledged: set[str] = set()

        async def write(who: int, words: int) -> None:
            for word in range(words):
                text = f"<{who}.{word}>"
                typists[who].type(name, len(typists[who].text(name).encode()), text)
                await typists[who].settled()
                acknowledged.add(text)

        await asyncio.gather(*(write(who, 5) for who in range(3)))
        for each in typists:
            each.type(name, 0, "[in flight]")
        os.kill(_rooms_of(served), signal.SIGKILL)
        for each in typists:
            await asyncio.sleep(0.05)
            await _again(each)
        await asyncio.gather(*(each.settled() for each in typists))
        typists[0].cut()
        typists[0].type(name, 0, "[offline]")
        typists[1].type(name, 0, "[meanwhile]")
        await typists[1].settled()
        await typists[0].connect()
        await typists[0].settled()
        for each in typists:
            await each.until(lambda each=each: "[offline]" in each.text(name))  # type: ignore[misc]
        text = _same(typists, name)
        assert all(word in text for word in acknowledged)
        assert text.count("[in flight]") == 3
        assert "[meanwhile]" in text
        for each in typists:
            each.cut()

    run_bounded(work())
    end = time.monotonic() + 30
    while typists[0].text("t0") != (found := served.run("-m", "tests.collab.act", "text",
                                                        str(number), "summary")):  # fmt: skip
        assert time.monotonic() < end, found
        time.sleep(0.5)


def test_what_nobody_comes_back_for_is_written_after_a_crash_of_everything(
    served: Served, sit: Callable[..., Typist], number: int
) -> None:
    typist = sit("first")

    async def work() -> None:
        await typist.connect()
        typist.type(typist.names()["summary"], 0, "Kept. ")
        await typist.settled()

    run_bounded(work())
    rooms = _rooms_of(served)
    os.kill(rooms, signal.SIGKILL)
    served.stop(signal.SIGKILL)
    served.start()
    end = time.monotonic() + 30
    while "Kept." not in served.run("-m", "tests.collab.act", "text", str(number), "summary"):
        assert time.monotonic() < end
        time.sleep(0.5)


def test_a_reader_reads_along_and_may_not_type(sit: Callable[..., Typist]) -> None:
    writer, reader = sit("first"), sit("reader", "viewer")

    async def work() -> None:
        await writer.connect()
        await reader.connect()
        assert reader.told[Kind.WELCOME]["writes"] is False
        name = writer.names()["summary"]
        writer.type(name, 0, "For everybody. ")
        await reader.until(lambda: "For everybody." in reader.text(name))
        reader.type(name, 0, "Never seen. ")
        with pytest.raises(Closed) as closed:
            await reader.until(lambda: False)
        assert closed.value.code == Close.FORBIDDEN
        await writer.settled()
        assert "Never seen" not in writer.text(name)
        writer.cut()

    run_bounded(work())


@pytest.mark.parametrize(
    ("user", "role", "origin", "code"),
    [
        ("", "", None, Close.SIGNED_OUT),
        ("stranger", "none", None, Close.FORBIDDEN),
        ("first", "lead", "https://elsewhere.example", Close.FORBIDDEN),
        ("first", "lead", "", Close.FORBIDDEN),
        ("first", "lead", "null", Close.FORBIDDEN),
    ],
)
def test_who_may_not_come_in(
    served: Served, number: int, user: str, role: str, origin: str | None, code: Close
) -> None:
    cookie = f"hansei-session={served.session(user, role)}" if user else ""

    async def work() -> None:
        for path in (f"/postmortems/{number}/live/", "/postmortems/999999/live/", "/live/"):
            socket = await Socket.opened("127.0.0.1", served.port, path, cookie=cookie,
                                         origin=origin)  # fmt: skip
            with pytest.raises(Closed) as closed:
                await socket.receive()
            assert closed.value.code in (code, Close.FORBIDDEN)

    run_bounded(work())


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", Close.MALFORMED),
        (b"\x63garbage", Close.MALFORMED),
        (frame(Kind.WELCOME), Close.MALFORMED),
        (frame(Kind.EDIT, {"seq": 1}, b"\xff" * 40), Close.MALFORMED),
        (frame(Kind.EDIT, {"at": {"x": "y" * 2000}}), Close.MALFORMED),
        (frame(Kind.EDIT, {"seq": 1}, b"\0" * (LONGEST + 1)), Close.TOO_BIG),
    ],
)
def test_what_no_browser_sends_ends_the_socket_and_nobody_elses(
    sit: Callable[..., Typist], sent: bytes, code: Close
) -> None:
    good, bad = sit("first"), sit("second")

    async def work() -> None:
        await good.connect()
        await bad.connect()
        assert bad.socket
        bad.socket.send(sent)
        with pytest.raises(Closed) as closed:
            await bad.until(lambda: False)
        assert closed.value.code == code
        good.type(good.names()["summary"], 0, "Unmoved. ")
        await good.settled()
        good.cut()

    run_bounded(work())


def test_who_sends_without_end_is_stopped(sit: Callable[..., Typist]) -> None:
    typist = sit("first")

    async def work() -> None:
        await typist.connect()
        assert typist.socket
        for _ in range(1000):
            typist.socket.send(frame(Kind.EDIT, {"at": {}}))
        with pytest.raises(Closed) as closed:
            await typist.until(lambda: False)
        assert closed.value.code == Close.TOO_FAST

    run_bounded(work())


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        ("withdraw", Close.FORBIDDEN),
        ("restrict", Close.FORBIDDEN),
        ("close", Close.SIGNED_OUT),
        ("sign-out", Close.SIGNED_OUT),
    ],
)
def test_withdrawn_access_closes_the_socket(
    served: Served, sit: Callable[..., Typist], number: int, verb: str, code: Close
) -> None:
    served.session("boss", "lead")
    typist = sit(f"guest-{verb}", "contributor")
    given = {"withdraw": (f"guest-{verb}", "contributor"), "restrict": (str(number), "boss"),
             "close": (f"guest-{verb}",), "sign-out": (typist.session,)}[verb]  # fmt: skip

    async def work() -> None:
        await typist.connect()
        acting = asyncio.create_task(
            asyncio.to_thread(served.run, "-m", "tests.collab.act", verb, *given)
        )
        with pytest.raises(Closed) as closed:
            await typist.until(lambda: False)
        await acting
        assert closed.value.code == code
        with pytest.raises(Closed) as again:
            await typist.connect()
        assert again.value.code in (Close.FORBIDDEN, Close.SIGNED_OUT)

    run_bounded(work())
