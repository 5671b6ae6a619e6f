"""The cause and the contributing factors that the tables of a document name."""

from __future__ import annotations

from collections.abc import Iterator

from hansei.domain.blocks.cells import citations_in
from hansei.domain.blocks.forms import CAUSES
from hansei.domain.blocks.grid import Grid
from hansei.domain.blocks.places import placed_at
from hansei.domain.coverage import Factor, FactorType, numbered
from hansei.domain.document import Document

_PRIMARY = frozenset(("primary", "primary cause", "cause", "root cause", "main cause"))


def factors_of(grid: Grid, first_line: int = 0) -> list[Factor]:
    """The factors of a table with their numbers; lines count from that of its heading, if known."""
    rows = grid.records()
    below = first_line + bool(grid.lead) + 2
    return numbered(
        Factor(
            text=row["text"].replace("\n", " "),
            line=below + at if first_line else 0,
            key=row.get("number", ""),
            type=factor_type(row.get("type", "")),
            cites=citations_in(row.get("evidence", "")) or (),
        )
        for at, row in enumerate(rows)
        if row["text"]
    )


def tables_of_factors(document: Document) -> Iterator[tuple[int, int, Grid]]:
    """Every table of factors: the positions of its section and its block, and its rows."""
    for at, section in enumerate(document.sections):
        if section.key in CAUSES.sections:
            found = placed_at(document, at, CAUSES)
            if found:
                yield at, found.block, found.grid


def factor_type(text: str) -> FactorType | None:
    """The type that a cell names; None where it names none of them."""
    name = " ".join(text.lower().split())
    if name in _PRIMARY:
        return FactorType.PRIMARY
    return next((each for each in FactorType if each.value == name), None)
