"""What follows from typing: the post-mortem is written, checked, watched for changes elsewhere and
for access that is taken away, and rooms that everybody has left are closed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import DatabaseError

from hansei.collab import desk as work
from hansei.collab import journal, selectors
from hansei.collab.admission import Visitor, withdrawn
from hansei.collab.desk import Desk, Refusal
from hansei.collab.frames import Close, Frame, Kind, frame
from hansei.collab.room import Room
from hansei.collab.seat import Seat
from hansei.domain.errors import HanseiError

if TYPE_CHECKING:
    from hansei.collab.rooms import Rooms

_log = logging.getLogger("hansei.rooms")
_BEAT_S, _IDLE_S = 0.2, 0.5
_WATCH_S = 0.3
_ASK_S, _MOST_AGAIN = 10.0, 4
_SILENT_S = 150.0
_PAUSE_S, _LONGEST_S = 1.0, 5.0
_LOOK_PAUSE_S, _LOOK_LONGEST_S = 0.5, 3.0
_EMPTY_S = 3.0
"""How long an empty room stays open: a page that is loaded again leaves and comes back."""
_MOST_ROWS = 1000
_FINISH_S = 20
_TROUBLES = (HanseiError, DatabaseError, BrokenProcessPool)


class Following:
    """The tasks beside the rooms."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self.desk = Desk()
        self._head = 0
        self._looking = False
        self._tasks: set[asyncio.Task[Any]] = set()

    def all(self) -> list[Coroutine[Any, Any, None]]:
        """What is to run for as long as there are rooms."""
        return [self._beat(), self._watch()]

    async def finish(self) -> None:
        """Writes everything back, as far as the time allows; the journal has it in any case."""
        late = [self.write(each) for each in self._rooms.open.values()]
        if late:
            await asyncio.wait([asyncio.create_task(each) for each in late], timeout=_FINISH_S)

    def heard(self, room: Room, seat: Seat, told: Frame) -> None:
        """Takes what somebody asked for."""
        if told.kind is Kind.FLUSH:
            self._begin(self._flush(room, seat, told.told.id))

    def _begin(self, task: Coroutine[Any, Any, None]) -> None:
        made = asyncio.create_task(task)
        self._tasks.add(made)
        made.add_done_callback(self._tasks.discard)

    async def _flush(self, room: Room, seat: Seat, asked: int) -> None:
        reason = await self.write(room)
        told = {"id": asked, "version": room.version, **({"reason": reason} if reason else {})}
        seat.send(frame(Kind.FLUSHED, told))

    # Rooms in time

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_BEAT_S if self._rooms.open else _IDLE_S)
            now = loop.time()
            for room in list(self._rooms.open.values()):
                if room.busy.locked():
                    continue
                if room.late and (
                    not room.seats
                    or now - room.last_typed >= _PAUSE_S
                    or now - room.first_typed >= _LONGEST_S
                ):
                    self._begin(self._written(room))
                elif not room.seats and not room.waiting and now - room.left > _EMPTY_S:
                    self._begin(self._closed(room))
            self._look_somewhere(now)

    async def _written(self, room: Room) -> None:
        if await self.write(room):
            room.first_typed = room.last_typed = asyncio.get_running_loop().time()

    async def write(self, room: Room) -> str:
        """Writes back what was typed; returns why it cannot be, "" where it is done."""
        async with room.busy:
            for _ in range(5):
                while room.waiting:
                    await asyncio.sleep(0.01)
                typed, until = dict(room.typed), room.last
                room.typed.clear()
                texts = room.texts(typed)
                if not texts:
                    return ""
                users = _in_order(typed)
                try:
                    done = await self._at_desk(work.write_back, room.number, texts, users, until)
                except _TROUBLES as error:
                    _log.warning("post-mortem %s is written later: %s", room.number, error)
                    done = Refusal("")
                if isinstance(done, Refusal):
                    _back(room, typed)
                    room.say(frame(Kind.TROUBLE, {"reason": done.reason}))
                    return done.reason or "busy"
                room.stands(done.version, done.sections)
                if not done.late:
                    room.say(frame(Kind.TROUBLE, {"reason": ""}))
                    return ""
                _back(room, {each.name: typed[each.name] for each in room.present
                             if each.handle in done.late and each.name in typed})  # fmt: skip
                await self._aligned(room)
            return "busy"

    async def _aligned(self, room: Room) -> None:
        done = await self._at_desk(work.align, room.pk, room.shared.since(), self._rooms.host)
        if done is not None:
            room.aligned(done)

    async def _align(self, room: Room, version: int) -> None:
        async with room.busy:
            if version > room.version:
                try:
                    await self._aligned(room)
                except _TROUBLES as error:
                    _log.warning("post-mortem %s is read later: %s", room.number, error)

    async def _closed(self, room: Room) -> None:
        """Leaves a room that everybody has left; what was typed is one snapshot then."""
        async with room.busy:
            try:
                if room.rows > 1:
                    await self._compact(room)
            except _TROUBLES as error:
                _log.warning("room %s is closed later: %s", room.number, error)
                return
            if not (room.seats or room.late or room.waiting):
                self._rooms.open.pop(room.number, None)

    async def _compact(self, room: Room) -> None:
        # Up to where others were heard: what they kept since is not in the snapshot.
        await self._poll([room])
        snapshot, until = room.shared.since(), room.polled
        await self._rooms.ask(journal.compact, room.pk, snapshot, until)
        room.rows, room.size = 1, len(snapshot)

    # Checks

    def _look_somewhere(self, now: float) -> None:
        """Looks at the room that waits the longest; one at a time."""
        if self._looking:
            return
        due = [
            each for each in self._rooms.open.values()
            if each.seats and each.to_look
            and (now - each.last_typed >= _LOOK_PAUSE_S or now - each.looked >= _LOOK_LONGEST_S)
        ]  # fmt: skip
        if due:
            self._looking = True
            self._begin(self._look(min(due, key=lambda each: each.looked)))

    async def _look(self, room: Room) -> None:
        try:
            room.to_look = False
            sums, drafts = room.sums(), room.drafts()
            found = await self._at_desk(work.look, room.number, drafts)
            if found is not None:
                room.look = frame(Kind.LOOK, {"found": msgspec.Raw(found), "sums": sums})
                room.say(room.look)
        except _TROUBLES as error:
            _log.warning("post-mortem %s is checked later: %s", room.number, error)
        finally:
            room.looked = asyncio.get_running_loop().time()
            self._looking = False

    async def _at_desk(self, what: Any, *given: Any) -> Any:
        return await asyncio.wrap_future(self.desk.submit(what, *given))

    # The store, changed by others

    async def _watch(self) -> None:
        self._head = await self._rooms.ask(selectors.head)
        while True:
            await asyncio.sleep(_WATCH_S)
            if not self._rooms.seats and not self._rooms.open:
                continue
            try:
                await self._watched()
            except _TROUBLES as error:
                _log.warning("the store does not answer: %s", error)
                await asyncio.sleep(1)

    async def _watched(self) -> None:
        rooms = {each.post_mortem: each for each in self._rooms.open.values()}
        seats = list(self._rooms.seats)
        told = await self._rooms.ask(selectors.news, self._head)
        self._head = told.head
        for room in rooms.values():
            if str(room.number) in told.post_mortems:
                room.say(frame(Kind.NEWS, {}))
        visitors = {each.visitor for each in seats}
        gone = await self._rooms.ask(withdrawn, visitors, self._asked_again(seats, told))
        silent = time.monotonic() - _SILENT_S
        for seat in seats:
            # Browsers speak up every 20 seconds, hidden ones once a minute: this one is gone.
            code = gone.get(seat.visitor, Close.RESTART if seat.heard < silent else None)
            if code is not None:
                seat.close(code)
                self._rooms.leave(seat)
        for key, version in (await self._rooms.ask(selectors.versions, rooms)).items():
            if version > rooms[key].version and not rooms[key].busy.locked():
                self._begin(self._align(rooms[key], version))
        await self._poll(list(rooms.values()))
        for room in rooms.values():
            if room.rows > _MOST_ROWS and not room.waiting:
                await self._compact(room)

    def _asked_again(self, seats: list[Seat], told: selectors.News) -> set[Visitor]:
        """Whose access is asked again: the trail tells of every change, and what went past it is
        found a little later, some people at a time."""
        now = time.monotonic()
        due = [each for each in seats if each.asked < now - _ASK_S]
        due = sorted(due, key=lambda each: each.asked)[:_MOST_AGAIN]
        due += [
            each for each in seats
            if told.everybody
            or str(each.visitor.number) in told.post_mortems
            or str(each.visitor.user_id) in told.accounts
        ]  # fmt: skip
        for each in due:
            each.asked = now
        return {each.visitor for each in due}

    async def _poll(self, rooms: list[Room]) -> None:
        """Takes what other processes kept in rooms."""
        by_key = {each.pk: each for each in rooms}
        seen = {each.pk: each.polled for each in rooms}
        found = await self._rooms.ask(journal.foreign, seen, self._rooms.host)
        for pk, last, update in found.updates:
            by_key[pk].take(update, last, foreign=True)
        for each in rooms:
            each.polled = max(each.polled, found.head)


def _in_order(typed: dict[str, dict[int, float]]) -> list[int]:
    """Who typed, whoever typed last at the end."""
    latest: dict[int, float] = {}
    for users in typed.values():
        for user, at in users.items():
            latest[user] = max(at, latest.get(user, 0.0))
    return sorted(latest, key=lambda each: latest[each])


def _back(room: Room, typed: dict[str, dict[int, float]]) -> None:
    """Notes again what was not written."""
    for name, users in typed.items():
        room.typed[name] = {**users, **room.typed.get(name, {})}
