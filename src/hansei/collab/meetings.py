"""Rooms of reviews: whoever is in hears at once that something changed, as a tag.

What changed is asked of the pages, which know what each person may see: a tag tells nothing else.
Doors say that they changed something (`nudge`); what comes from elsewhere is found a little later.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError

from hansei.collab.frames import Close, Frame, Kind, Refused, frame
from hansei.collab.seat import Pipe, Seat
from hansei.domain.errors import HanseiError
from hansei.meeting.presence import gone
from hansei.meeting.selectors.tags import tags_of

if TYPE_CHECKING:
    from hansei.collab.rooms import Rooms

_log = logging.getLogger("hansei.rooms")
_LOOK_S = 0.3
_AWAY_S = 3.0
"""How long somebody may be away unseen: a page that is loaded again comes back."""


class Meetings:
    """Who has the room of a review open, and the tag that they were told last."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._seats: dict[int, set[Seat]] = {}
        self._tags: dict[int, str] = {}
        self._any = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def enter(self, seat: Seat) -> None:
        """Lets somebody in, who hears the tag when they have said hello."""
        self._seats.setdefault(seat.visitor.review, set()).add(seat)

    def leave(self, seat: Seat) -> None:
        """Somebody went; the others see it where they do not come back."""
        review = seat.visitor.review
        inside = self._seats.get(review)
        if inside is None or seat not in inside:
            return
        inside.remove(seat)
        if not inside:
            del self._seats[review]
            self._tags.pop(review, None)
        if not self._is_in(review, seat.visitor.user_id):
            self._begin(self._left(review, seat.visitor.user_id))

    def hear(self, seat: Seat, told: Frame) -> None:
        """A frame of somebody inside: now and then a hello. Raises Refused for anything else."""
        if told.kind is not Kind.HELLO or told.data:
            raise Refused(Close.MALFORMED, "nothing is typed in the room of a review")
        seat.here = True
        tag = self._tags.get(seat.visitor.review)
        if tag is None:
            self.nudge()
        else:
            seat.send(_telling(tag))

    def nudge(self) -> None:
        """Something changed in some meeting: looks at once."""
        self._any.set()

    async def watch(self) -> None:
        """Looks for what changed, as long as there are rooms."""
        while True:
            try:
                async with asyncio.timeout(_LOOK_S):
                    await self._any.wait()
            except TimeoutError:
                pass
            self._any.clear()
            if not self._seats:
                continue
            try:
                await self._look()
            except (HanseiError, DatabaseError) as error:
                _log.warning("rooms of reviews are looked at later: %s", error)

    async def _look(self) -> None:
        for review, tag in (await self._rooms.ask(tags_of, list(self._seats))).items():
            before, self._tags[review] = self._tags.get(review), tag
            if tag != before:
                self._say(review, _telling(tag))

    async def _left(self, review: int, user: int) -> None:
        await asyncio.sleep(_AWAY_S)
        if self._is_in(review, user):
            return
        try:
            await self._rooms.ask(gone, review, user)
        except (HanseiError, DatabaseError) as error:
            _log.warning("somebody is seen to leave later: %s", error)
        self.nudge()

    def _is_in(self, review: int, user: int) -> bool:
        return any(each.visitor.user_id == user for each in self._seats.get(review, ()))

    def _say(self, review: int, data: bytes) -> None:
        pipes: dict[Pipe, list[int]] = defaultdict(list)
        for each in self._seats.get(review, ()):
            if each.here:
                pipes[each.pipe].append(each.socket)
        for pipe, sockets in pipes.items():
            pipe.send(sockets, data)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _telling(tag: str) -> bytes:
    return frame(Kind.TAG, {"tag": tag})
