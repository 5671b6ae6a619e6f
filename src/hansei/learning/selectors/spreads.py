"""The single durations of each group, for showing a distribution instead of its mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hansei.accounts.actor import Actor
from hansei.domain.learning.durations import Durations
from hansei.domain.times import zone_named
from hansei.learning.selectors.chosen import EVERYTHING, By, Chosen, chosen_facts, grouped
from hansei.learning.selectors.figures import definition
from hansei.organisation.selectors import general

if TYPE_CHECKING:
    import numpy

MOST_VALUES = 400
"""Durations of a group that are given one by one: more could not be told apart."""


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """One group: its recorded durations in seconds, sorted, and what sums all of them up.

    Of more than `MOST_VALUES` so many are given, evenly from the shortest to the longest.
    """

    group: str
    values: tuple[float, ...]
    summary: Durations


def spreads(
    *, actor: Actor, figure: str, by: By, chosen: Chosen = EVERYTHING
) -> list[Spread]:  # fmt: skip
    """Each group with its durations, the largest groups first; those without any at the end.

    Raises NotFound for an unknown figure.
    """
    import numpy

    from hansei.domain.learning.figures import counted, measured, summed

    found = chosen_facts(actor=actor, chosen=chosen)
    values = measured(found, definition(figure), zone_named(general().zone))
    inside = counted(found)
    spread = []
    for group, places in grouped(found, by):
        seconds = values.seconds[places][inside[places]]
        spread.append(
            Spread(
                group=group,
                values=tuple(_thinned(numpy.sort(seconds[seconds >= 0])).tolist()),
                summary=summed(values, places).durations,
            )
        )
    return sorted(spread, key=lambda each: (-each.summary.n, each.group))


def _thinned(values: numpy.ndarray) -> numpy.ndarray:
    import numpy

    if len(values) <= MOST_VALUES:
        return values
    places = numpy.linspace(0, len(values) - 1, MOST_VALUES).round().astype(int)
    found: numpy.ndarray = values[places]
    return found
