"""What the blocks of one document are judged by: its zone, day, factors and what it may cite."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, tzinfo

from hansei.domain.blocks.cells import Known
from hansei.domain.blocks.flags import Facts
from hansei.domain.coverage import Factor
from hansei.domain.document import Document
from hansei.domain.times import zone_named


def facts_of(
    document: Document, factors: Iterable[Factor], citable: Collection[str] | None = None,
    now: datetime | None = None,
) -> Facts:  # fmt: skip
    """The facts of a document. `factors` are `reading.extract.stated_factors` of it.

    `citable` are the names of events and evidence that there are beside the events that it shows.
    """
    stated = list(factors)
    cited = None
    if citable is not None:
        cited = frozenset((*citable, *(each.id.lower() for each in document.events)))
    return Facts(
        known=Known(
            zone=zone_of(document),
            cited=cited,
            factors=frozenset(each.key for each in stated),
            day=day_of(document),
        ),
        factors=stated,
        milestones=document.milestones,
        now=now,
    )


def zone_of(document: Document) -> tzinfo:
    """The zone that its times are shown in, UTC where it names none that there is."""
    try:
        return zone_named(document.zone)
    except ValueError:
        return zone_named("UTC")


def day_of(document: Document) -> date | None:
    """The day that its bare times of day fall on: of its first milestone, else its first event."""
    marks = [mark.at for mark in document.milestones.values()]
    first = min(marks or [each.at for each in document.events], default=None)
    return first.astimezone(zone_of(document)).date() if first else None
