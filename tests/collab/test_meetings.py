"""Rooms of reviews as they run: who is in hears of a change at once, and nobody else hears."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import pytest
from bench.collab.typist import Closed, Socket, frame, parsed

from hansei.collab.frames import Close, Kind
from tests.browser.served import Served
from tests.collab.test_process import run_bounded

HELLO = frame(Kind.HELLO)
Sit = Callable[..., Awaitable[Socket]]


class Place(NamedTuple):
    """A review that is planned, and the way to its socket."""

    number: int
    review: int

    @property
    def path(self) -> str:
        return f"/postmortems/{self.number}/reviews/{self.review}/live/"


def _act(served: Served, verb: str, *given: object) -> str:
    return served.run("-m", "tests.collab.act", verb, *map(str, given)).strip()


@pytest.fixture
def place(served: Served) -> Place:
    number = int(_act(served, "start", "Checkout was slow"))
    return Place(number, int(_act(served, "plan", number)))


@pytest.fixture
def sit(served: Served, place: Place) -> Sit:
    async def opened(user: str, role: str = "lead", path: str = place.path) -> Socket:
        key = await asyncio.to_thread(served.session, user, role)
        return await Socket.opened(
            "127.0.0.1", served.port, path, cookie=f"hansei-session={key}"
        )  # fmt: skip

    return opened


async def _heard(socket: Socket, but: str = "") -> str:
    """The next tag that is another than `but`."""
    told = {"tag": but}
    while told["tag"] == but:
        kind, told, _ = parsed(await socket.receive())
        assert kind is Kind.TAG
    return str(told["tag"])


def test_a_change_reaches_everybody_and_leaving_is_seen(
    served: Served, place: Place, sit: Sit
) -> None:
    """Also one that no page made. Whoever closes their last page is not in the room any more."""

    async def work() -> None:
        first, second = await sit("first"), await sit("second", "viewer")
        first.send(HELLO)
        second.send(HELLO)
        before = await _heard(first)
        assert await _heard(second) == before
        await asyncio.to_thread(
            _act, served, "meet", place.number, place.review, "first", "second"
        )  # fmt: skip
        after = await _heard(first, before)
        while await asyncio.to_thread(_here, served, place) != {"first", "second"}:
            pass
        second.abort()
        await _heard(first, after)
        while await asyncio.to_thread(_here, served, place) != {"first"}:
            await asyncio.sleep(0.2)
        first.abort()

    run_bounded(work())


def _here(served: Served, place: Place) -> set[str]:
    names = _act(served, "here", place.number, place.review).lower().split()
    return {each for each in names if each in ("first", "second")}


def test_who_may_not_come_in(served: Served, place: Place, sit: Sit) -> None:
    other = int(_act(served, "start", "Another one"))
    paths = (
        f"/postmortems/{place.number}/reviews/999999/live/",
        f"/postmortems/{other}/reviews/{place.review}/live/",
        f"/postmortems/{place.number}/reviews/0/live/x/",
    )

    async def work() -> None:
        for socket in (await sit("nobody", "none"), *[await sit("first", path=each)
                                                      for each in paths]):  # fmt: skip
            with pytest.raises(Closed) as closed:
                await socket.receive()
            assert closed.value.code == Close.FORBIDDEN

    run_bounded(work())


@pytest.mark.parametrize("sent", [frame(Kind.EDIT, {"at": {}}), frame(Kind.HELLO, {}, b"\0")])
def test_nothing_is_typed_in_the_room_of_a_review(sit: Sit, sent: bytes) -> None:
    async def work() -> None:
        good, bad = await sit("first"), await sit("second")
        bad.send(sent)
        with pytest.raises(Closed) as closed:
            await bad.receive()
        assert closed.value.code == Close.MALFORMED
        good.send(HELLO)
        assert await _heard(good)
        good.abort()

    run_bounded(work())


def test_withdrawn_access_closes_the_socket(served: Served, sit: Sit) -> None:
    async def work() -> None:
        guest = await sit("guest", "viewer")
        guest.send(HELLO)
        tag = await _heard(guest)
        await asyncio.to_thread(_act, served, "withdraw", "guest", "viewer")
        with pytest.raises(Closed) as closed:
            await _heard(guest, but=tag)
        assert closed.value.code == Close.FORBIDDEN

    run_bounded(work())
