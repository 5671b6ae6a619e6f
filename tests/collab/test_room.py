"""A room by itself: what goes out to whom, in how many frames, and when it is acknowledged."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, cast

import msgspec
import pytest
from bench.collab.typist import frame, parsed
from pycrdt import Doc, Text

from hansei.accounts.actor import system
from hansei.collab.admission import Visitor
from hansei.collab.frames import Close, Kind, Refused, parse_frame
from hansei.collab.journal import Opened
from hansei.collab.room import Room
from hansei.collab.seat import Seat

_LATER_S = 0.3
"""Longer than anything waits here."""


class _Pages:
    """A process of the pages that notes what its sockets are sent."""

    def __init__(self) -> None:
        self.sent: list[Sequence[int]] = []
        self.got: dict[int, list[tuple[Kind, dict[str, Any], bytes]]] = defaultdict(list)

    def send(self, sockets: Sequence[int], data: bytes) -> None:
        self.sent.append(sockets)
        for each in sockets:
            self.got[each].append(parsed(data))

    def close(self, socket: int, code: Close) -> None:
        raise AssertionError(f"{socket} is closed with {code}")

    def forget(self) -> None:
        self.sent.clear()
        self.got.clear()


class _Journal:
    """Keeps nothing until it is told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Room, Seat | None, int]] = []

    def keep(self, room: Room, _data: bytes, seat: Seat | None, seq: int) -> None:
        self.waiting.append((room, seat, seq))

    def pace(self) -> float:
        return 0.02

    def commit(self) -> None:
        for room, seat, seq in self.waiting:
            room.kept(seat, seq, seq)
        self.waiting.clear()


class _Place:
    """A room with three people in it."""

    def __init__(self) -> None:
        self.pages, self.journal = _Pages(), _Journal()
        self.room = Room(1, Opened(1, "key", 1, 1, (), [], 0, False, ()), self.journal)
        self.seats = [self.enter(number) for number in (1, 2, 3)]
        self.doc: Doc[Text] = Doc()
        self.updates: list[bytes] = []
        self.doc.observe(lambda event: self.updates.append(event.update))
        self.pages.forget()

    def enter(self, number: int, *, may_write: bool = True) -> Seat:
        host = system("test")
        visitor = Visitor(1, number, f"Person {number}", host, may_write, "session", (0, ""))
        seat = Seat(self.pages, number, visitor)
        self.room.enter(seat)
        self.say(seat, frame(Kind.HELLO))
        return seat

    def say(self, seat: Seat, raw: bytes) -> None:
        self.room.hear(seat, parse_frame(raw))

    def types(self, seat: Seat, seq: int, at: dict[str, Any] | None = None) -> None:
        self.doc.get("t0", type=Text).insert(0, "x")
        told = {"seq": seq, **({"at": at} if at else {})}
        self.say(seat, frame(Kind.EDIT, told, self.updates[-1]))

    def came(self, socket: int, kind: Kind) -> list[tuple[dict[str, Any], bytes]]:
        return [(told, data) for what, told, data in self.pages.got[socket] if what is kind]


def _in_room(work: Callable[[_Place], Coroutine[Any, Any, None]]) -> None:
    async def inside() -> None:
        await work(_Place())

    asyncio.run(inside())


def test_what_is_typed_in_one_instant_is_one_frame_for_everybody() -> None:
    async def work(place: _Place) -> None:
        first, second, _ = place.seats
        place.types(first, 1, {"t": "t0", "h": 1})
        place.types(second, 1, {"t": "t0", "h": 2})
        place.types(first, 2, {"t": "t0", "h": 3})
        await asyncio.sleep(_LATER_S)
        assert place.pages.sent == [(1, 2, 3)] or place.pages.sent == [[1, 2, 3]]
        ((told, data),) = place.came(3, Kind.EDIT)
        assert {each["seat"]: each["at"]["h"] for each in told["who"]} == {1: 3, 2: 2}
        theirs: Doc[Text] = Doc()
        theirs.apply_update(data)
        assert str(theirs.get("t0", type=Text)) == "xxx"

    _in_room(work)


def test_nothing_is_acknowledged_before_it_is_kept() -> None:
    async def work(place: _Place) -> None:
        place.types(place.seats[0], 1)
        await asyncio.sleep(_LATER_S)
        assert [told for told, _ in place.came(1, Kind.EDIT)] == [{"who": []}]
        assert not place.came(1, Kind.ACK)
        place.journal.commit()
        await asyncio.sleep(_LATER_S)
        assert [told for told, _ in place.came(1, Kind.ACK)] == [{"seq": 1}]
        assert not place.came(2, Kind.ACK)

    _in_room(work)


def test_what_is_kept_is_told_with_what_goes_out_anyway_and_once() -> None:
    async def work(place: _Place) -> None:
        first, second, _ = place.seats
        place.types(first, 1)
        place.types(second, 7)
        place.journal.commit()
        place.types(first, 2)
        await asyncio.sleep(_LATER_S)
        told = [told["kept"] for told, _ in place.came(3, Kind.EDIT) if "kept" in told]
        assert told == [{"1": 1, "2": 7}]
        assert not place.came(1, Kind.ACK)
        assert not place.came(2, Kind.ACK)

    _in_room(work)


def test_a_cursor_goes_to_the_others_as_it_came() -> None:
    async def work(place: _Place) -> None:
        at = {"t": "t0", "a": {"item": None, "assoc": -1}, "h": {"type": "é\n"}}
        place.say(place.seats[0], frame(Kind.EDIT, {"at": at}))
        await asyncio.sleep(_LATER_S)
        ((told, data),) = place.came(2, Kind.EDIT)
        assert (told["who"], data) == ([{"seat": 1, "at": at}], b"")
        place.enter(4)
        people = place.came(4, Kind.WELCOME)[0][0]["people"]
        assert {each["seat"]: each["at"] for each in people} == {1: at, 2: None, 3: None, 4: None}

    _in_room(work)


@pytest.mark.parametrize("at", [b"[1]", b"7", b'"t0"', b'{"t": ', b'{"t":"%b"}' % (b"x" * 1000),
                                b'{"t":"\xff"}'])  # fmt: skip
def test_what_is_no_cursor_is_refused(at: bytes) -> None:
    head = b'{"at":%b}' % at
    with pytest.raises(Refused) as refused:
        parse_frame(b"\x01" + len(head).to_bytes(4, "big") + head)
    assert refused.value.code is Close.MALFORMED


def test_a_frame_without_a_cursor_says_nothing_of_one() -> None:
    for told in ({}, {"at": None}):
        found = parse_frame(frame(Kind.EDIT, told))
        assert bytes(cast(msgspec.Raw, found.told.at)) == b""


def test_a_reader_types_nothing() -> None:
    async def work(place: _Place) -> None:
        reader = place.enter(4, may_write=False)
        with pytest.raises(Refused) as refused:
            place.types(reader, 1)
        assert refused.value.code is Close.FORBIDDEN
        assert not place.journal.waiting

    _in_room(work)
