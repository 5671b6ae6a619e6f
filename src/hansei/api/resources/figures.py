"""Figures over many incidents."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from hansei.api.operations import reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Moment, Shown
from hansei.postmortem.figures import By, FigureRow, figures_table

router = Router(tags=["Figures"])


class FiguresWanted(Given):
    """Which figures, and how they are grouped."""

    by: Annotated[By, Field(description="One row for each of these.")] = By.ALL
    since: Annotated[Moment | None, Field(description="Incidents from then on.")] = None
    until: Annotated[Moment | None, Field(description="Incidents before then.")] = None


class Interval(Shown):
    """The mean's 95 % bootstrap interval, in seconds."""

    low: Annotated[float, Field(examples=[240.0])]
    high: Annotated[float, Field(examples=[420.0])]


class Figure(Shown):
    """One figure of one group, with what it rests on. Durations are in seconds."""

    by: Annotated[By, Field(examples=["service"])]
    group: Annotated[str, Field(description='"" when all are one group.', examples=["checkout"])]
    figure: Annotated[str, Field(examples=["time_to_detect"])]
    start: Annotated[str, Field(description="The milestone it begins at.",
                                examples=["impact_start"])]  # fmt: skip
    end: Annotated[str, Field(description="The milestone it ends at.", examples=["detected"])]
    n: Annotated[int, Field(description="How many incidents have both.", examples=[12])]
    missing: Annotated[int, Field(description="How many lack one.", examples=[3])]
    invalid: Annotated[int, Field(description="How many would be negative.", examples=[0])]
    mean: Annotated[float | None, Field(examples=[312.0])]
    interval: Annotated[Interval | None, Field(description="None below two values.")]
    median: Annotated[float | None, Field(examples=[300.0])]
    p90: Annotated[float | None, Field(examples=[540.0])]


class Figures(Shown):
    """The five figures for each group."""

    figures: list[Figure]


@reads(router, "/figures", Figures)
def read_figures(request: Request, wanted: Query[FiguresWanted]) -> Figures:
    """Read figures.

    Each figure is a named pair of milestones, with its number of incidents, how many are missing
    or invalid, mean with interval, median and 90th percentile, over what the caller may see.
    """
    rows = figures_table(
        actor=request.actor, by=(wanted.by,), since=wanted.since, until=wanted.until
    )
    return Figures(figures=[_shown(row) for row in rows])


def _shown(row: FigureRow) -> Figure:
    definition, summary = row.definition, row.summary
    interval = summary.interval
    return Figure(
        by=row.by,
        group=row.group,
        figure=definition.name,
        start=definition.start.value,
        end=definition.end.value,
        n=summary.n,
        missing=summary.missing,
        invalid=summary.invalid,
        mean=summary.mean,
        interval=Interval(low=interval.low, high=interval.high) if interval else None,
        median=summary.median,
        p90=summary.p90,
    )
