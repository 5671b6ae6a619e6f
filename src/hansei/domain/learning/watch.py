"""Until when somebody watched: an archive that ends is no calm.

What came out of an archive was seen by whoever kept it, until they handed it on. Services that
incidents tie together, one to the next, were watched by the same people; as long as one of them
has an incident that was not adopted, all of them still are. Otherwise the last incident that was
seen ends the stretch, and is not counted in it: it stands there by construction, as an incident
does with which a store's memory begins. A report or two from long after everything else do not
make a watch: where an archive went on as before, so long a gap would come less than once in a
million times.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hansei.domain.learning.facts import Facts, Flag, LinkKind

STILL = (1 << 63) - 1
"""The end of what is still watched."""
_YEAR = 365 * 86_400 * 1_000_000
_MOST_STRAY = 5
"""More incidents than that after a gap are a watch of their own."""
_BEYOND_CHANCE = 14.0
"""So many incidents a gap would have had: none has a chance of exp(-14)."""


class Compared(NamedTuple):
    """How many of two populations may be compared, and until when.

    `until` is in microseconds since 1970. `ended` is where the last of what was left out ends,
    None where nothing was: `left_out` incidents of either population.
    """

    before: int
    after: int
    until: int
    left_out: int = 0
    ended: int | None = None


def ends(facts: Facts) -> numpy.ndarray:
    """Until when those who saw each incident watched, in microseconds, or `STILL`."""
    found = facts.memo.get("ends")
    if found is None:
        found = facts.memo["ends"] = _ends(facts)
    told: numpy.ndarray = found
    return told


def compared(
    whole: Facts, before: numpy.ndarray, after: numpy.ndarray, until: int
) -> Compared:  # fmt: skip
    """The incidents at the positions `before` and `after` whose services were watched alike.

    The second stretch ends at `until`, or sooner where nobody watched so long. Who stopped to
    watch before it ends is in neither count.
    """
    watched, first = ends(whole), whole.column("first")
    known = numpy.concatenate((watched[before], watched[after]))
    if not len(known):
        return Compared(0, 0, until)
    last = min(until, int(known.max()))
    kept_before = watched[before] >= last
    kept_after = watched[after] >= last
    lost = known[known < last]
    return Compared(
        before=int(kept_before.sum()),
        after=int((kept_after & ((first[after] < last) | (last == until))).sum()),
        until=last,
        left_out=len(lost),
        ended=int(lost.max()) if len(lost) else None,
    )


def _ends(facts: Facts) -> numpy.ndarray:
    size = len(facts)
    adopted = (facts.column("flags") & int(Flag.ADOPTED)) != 0
    if not adopted.any():
        return numpy.full(size, STILL)
    groups, first = _groups(facts), facts.column("first")
    last = numpy.full(int(groups.max()) + 1, STILL)
    watched = numpy.unique(groups[~adopted])
    gone = numpy.flatnonzero(~numpy.isin(groups, watched))
    gone = gone[numpy.lexsort((first[gone], groups[gone]))]
    edges = numpy.flatnonzero(numpy.diff(groups[gone])) + 1
    for each in numpy.split(gone, edges):
        if len(each):
            last[groups[each[0]]] = _last(first[each])
    found: numpy.ndarray = last[groups]
    return found


def _last(times: numpy.ndarray) -> int:
    """Where an archive of these sorted instants ends, strays apart."""
    end = len(times) - 1
    for place in range(end, max(0, end - _MOST_STRAY), -1):
        before = int(times[place - 1])
        usual = place - int(numpy.searchsorted(times, before - _YEAR, side="right"))
        if usual * (int(times[place]) - before) / _YEAR > _BEYOND_CHANCE:
            end = place - 1
    return int(times[end])


def _groups(facts: Facts) -> numpy.ndarray:
    """Which incidents are tied together by services; those of no service are."""
    size = len(facts)
    positions, keys = facts.links(LinkKind.SERVICE)
    known, places = numpy.unique(keys, return_inverse=True)
    free = numpy.ones(size, dtype=bool)
    free[positions] = False
    lone = numpy.flatnonzero(free)
    rows = numpy.concatenate((positions, lone))
    columns = size + numpy.concatenate((places, numpy.full(len(lone), len(known))))
    nodes = size + len(known) + 1
    ties = coo_array((numpy.ones(len(rows), dtype="i1"), (rows, columns)), shape=(nodes, nodes))
    found: numpy.ndarray = connected_components(ties, directed=False)[1][:size]
    return found
