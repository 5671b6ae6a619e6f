"""Collects garbage between pages instead of in the middle of one.

A page leaves objects that point at each other behind, and Python stops whatever it does to look for
such, every seven hundred new objects. Here that is done when an answer is on its way: what is young
after a few, what is older after many.
"""

from __future__ import annotations

import gc

_YOUNG_MOST = 100_000
"""New objects at which Python stops even so: a large page, or sockets without any page."""
_YOUNG_EVERY, _MIDDLE_EVERY, _ALL_EVERY = 10, 200, 5000


class Sweeping:
    """Counts the answers of a process."""

    def __init__(self) -> None:
        self._answers = 0

    @staticmethod
    def begin() -> None:
        """What was loaded until now stays for good: nobody walks through it again."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(_YOUNG_MOST, 10, 10)

    def answered(self) -> None:
        """To be called when an answer is on its way."""
        self._answers += 1
        if self._answers % _ALL_EVERY == 0:
            gc.collect()
        elif self._answers % _YOUNG_EVERY == 0:
            gc.collect(1 if self._answers % _MIDDLE_EVERY == 0 else 0)
