"""Figures by group, and the single durations behind one.

figures_table(...)     every figure of every group
distribution(...)      one figure's durations, each with its incident
definitions()          the figures that there are
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

import msgspec
from django.db.models import QuerySet

from hansei.accounts.actor import Actor
from hansei.domain.document import Milestone
from hansei.domain.errors import NotFound
from hansei.domain.learning.definitions import BUILT_IN, USUAL
from hansei.domain.learning.durations import Durations, Interval
from hansei.domain.learning.facts import Facts, instant
from hansei.domain.metrics import Definition
from hansei.domain.times import zone_named
from hansei.learning.models import OwnFigure
from hansei.learning.selectors.chosen import (
    EVERYTHING,
    By,
    Chosen,
    Names,
    chosen_facts,
    grouped,
    named,
)
from hansei.organisation.held import held
from hansei.organisation.selectors import general
from hansei.postmortem.access import visible_incidents
from hansei.timeline.models import Incident

if TYPE_CHECKING:
    import numpy

    from hansei.domain.learning.figures import Measured, Summed


class FigureRow(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of one group. `group` is "" when all are one group.

    `window` bounds the mean by what the milestones' own windows leave open; times in seconds.
    """

    definition: Definition
    by: By
    group: str
    summary: Durations
    window: Interval | None = None


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """One incident's duration, in seconds, between `least` and `most`. Negative is invalid."""

    incident: int
    at: datetime | None
    seconds: float
    least: float
    most: float


def definitions() -> tuple[Definition, ...]:
    """The figures that there are: the usual five, what else is built in, the organisation's own."""
    return held("figures", lambda: (*BUILT_IN, *map(_own, _standing())))


def own_definitions() -> list[tuple[Definition, bool]]:
    """The organisation's own by title, each with whether it is in use."""
    rows = OwnFigure.objects.order_by("title", "name")
    return [(_own(each), each.withdrawn is None) for each in rows]


def _standing() -> QuerySet[OwnFigure]:
    return OwnFigure.objects.filter(withdrawn=None).order_by("title", "name")


def _own(row: OwnFigure) -> Definition:
    hours = None if row.first is None or row.last is None else (row.first, row.last)
    return Definition(row.name, Milestone(row.start), Milestone(row.end), row.title, hours=hours)


def definition(name: str) -> Definition:
    """The figure of that name. Raises NotFound."""
    found = next((each for each in definitions() if each.name == name), None)
    if found is None:
        raise NotFound(f"no figure {name}")
    return found


def figures_table(
    *,
    actor: Actor,
    by: Sequence[By] = (By.ALL,),
    chosen: Chosen = EVERYTHING,
    wanted: Sequence[Definition] = USUAL,
) -> list[FigureRow]:
    """The wanted figures for each group, groups in order of their names.

    An incident of several services counts in each of them.
    """
    found = chosen_facts(actor=actor, chosen=chosen)
    zone = zone_named(general().zone)
    return [row for kind in by for row in _rows(found, kind, named(kind), tuple(wanted), zone)]


def _rows(
    found: Facts, by: By, names: Names, wanted: tuple[Definition, ...], zone: tzinfo
) -> list[FigureRow]:
    """The figures of each group, remembered as long as facts and names stand."""
    from hansei.domain.learning.figures import measured

    key = ("figures", by, names, wanted, str(zone))
    if key not in found.memo:
        values = [(each, measured(found, each, zone)) for each in wanted]
        rows: list[FigureRow] = []
        standing = _standing_rows(found, by, names, key, len(wanted))
        for group, places in grouped(found, by, names):
            if group in standing:
                rows += standing[group]
                continue
            for each, seconds in values:
                total = summed_of(seconds, None if by is By.ALL else places)
                rows.append(
                    FigureRow(
                        definition=each,
                        by=by,
                        group=group,
                        summary=total.durations,
                        window=total.window,
                    )
                )
        found.memo[key] = rows
    remembered: list[FigureRow] = found.memo[key]
    return remembered


def summed_of(found: Measured, rows: numpy.ndarray | None) -> Summed:
    """The figure over the incidents at `rows`, or over all."""
    from hansei.domain.learning.figures import summed

    return summed(found, rows)


def _standing_rows(
    found: Facts, by: By, names: Names, key: object, count: int
) -> dict[str, list[FigureRow]]:
    """The rows of groups that no changed incident was or is in."""
    earlier = found.earlier
    if earlier is None or key not in earlier.memo:
        return {}
    touched = {
        group for each in (earlier.before, earlier.after) for group, _ in grouped(each, by, names)
    }
    rows: dict[str, list[FigureRow]] = {}
    for row in earlier.memo[key]:
        if row.group not in touched:
            rows.setdefault(row.group, []).append(row)
    # Two keys may share a name, as those of teams that are gone do: they are told apart by nothing.
    return {group: each for group, each in rows.items() if len(each) == count}


def distribution(
    *, actor: Actor, figure: str, chosen: Chosen = EVERYTHING, most: int = 2000
) -> list[Spot]:
    """The durations of one figure, the newest `most` of them in the order of time.

    Raises NotFound for an unknown figure.
    """
    import numpy

    from hansei.domain.learning.figures import measured

    found = chosen_facts(actor=actor, chosen=chosen)
    values = measured(found, definition(figure), zone_named(general().zone))
    places = numpy.flatnonzero(values.told)
    first = found.column("first")
    places = places[numpy.argsort(first[places], kind="stable")][-most:]
    incidents = found.column("incident")
    return [
        Spot(
            incident=int(incidents[place]),
            at=instant(int(first[place])),
            seconds=float(values.seconds[place]),
            least=float(values.seconds[place] - _one(values.less, place)),
            most=float(values.seconds[place] + _one(values.more, place)),
        )
        for place in places.tolist()
    ]


def _one(values: numpy.ndarray | None, place: int) -> float:
    return 0.0 if values is None else float(values[place])


def titles(*, actor: Actor, incidents: Sequence[int]) -> dict[int, str]:
    """The titles of those incidents that the actor may read."""
    rows: QuerySet[Incident] = Incident.objects.filter(pk__in=list(incidents)[:500])
    return dict(visible_incidents(actor, rows).values_list("pk", "title"))
