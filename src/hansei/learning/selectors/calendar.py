"""How many incidents there were a day, and what kinds of them a period has."""

from __future__ import annotations

from datetime import date

import msgspec

from hansei.accounts.actor import Actor
from hansei.domain.learning.facts import Flag
from hansei.learning.selectors.chosen import EVERYTHING, Chosen, chosen_facts


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """How many incidents there are in a population. Archived ones are left out everywhere.

    `incidents` are without near misses; `written` have a post-mortem, `published` one that is.
    """

    incidents: int
    near_misses: int
    written: int
    published: int


def days(*, actor: Actor, chosen: Chosen = EVERYTHING) -> dict[date, int]:
    """The days on which incidents began, in each one's zone, with how many; no near misses."""
    import numpy

    found = chosen_facts(actor=actor, chosen=chosen)
    flags = found.column("flags")
    kept = (flags & int(Flag.ARCHIVED | Flag.NEAR_MISS)) == 0
    ordinals = found.column("day")[kept]
    values, counts = numpy.unique(ordinals[ordinals > 0], return_counts=True)
    return {
        date.fromordinal(int(day)): int(count) for day, count in zip(values, counts, strict=True)
    }


def totals(*, actor: Actor, chosen: Chosen = EVERYTHING) -> Totals:
    """How many incidents, near misses and post-mortems."""
    flags = chosen_facts(actor=actor, chosen=chosen).column("flags")
    flags = flags[(flags & int(Flag.ARCHIVED)) == 0]
    near = (flags & int(Flag.NEAR_MISS)) != 0
    return Totals(
        incidents=int((~near).sum()),
        near_misses=int(near.sum()),
        written=int(((flags & int(Flag.WRITTEN)) != 0).sum()),
        published=int(((flags & int(Flag.PUBLISHED)) != 0).sum()),
    )
