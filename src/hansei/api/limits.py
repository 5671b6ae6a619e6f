"""How many requests a caller may make: token buckets in the memory of each serving process.

A bucket holds `BURST` requests and is filled with so many a minute as HANSEI_API_RATE says. With
several processes each counts for itself, so that the whole is bounded by their number. Pages that
read through their own session are not counted.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from threading import Lock
from time import monotonic

_MOST_KEPT = 10_000


class Buckets:
    """Token buckets by name. Safe to share between threads; the least used are forgotten."""

    def __init__(self, *, per_minute: float, burst: float) -> None:
        self.per_minute = per_minute
        self.burst = burst
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, name: str, *, now: float | None = None) -> int:
        """Takes one from the bucket; 0, or in how many whole seconds there will be one."""
        at = monotonic() if now is None else now
        with self._lock:
            level, since = self._levels.pop(name, (self.burst, at))
            level = min(self.burst, level + (at - since) * self.per_minute / 60)
            allowed = level >= 1
            self._levels[name] = (level - 1 if allowed else level, at)
            if len(self._levels) > _MOST_KEPT:
                self._levels.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - level) * 60 / self.per_minute))
