"""All rooms of this process: lets people in, keeps what they type, and follows up.

    await Rooms().start()     until `stop`

Threads talk to the store, one for the journal and some for the rest; `desk` does what takes longer.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connections

from hansei.collab import journal
from hansei.collab.admission import Request, admitted
from hansei.collab.bounds import MOST_IN_ROOM, MOST_OF_USER, MOST_SOCKETS
from hansei.collab.following import Following
from hansei.collab.frames import Close, Refused, parse_frame
from hansei.collab.meetings import Meetings
from hansei.collab.room import Room
from hansei.collab.seat import Pipe, Seat
from hansei.domain.errors import HanseiError, NotFound

_log = logging.getLogger("hansei.rooms")
_LEAST_PACE_S, _MOST_PACE_S = 0.04, 0.1
"""How long what is typed waits for company on its way to the others."""
_COMMIT_S = 0.05
"""From one commit of all rooms to the next."""
_AGAIN_S = 0.5
_BEAT_S, _IDLE_S = 0.05, 0.5
T = TypeVar("T")


class _Waiting(NamedTuple):
    room: Room
    data: bytes
    seat: Seat | None
    seq: int


class Rooms:
    """The rooms by the numbers of their post-mortems."""

    def __init__(self) -> None:
        self.host = secrets.token_hex(8)
        self.open: dict[int, Room] = {}
        self.seats: set[Seat] = set()
        self._opening: dict[int, asyncio.Task[Room]] = {}
        self._waiting: list[_Waiting] = []
        self._any = asyncio.Event()
        self._journal = ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._store = ThreadPoolExecutor(3, thread_name_prefix="store")
        self._pace = _LEAST_PACE_S
        self._following = Following(self)
        self.meetings = Meetings(self)
        self._tasks: list[asyncio.Task[None]] = []
        self._ends = False

    async def start(self) -> None:
        """Begins to keep, to follow up, and with what an earlier process left unwritten."""
        for each in (
            self._keep_all(), self._feel_pace(), self.meetings.watch(), *self._following.all()
        ):  # fmt: skip
            task = asyncio.create_task(each)
            task.add_done_callback(_died)
            self._tasks.append(task)
        for number in await self.ask(journal.unwritten):
            try:
                await self.room(number)
            except (HanseiError, OSError) as error:
                _log.error("post-mortem %s was not written back: %s", number, error)

    async def stop(self) -> None:
        """Writes everything back and ends; whoever is in comes again to the next process."""
        self._ends = True
        for seat in list(self.seats):
            seat.close(Close.RESTART)
        await self._following.finish()
        for each in self._tasks:
            each.cancel()
        self._following.desk.close()

    async def ask(self, work: Callable[..., T], *given: Any, **named: Any) -> T:
        """What a thread finds in the store."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._store, partial(_in_store, work, *given, **named))

    # People

    async def admit(self, pipe: Pipe, socket: int, request: Request) -> Seat:
        """Lets somebody into the room that they ask for. Raises Refused."""
        if self._ends or len(self.seats) >= MOST_SOCKETS:
            raise Refused(Close.BUSY)
        try:
            visitor = await self.ask(admitted, request)
            if visitor.review:
                return self._admit_to_meeting(Seat(pipe, socket, visitor))
            room = await self.room(visitor.number)
            while self.open.get(visitor.number) is not room:  # everybody left it meanwhile
                room = await self.room(visitor.number)
        except NotFound:
            raise Refused(Close.FORBIDDEN) from None
        except (HanseiError, OperationalError, InterfaceError) as error:
            _log.warning("nobody is let in: %s", error)
            raise Refused(Close.BUSY) from None
        if len(room.seats) >= MOST_IN_ROOM or self._seats_of(visitor.user_id) >= MOST_OF_USER:
            raise Refused(Close.BUSY)
        seat = Seat(pipe, socket, visitor)
        self.seats.add(seat)
        room.enter(seat)
        return seat

    def _admit_to_meeting(self, seat: Seat) -> Seat:
        if self._seats_of(seat.visitor.user_id) >= MOST_OF_USER:
            raise Refused(Close.BUSY)
        self.seats.add(seat)
        self.meetings.enter(seat)
        return seat

    def _seats_of(self, user: int) -> int:
        return sum(each.visitor.user_id == user for each in self.seats)

    def leave(self, seat: Seat) -> None:
        """Somebody went."""
        self.seats.discard(seat)
        if seat.visitor.review:
            self.meetings.leave(seat)
            return
        room = self.open.get(seat.visitor.number)
        if room is not None:
            room.leave(seat)

    def hear(self, seat: Seat, raw: bytes) -> None:
        """A frame of somebody. Raises Refused."""
        if not seat.bounds.take(len(raw)):
            raise Refused(Close.TOO_FAST)
        seat.heard = time.monotonic()
        told = parse_frame(raw)
        if seat.visitor.review:
            self.meetings.hear(seat, told)
            return
        room = self.open.get(seat.visitor.number)
        if room is None or seat.number not in room.seats:
            raise Refused(Close.RESTART)
        room.hear(seat, told)
        self._following.heard(room, seat, told)

    async def room(self, number: int) -> Room:
        """The room of a post-mortem, opened once however many ask for it."""
        if number in self.open:
            return self.open[number]
        if number not in self._opening:
            self._opening[number] = asyncio.create_task(self._opened(number))
        return await asyncio.shield(self._opening[number])

    async def _opened(self, number: int) -> Room:
        try:
            found = await self.ask(journal.opened, number, self.host)
            room = self.open[number] = Room(number, found, self)
        finally:
            del self._opening[number]
        return room

    # The journal

    def keep(self, room: Room, data: bytes, seat: Seat | None, seq: int) -> None:
        """Puts an update into the journal with the next commit."""
        self._waiting.append(_Waiting(room, data, seat, seq))
        self._any.set()

    def pace(self) -> float:
        """How long what is typed waits for company, in seconds: longer under load."""
        return self._pace

    async def _keep_all(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._any.wait()
            self._any.clear()
            batch, self._waiting = self._waiting, []
            rows = [journal.Row(each.room.pk, each.seat.visitor.user_id if each.seat else 0,
                                each.data) for each in batch if each.data]  # fmt: skip
            work = partial(_in_store, journal.append, rows, self.host)
            while True:
                try:
                    numbers = await loop.run_in_executor(self._journal, work) if rows else []
                except (HanseiError, DatabaseError, InterfaceError) as error:
                    _log.warning("what is typed waits for the store: %s", error)
                    await asyncio.sleep(_AGAIN_S)
                else:
                    break
            left = iter(numbers)
            for each in batch:
                each.room.kept(each.seat, each.seq, next(left) if each.data else 0)
            await asyncio.sleep(_COMMIT_S)

    async def _feel_pace(self) -> None:
        """Looks how late the loop is: then it has much to send, and sends it in fewer frames."""
        loop = asyncio.get_running_loop()
        while True:
            began, beat = loop.time(), _BEAT_S if self.seats else _IDLE_S
            await asyncio.sleep(beat)
            late = loop.time() - began - beat
            wanted = min(_MOST_PACE_S, max(_LEAST_PACE_S, 3 * late))
            self._pace += (wanted - self._pace) * 0.2


def _died(task: asyncio.Task[None]) -> None:
    """Ends the process where one of its tasks did: the next one goes on from the journal."""
    if not task.cancelled() and task.exception() is not None:
        _log.critical("the rooms end", exc_info=task.exception())
        os.kill(os.getpid(), signal.SIGTERM)


def _in_store(work: Callable[..., T], *given: Any, **named: Any) -> T:
    """Work of a thread that keeps its connection, and takes a new one where the store went away."""
    try:
        return work(*given, **named)
    except (DatabaseError, InterfaceError, HanseiError):
        connections.close_all()
        raise
