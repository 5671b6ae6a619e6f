"""Figures: a named pair of milestones, a duration in seconds, and whether it can be known.

Definitions (PRODUCT.md 6 and the guide): time to detect = detected - impact start; time to
resolve = resolved - detected. A figure whose milestones are missing is not computed; a negative
one is a data error and is shown as invalid.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from hansei.domain.document import Mark, Milestone


class Status(StrEnum):
    RECORDED = "recorded"
    MISSING = "missing"
    INVALID = "invalid"


class Definition(msgspec.Struct, frozen=True):
    """A figure's name, its two milestones and its title for readers.

    `mean` is what its mean is called ("MTTD"), "" where it has no name. `hours` are the minutes of
    the day between which alone it counts, on working days; None where every second counts.
    """

    name: str
    start: Milestone
    end: Milestone
    title: str
    mean: str = ""
    hours: tuple[int, int] | None = None


DEFINITIONS = (
    Definition("time_to_detect", Milestone.IMPACT_START, Milestone.DETECTED, "Time to detect",
               "MTTD"),
    Definition("time_to_acknowledge", Milestone.DETECTED, Milestone.ACKNOWLEDGED,
               "Time to acknowledge", "MTTA"),
    Definition("time_to_mitigate", Milestone.DETECTED, Milestone.MITIGATED, "Time to mitigate",
               "MTTM"),
    Definition("time_to_recover", Milestone.IMPACT_START, Milestone.RECOVERED, "Time to recover"),
    Definition("time_to_resolve", Milestone.DETECTED, Milestone.RESOLVED, "Time to resolve",
               "MTTR"),
)  # fmt: skip


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A computed figure. `seconds` lies between `least` and `most` given the milestones' windows.

    `seconds` is None unless the status is recorded or invalid.
    """

    definition: Definition
    status: Status
    seconds: float | None = None
    least: float | None = None
    most: float | None = None


def figure(definition: Definition, milestones: Mapping[Milestone, Mark]) -> Figure:
    """One figure from the milestones that are known."""
    start, end = milestones.get(definition.start), milestones.get(definition.end)
    if start is None or end is None:
        return Figure(definition=definition, status=Status.MISSING)
    seconds = (end.at - start.at).total_seconds()
    return Figure(
        definition=definition,
        status=Status.INVALID if seconds < 0 else Status.RECORDED,
        seconds=seconds,
        least=(end.earliest - start.latest).total_seconds(),
        most=(end.latest - start.earliest).total_seconds(),
    )


def figures(milestones: Mapping[Milestone, Mark]) -> dict[str, Figure]:
    """All five figures by name, in the order of their definitions."""
    return {each.name: figure(each, milestones) for each in DEFINITIONS}
