"""How long it took until customers were told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from hansei.domain.blocks.cells import NOTHING_KNOWN, Known, time_in
from hansei.domain.blocks.grid import Grid
from hansei.domain.document import Mark, Milestone

_CUSTOMERS = ("customer", "user", "public", "client", "everyone")


class Told(msgspec.Struct, frozen=True):
    """When customers were told first, in seconds after detection and impact start where known."""

    at: datetime
    after_detected_s: float | None = None
    after_start_s: float | None = None


def first_told(
    grid: Grid, milestones: Mapping[Milestone, Mark], known: Known = NOTHING_KNOWN
) -> Told | None:
    """The first message of a communication log to customers; None where there is none."""
    times = [
        time_in(row["time"], known)
        for row in grid.records()
        if any(word in row["audience"].lower() for word in _CUSTOMERS)
    ]
    at = min((each for each in times if each), default=None)
    if at is None:
        return None
    return Told(
        at,
        _after(at, milestones.get(Milestone.DETECTED)),
        _after(at, milestones.get(Milestone.IMPACT_START)),
    )


def _after(at: datetime, mark: Mark | None) -> float | None:
    return (at - mark.at).total_seconds() if mark else None
