"""How the work for an input grows with its size: a shape, which no busy machine changes."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable

_TRIES = 4
_LEAST_S = 0.02
QUADRATIC = 2.0


def power(work: Callable[[int], object], small: int, large: int) -> float:
    """The power of the size with which the work's processor time grows: 1 is linear, 2 quadratic.

    Noise only ever adds: the smallest of a few tries counts. The collector is off meanwhile, as
    its work grows with all that a test run holds.
    """
    least = math.inf
    for _ in range(_TRIES):
        first, second = max(_cost(work, small), _LEAST_S), _cost(work, large)
        least = min(least, math.log(max(second / first, 1)) / math.log(large / small))
        if least < (1 + QUADRATIC) / 2:
            break
    return least


def is_about_linear(work: Callable[[int], object], small: int, large: int) -> bool:
    """Whether it is nearer to linear, with room for logarithms, than to quadratic."""
    return power(work, small, large) < QUADRATIC - 0.3


def _cost(work: Callable[[int], object], size: int) -> float:
    gc.disable()
    try:
        started = time.process_time()
        work(size)
        return time.process_time() - started
    finally:
        gc.enable()
