"""How much one browser may send, and how many may be in."""

from __future__ import annotations

import time

MOST_IN_ROOM = 200
MOST_OF_USER = 30
MOST_SOCKETS = 2000
MOST_BYTES = 16 << 20
"""Of what is kept for one room."""

_FRAMES_A_SECOND, _MOST_FRAMES = 50.0, 400.0
_BYTES_A_SECOND, _MOST_BYTES_HELD = 512 << 10, 8 << 20


class Bounds:
    """What one socket may still send: two buckets that fill with time."""

    __slots__ = ("_at", "_bytes", "_frames")

    def __init__(self) -> None:
        self._at = time.monotonic()
        self._frames, self._bytes = _MOST_FRAMES, float(_MOST_BYTES_HELD)

    def take(self, size: int) -> bool:
        """Whether a frame of that size is still within them."""
        now = time.monotonic()
        passed, self._at = now - self._at, now
        self._frames = min(_MOST_FRAMES, self._frames + passed * _FRAMES_A_SECOND) - 1
        self._bytes = min(_MOST_BYTES_HELD, self._bytes + passed * _BYTES_A_SECOND) - size
        return self._frames >= 0 and self._bytes >= 0
