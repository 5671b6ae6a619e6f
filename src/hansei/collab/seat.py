"""A browser in a room."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from hansei.collab.admission import Visitor
from hansei.collab.bounds import Bounds
from hansei.collab.frames import Close


class Pipe(Protocol):
    """The way to the browsers of one process of the pages."""

    def send(self, sockets: Sequence[int], data: bytes) -> None: ...

    def close(self, socket: int, code: Close) -> None: ...


@dataclass(eq=False, slots=True)
class Seat:
    """`number` names it in its room, `colour` is the person's there. It hears of the room once it
    is `here`. `kept` is the newest edit that stands, `told` the newest that it was told of, `heard`
    when it last said something, `asked` when its access was last asked for (monotonic seconds)."""

    pipe: Pipe
    socket: int
    visitor: Visitor
    number: int = 0
    colour: int = 0
    here: bool = False
    at: msgspec.Raw = field(default_factory=lambda: msgspec.Raw(b"null"))
    kept: int = 0
    told: int = 0
    heard: float = field(default_factory=time.monotonic)
    asked: float = field(default_factory=time.monotonic)
    bounds: Bounds = field(default_factory=Bounds)

    def send(self, data: bytes) -> None:
        """To this browser alone."""
        self.pipe.send((self.socket,), data)

    def close(self, code: Close) -> None:
        """Ends it."""
        self.pipe.close(self.socket, code)

    def shown(self) -> dict[str, Any]:
        """As the others see it."""
        return {"seat": self.number, "user": self.visitor.user_id, "name": self.visitor.name,
                "colour": self.colour, "writes": self.visitor.may_write, "at": self.at}  # fmt: skip
