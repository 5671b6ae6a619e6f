"""Contributing factors that are worded otherwise and are the same cause: people say so.

Wordings that differ in numbers and endings alone are one from the beginning. Others are suggested
where they share much, and count as one once somebody said it: in real reports too few of those that
look alike are the same for a rule to decide.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from hansei.domain.learning.likeness import stemmed

_LEAST, _LEAST_SHARED = 0.25, 2
_UNSEEN = 20
MOST_SUGGESTED = 10


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """A factor as it was worded: `name` is its stems, `says` how somebody wrote it last."""

    name: str
    says: str
    incidents: frozenset[int]


class Alike(msgspec.Struct, frozen=True):
    """Two wordings that may be the same cause, from 0 to 1, and the words that they share."""

    one: Wording
    other: Wording
    score: float
    shared: tuple[str, ...]


def roots(names: Iterable[str], counts_as: Mapping[str, str]) -> dict[str, str]:
    """The wording that each counts as in the end, itself where nobody said anything."""
    found = {}
    for name in names:
        root, seen = name, {name}
        while root in counts_as and counts_as[root] not in seen:
            root = counts_as[root]
            seen.add(root)
        found[name] = root
    return found


def suggested(wordings: Sequence[Wording], *, apart: Mapping[str, str]) -> list[Alike]:
    """Those most alike of different roots (`apart`): by the stems that they share, the rare ones
    weighing most, and at least two of them."""
    stems = {each.name: frozenset(each.name.split()) for each in wordings}
    holding = Counter(stem for each in stems.values() for stem in each)
    size = len(stems) + _UNSEEN
    weight = {
        stem: math.log(1 + (size - count + 0.5) / (count + 0.5)) for stem, count in holding.items()
    }
    length = {name: _norm(each, weight) for name, each in stems.items()}
    found = []
    for place, one in enumerate(wordings):
        for other in wordings[:place]:
            shared = stems[one.name] & stems[other.name]
            if len(shared) < _LEAST_SHARED or apart[one.name] == apart[other.name]:
                continue
            score = _norm(shared, weight) ** 2 / (length[one.name] * length[other.name])
            if score >= _LEAST:
                found.append(Alike(one, other, score, _written(one.says, shared)))
    found.sort(key=lambda each: (-each.score, each.one.name, each.other.name))
    return found[:MOST_SUGGESTED]


def _norm(stems: Iterable[str], weight: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight[each] ** 2 for each in stems))


def _written(says: str, stems: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for stem, word in stemmed(says) if stem in stems))
