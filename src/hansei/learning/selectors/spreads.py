"""The single durations of each group, for showing a distribution instead of its mean."""

from __future__ import annotations

import msgspec

from hansei.accounts.actor import Actor
from hansei.domain.learning.durations import Durations
from hansei.domain.times import zone_named
from hansei.learning.selectors.chosen import EVERYTHING, By, Chosen, chosen_facts, grouped
from hansei.learning.selectors.figures import definition
from hansei.organisation.selectors import general


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """One group: every recorded duration in seconds, sorted, and what sums them up."""

    group: str
    values: tuple[float, ...]
    summary: Durations


def spreads(
    *, actor: Actor, figure: str, by: By, chosen: Chosen = EVERYTHING
) -> list[Spread]:  # fmt: skip
    """Each group with its durations, the largest groups first; those without any at the end.

    Raises NotFound for an unknown figure.
    """
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
                values=tuple(sorted(seconds[seconds >= 0].tolist())),
                summary=summed(values, places).durations,
            )
        )
    return sorted(spread, key=lambda each: (-len(each.values), each.group))
