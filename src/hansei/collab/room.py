"""One room: its shared document, who is in, and what is on its way to them and to the store.

Everything here runs in the loop of the process of the rooms. A keystroke is sent on at once after a
pause, else with what comes in the next instant, and acknowledged when the journal has it. What goes
out is one frame for everybody: text, cursors and acknowledgements.
"""

from __future__ import annotations

import asyncio
import base64
import math
import zlib
from collections import defaultdict
from typing import Any, Protocol

from hansei.collab.bounds import MOST_BYTES
from hansei.collab.frames import Close, Frame, Kind, Refused, frame
from hansei.collab.journal import Aligned, Opened
from hansei.collab.seat import Pipe, Seat
from hansei.collab.sections import Kept
from hansei.collab.shared import Malformed, SharedDocument, together

_ACK_S = 0.15
_TURN_S = 0.01
"""Rooms send at whole multiples of this, so that several of them do it at once."""
COLOURS = 8


class Keeper(Protocol):
    """Puts updates into the journal in their order, and says when they stand."""

    def keep(self, room: Room, data: bytes, seat: Seat | None, seq: int) -> None: ...

    def pace(self) -> float: ...


class Room:
    """What is typed together into one post-mortem."""

    def __init__(self, number: int, opened: Opened, keeper: Keeper) -> None:
        self.number, self.pk, self.key = number, opened.room, opened.key
        self.post_mortem, self.version = opened.post_mortem, opened.version
        self.last = self.polled = opened.last
        self.size = sum(map(len, opened.updates))
        self.rows = len(opened.updates)
        self.shared = SharedDocument(opened.updates)
        self.sections: list[Kept] = []
        self._take(opened.sections)
        self.seats: dict[int, Seat] = {}
        self.typed: dict[str, dict[int, float]] = defaultdict(dict)
        self.first_typed = self.last_typed = 0.0
        self.waiting = 0
        self.look: bytes = b""
        self.to_look = True
        self.looked = 0.0
        self.busy = asyncio.Lock()
        self._keeper = keeper
        self._loop = asyncio.get_running_loop()
        self.left = self._loop.time()
        self._out: list[bytes] = []
        self._moved: set[Seat] = set()
        self._flushing: asyncio.TimerHandle | None = None
        self._acking: asyncio.TimerHandle | None = None
        self._flushed = 0.0
        self._next = 0
        if opened.unwritten:
            self._left_over(opened.users)

    @property
    def present(self) -> list[Kept]:
        """The sections that the document has."""
        return [each for each in self.sections if not each.gone]

    @property
    def late(self) -> bool:
        """Whether something was typed that the post-mortem lacks."""
        return bool(self.typed)

    # Who is in

    def enter(self, seat: Seat) -> None:
        """Lets somebody in, who hears nothing until they have said what they have seen."""
        self._next += 1
        seat.number = self._next
        mine = [each.colour for each in self.seats.values()
                if each.visitor.user_id == seat.visitor.user_id]  # fmt: skip
        used = {each.colour for each in self.seats.values()}
        free = [each for each in range(COLOURS) if each not in used]
        seat.colour = mine[0] if mine else free[0] if free else self._next % COLOURS
        self.seats[seat.number] = seat

    def leave(self, seat: Seat) -> None:
        """Somebody went."""
        if self.seats.pop(seat.number, None) is not None:
            self._moved.discard(seat)
            self.left = self._loop.time()
            self._people()

    def hear(self, seat: Seat, told: Frame) -> None:
        """A frame of somebody inside. Raises Refused."""
        if told.kind is Kind.HELLO:
            self._welcome(seat, told.data)
        elif not seat.here:
            raise Refused(Close.MALFORMED, "nothing was said before")
        elif told.kind is Kind.EDIT:
            if bytes(told.told.at):
                seat.at = told.told.at
                self._moved.add(seat)
                self._soon()
            if told.data:
                self._edit(seat, told.told.seq, told.data)

    def _welcome(self, seat: Seat, seen: bytes) -> None:
        try:
            lacking = self.shared.since(seen or b"\x00")
        except Malformed as error:
            raise Refused(Close.MALFORMED, str(error)) from None
        seat.here = True
        told = {
            "seat": seat.number,
            "key": self.key,
            "writes": seat.visitor.may_write,
            "state": base64.b64encode(self.shared.state()).decode(),
            "people": self._shown(),
            **self._told_sections(),
        }
        seat.send(frame(Kind.WELCOME, told, lacking))
        if self.look:
            seat.send(self.look)
        self._people(but=seat)

    def _shown(self) -> list[dict[str, Any]]:
        return [each.shown() for each in self.seats.values() if each.here]

    def _people(self, but: Seat | None = None) -> None:
        self.say(frame(Kind.PEOPLE, {"people": self._shown()}), but=but)

    # What is typed

    def _edit(self, seat: Seat, seq: int, update: bytes) -> None:
        if not seat.visitor.may_write:
            raise Refused(Close.FORBIDDEN, "a reader types nothing")
        if self.size + len(update) > MOST_BYTES:
            raise Refused(Close.TOO_BIG)
        try:
            touched = self.shared.apply(update)
        except Malformed as error:
            raise Refused(Close.MALFORMED, str(error)) from None
        if touched:
            self._note(touched, seat.visitor.user_id)
        self._pass_on(update)
        self.waiting += 1
        self._keeper.keep(self, update, seat, seq)

    def _note(self, touched: frozenset[str], user: int) -> None:
        now = self._loop.time()
        if not self.typed:
            self.first_typed = now
        for name in touched:
            self.typed[name].update({user: now} if user else {})
        self.last_typed = now
        self.to_look = True

    def _pass_on(self, update: bytes) -> None:
        self.size += len(update)
        self.rows += 1
        self._out.append(update)
        self._soon()

    def take(self, update: bytes, last: int, *, foreign: bool = False) -> None:
        """An update that a change elsewhere became, or that another process kept.

        Both processes write a `foreign` one back, so that whichever writes last has it all.
        """
        self.last = max(self.last, last)
        touched = self.shared.apply(update)
        if touched:
            self.to_look = True
        if foreign and touched:
            self._note(touched, 0)
        self._pass_on(update)

    def kept(self, seat: Seat | None, seq: int, last: int) -> None:
        """An update stands in the journal."""
        self.waiting -= 1
        self.last = max(self.last, last)
        if seat is None or seat.number not in self.seats:
            return
        seat.kept = max(seat.kept, seq)
        if self._acking is None:
            self._acking = self._loop.call_later(_ACK_S, self._acknowledge)

    def _acknowledge(self) -> None:
        """To those who heard of it by nothing else meanwhile."""
        self._acking = None
        for seat in self.seats.values():
            if seat.kept != seat.told:
                seat.told = seat.kept
                seat.send(frame(Kind.ACK, {"seq": seat.kept}))

    # What goes out

    def _soon(self) -> None:
        """Sends on what is waiting: at once after a pause, else with what else comes meanwhile."""
        if self._flushing is None:
            at = max(self._loop.time(), self._flushed + self._keeper.pace())
            self._flushing = self._loop.call_at(math.ceil(at / _TURN_S) * _TURN_S, self._flush)

    def _flush(self) -> None:
        self._flushing = None
        self._flushed = self._loop.time()
        out, self._out = self._out, []
        moved, self._moved = self._moved, set()
        told: dict[str, Any] = {"who": [{"seat": each.number, "at": each.at} for each in moved]}
        if self._acking is not None and (kept := self._kept()):
            told["kept"] = kept
        self.say(frame(Kind.EDIT, told, together(out) if out else b""))

    def _kept(self) -> dict[int, int]:
        """What stands by now of whoever was not told so, by seat."""
        late = [each for each in self.seats.values() if each.kept != each.told]
        for each in late:
            each.told = each.kept
        return {each.number: each.kept for each in late}

    def say(self, data: bytes, but: Seat | None = None) -> None:
        """To everybody who is here."""
        pipes: dict[Pipe, list[int]] = defaultdict(list)
        for each in self.seats.values():
            if each.here and each is not but:
                pipes[each.pipe].append(each.socket)
        for pipe, sockets in pipes.items():
            pipe.send(sockets, data)

    # What becomes of it

    def texts(self, names: Any) -> dict[str, str]:
        """Texts of sections that there are, by handle."""
        wanted = set(names)
        return {each.handle: self.shared.text(each.name)
                for each in self.present if each.name in wanted}  # fmt: skip

    def drafts(self) -> dict[str, str]:
        """The sections that read otherwise than the stored document."""
        found = {each.handle: self.shared.text(each.name) for each in self.present}
        stood = {each.handle: each.stood for each in self.present}
        return {handle: text for handle, text in found.items() if text != stood[handle]}

    def sums(self) -> dict[str, int]:
        """What tells a browser whether its text is the one that was looked at."""
        return {each.name: zlib.crc32(self.shared.text(each.name).encode())
                for each in self.present}  # fmt: skip

    def aligned(self, done: Aligned) -> None:
        """Takes what changed elsewhere."""
        if done.update:
            self.take(done.update, done.last)
        self.stands(done.version, done.sections)
        self.to_look = True

    def stands(self, version: int, sections: list[Kept]) -> None:
        """What the stored document is now."""
        shown = self._told_sections()["sections"]
        self.version = max(self.version, version)
        self._take(sections)
        if self._told_sections()["sections"] != shown:
            self.say(frame(Kind.SECTIONS, self._told_sections()))

    def _take(self, sections: list[Kept]) -> None:
        self.sections = sections
        self.shared.know(each.name for each in sections)

    def _told_sections(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "sections": [{"handle": each.handle, "name": each.name, "title": each.title}
                         for each in self.present],
        }  # fmt: skip

    def _left_over(self, users: tuple[int, ...]) -> None:
        """What was kept before this process began and never written back."""
        now = self._loop.time()
        self.first_typed = self.last_typed = now
        for handle in self.drafts():
            name = next(each.name for each in self.present if each.handle == handle)
            self.typed[name] = dict.fromkeys(users, now)
