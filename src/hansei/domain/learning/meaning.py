"""How near two texts are in meaning: the cosine of vectors that a language model made of them.

The model is somebody else's business; here are the vectors alone. What nearness is worth as
evidence was chosen on one half of the labelled pairs of bench/recurrence and scored on the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

NEAR = 0.6
"""The cosine from which nearness is evidence at all: texts of one trade are never far apart."""
_WORTH = 0.7
_TELLS = 20.0
"""Texts of a handful of common words are near every other that says as little."""

Vectors = NDArray[np.float32]


class Meanings:
    """The vectors of incidents, each of length 1."""

    def __init__(self, ids: Sequence[str], vectors: Vectors) -> None:
        self._place = {each: place for place, each in enumerate(ids)}
        self._ids = tuple(ids)
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._ids)

    def near(self, asked: str) -> Mapping[str, float]:
        """The others with a cosine of at least `NEAR`; none where the one asked has no vector."""
        place = self._place.get(asked)
        if place is None:
            return {}
        cosines = self._vectors @ self._vectors[place]
        found = np.flatnonzero(cosines >= NEAR).tolist()
        return {self._ids[each]: float(cosines[each]) for each in found if each != place}

    def cosine(self, first: str, second: str) -> float:
        """Of two incidents; 0 where one of them has no vector."""
        one, two = self._place.get(first), self._place.get(second)
        return float(self._vectors[one] @ self._vectors[two]) if None not in (one, two) else 0.0


NOTHING = Meanings((), np.empty((0, 1), np.float32))
"""Where no model is installed."""


def evidence(cosine: float, says: float) -> float:
    """What nearness is worth, from 0 to 1: `says` is how much the words of the one that says less
    tell, as the sum of their rarities."""
    if cosine < NEAR:
        return 0.0
    return _WORTH * -math.expm1(-says / _TELLS) * min(1.0, (cosine - NEAR) / (1 - NEAR))


def nearest(some: Vectors, others: Vectors) -> tuple[int, int] | None:
    """The two sentences that are nearest in meaning, one of each; None where one has none."""
    if not (len(some) and len(others)):
        return None
    first, second = np.unravel_index(np.argmax(some @ others.T), (len(some), len(others)))
    return int(first), int(second)
