"""How far chance alone moves a count.

The exact interval of a Poisson mean (Garwood 1936): from none seen, up to 3.69 may have been due.
"""

from __future__ import annotations

from scipy import special

from hansei.domain.learning.durations import Interval
from hansei.domain.learning.rates import CONFIDENCE


def count_interval(count: int) -> Interval:
    """The bounds of what was to be expected where `count` were seen, at 95 %.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("a count is 0 or more")
    tail = (1 - CONFIDENCE) / 2
    low = float(special.gammaincinv(count, tail)) if count else 0.0
    return Interval(low, float(special.gammaincinv(count + 1, 1 - tail)))
