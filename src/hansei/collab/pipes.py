"""The Unix socket on which the processes of the pages bring sockets of browsers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import msgspec

from hansei.collab.admission import Request
from hansei.collab.frames import Close, Refused
from hansei.collab.rooms import Rooms
from hansei.collab.seat import Seat
from hansei.collab.wire import Line, Parcel, What, closing, sending

_log = logging.getLogger("hansei.rooms")
_request = msgspec.json.Decoder(Request).decode


class _Pipe(Line):
    """One process of the pages."""

    def __init__(self, rooms: Rooms) -> None:
        super().__init__()
        self._rooms = rooms
        self._seats: dict[int, Seat] = {}
        self._early: dict[int, list[bytes]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, sockets: Sequence[int], data: bytes) -> None:
        self.tell(sending(sockets, data))

    def close(self, socket: int, code: Close) -> None:
        self.tell(closing(socket, code))

    def taken(self, parcel: Parcel) -> None:
        """One message of the pages."""
        (socket,) = parcel.sockets
        if parcel.what is What.OPEN:
            self._early[socket] = []
            task = asyncio.create_task(self._open(socket, parcel.data))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif parcel.what is What.DATA:
            if socket in self._early:
                self._early[socket].append(parcel.data)
            elif socket in self._seats:
                self._hear(self._seats[socket], parcel.data)
        elif parcel.what is What.CLOSED:
            self._early.pop(socket, None)
            self._leave(socket)
        elif parcel.what is What.NUDGE:
            self._rooms.meetings.nudge()

    async def _open(self, socket: int, head: bytes) -> None:
        try:
            seat = await self._rooms.admit(self, socket, _request(head))
        except Refused as error:
            self._early.pop(socket, None)
            self.close(socket, error.code)
            return
        except Exception:  # noqa: BLE001 - whatever it is, this browser alone is to feel it
            _log.exception("somebody was not let in")
            self._early.pop(socket, None)
            self.close(socket, Close.BUSY)
            return
        early = self._early.pop(socket, None)
        if early is None:  # they went meanwhile
            self._rooms.leave(seat)
            return
        self._seats[socket] = seat
        for each in early:
            if socket in self._seats:
                self._hear(seat, each)

    def _hear(self, seat: Seat, data: bytes) -> None:
        try:
            self._rooms.hear(seat, data)
        except Refused as error:
            self.close(seat.socket, error.code)
            self._leave(seat.socket)

    def _leave(self, socket: int) -> None:
        seat = self._seats.pop(socket, None)
        if seat is not None:
            self._rooms.leave(seat)

    def ended(self) -> None:
        """The process of the pages is gone, and its browsers with it."""
        self._early.clear()
        for socket in list(self._seats):
            self._leave(socket)


async def serve(rooms: Rooms, path: str) -> asyncio.Server:
    """Listens on a Unix socket; its folder is for whoever may come in."""
    loop = asyncio.get_running_loop()
    return await loop.create_unix_server(lambda: _Pipe(rooms), path)
