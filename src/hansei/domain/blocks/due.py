"""The due times of required notifications, written into their table so that its file tells them."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from hansei.domain.blocks.cells import Known
from hansei.domain.blocks.clocks import Clock, clocks
from hansei.domain.blocks.forms import COMPLIANCE
from hansei.domain.blocks.grid import Grid
from hansei.domain.blocks.suggest import clock_text
from hansei.domain.document import Document

_ANY = datetime(2000, 1, 1, tzinfo=UTC)
"""Due times do not depend on the time of asking."""


def with_due_times(grid: Grid, before: Grid | None, document: Document, known: Known) -> Grid:
    """The table with the due times that its rules give, where none is written.

    A time that was counted from what the row stated `before` moves with it; one that a person wrote
    stays.
    """
    at = grid.at("due")
    if grid.form != COMPLIANCE.name or at is None:
        return grid
    counted = _counted(before, document, known) if before else {}
    rows = []
    for row, clock in zip(grid.rows, _clocks(grid, document, known), strict=True):
        written = row[at]
        key = (clock.duty.rule, clock.duty.step) if clock.duty else None
        due = clock_text(clock.due, known.zone) if clock.due and clock.duty else ""
        if due and (not written or (key and written == counted.get(key))):
            rows.append((*row[:at], due, *row[at + 1 :]))
        else:
            rows.append(row)
    return msgspec.structs.replace(grid, rows=tuple(rows))


def _counted(grid: Grid, document: Document, known: Known) -> dict[tuple[str, str], str]:
    return {
        (each.duty.rule, each.duty.step): clock_text(each.due, known.zone)
        for each in _clocks(grid, document, known)
        if each.duty and each.due
    }


def _clocks(grid: Grid, document: Document, known: Known) -> tuple[Clock, ...]:
    return clocks(grid, document.milestones, _ANY, known)
