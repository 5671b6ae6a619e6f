"""Which groups of incidents go together, such as causes and services: counts of pairs."""

from __future__ import annotations

import msgspec

from hansei.accounts.actor import Actor
from hansei.domain.learning.facts import UNCOUNTED
from hansei.learning.selectors.chosen import EVERYTHING, By, Chosen, chosen_facts, grouped

LEAST_SHOWN = 3
"""A smaller number is no pattern, and may be one person's bad day: it is not shown as a number."""


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """Incidents by two groupings. `counts[row][column]` belongs to `rows[row]`, `columns[column]`.

    Rows and columns stand in order of how many incidents they have; `left_out` are further rows.
    `totals` are the incidents of each row, each counted once.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    totals: tuple[int, ...]
    left_out: int = 0


def matrix(
    *, actor: Actor, rows: By, columns: By, chosen: Chosen = EVERYTHING, most: int = 12
) -> Matrix:
    """The `most` rows with most incidents, by all columns. No near miss counts."""
    import numpy

    found = chosen_facts(actor=actor, chosen=chosen)
    counted = (found.column("flags") & int(UNCOUNTED)) == 0
    found = found.where(counted)
    down = sorted(grouped(found, rows), key=lambda each: (-len(each[1]), each[0]))
    across = sorted(grouped(found, columns), key=lambda each: (-len(each[1]), each[0]))
    shown = down[:most]
    return Matrix(
        rows=tuple(name for name, _ in shown),
        columns=tuple(name for name, _ in across),
        counts=tuple(
            tuple(len(numpy.intersect1d(places, others)) for _, others in across)
            for _, places in shown
        ),
        totals=tuple(len(places) for _, places in shown),
        left_out=len(down) - len(shown),
    )
