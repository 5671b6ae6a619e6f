"""Figures over many incidents."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from hansei.api.operations import reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Moment, Shown, Word, Words
from hansei.domain.learning.definitions import POPULATION, USUAL, rule
from hansei.domain.metrics import Definition
from hansei.learning.selectors.chosen import By, Chosen
from hansei.learning.selectors.figures import FigureRow, definition, definitions, figures_table

router = Router(tags=["Figures"])


class IncidentsWanted(Given):
    """Over which incidents; of several services, teams, severities or causes one is enough."""

    service: Annotated[Words, Field(description="Names of services.")]
    team: Annotated[Words, Field(description="Names of teams.")]
    severity: Annotated[Words, Field(description="Levels of the scale, or wordings.")]
    cause: Annotated[Words, Field(description='Types of contributing factors, as "trigger".')]
    since: Annotated[Moment | None, Field(description="Incidents from then on.")] = None
    until: Annotated[Moment | None, Field(description="Incidents before then.")] = None

    def chosen(self) -> Chosen:
        """As selectors take it."""
        return Chosen(
            services=tuple(self.service),
            teams=tuple(self.team),
            severities=tuple(self.severity),
            causes=tuple(self.cause),
            since=self.since,
            until=self.until,
        )


class FiguresWanted(IncidentsWanted):
    """Which figures, and how they are grouped."""

    by: Annotated[By, Field(description="One row for each of these.")] = By.ALL
    figure: Annotated[
        list[Word],
        Field(default_factory=list, max_length=30, description="Names; the usual five unless set."),
    ]


class Interval(Shown):
    """Bounds in seconds."""

    low: Annotated[float, Field(examples=[240.0])]
    high: Annotated[float, Field(examples=[420.0])]


class FigureDefinition(Shown):
    """A figure: a named pair of milestones."""

    figure: Annotated[str, Field(examples=["time_to_detect"])]
    title: Annotated[str, Field(examples=["Time to detect"])]
    abbreviation: Annotated[str, Field(description="What its mean is called.", examples=["MTTD"])]
    start: Annotated[str, Field(description="The milestone it begins at.",
                                examples=["impact_start"])]  # fmt: skip
    end: Annotated[str, Field(description="The milestone it ends at.", examples=["detected"])]
    definition: Annotated[str, Field(examples=["detected - impact start"])]


class Figure(FigureDefinition):
    """One figure of one group, with what it rests on. Durations are in seconds."""

    by: Annotated[By, Field(examples=["service"])]
    group: Annotated[str, Field(description='"" when all are one group.', examples=["checkout"])]
    n: Annotated[int, Field(description="How many incidents have both.", examples=[12])]
    missing: Annotated[int, Field(description="How many lack one.", examples=[3])]
    invalid: Annotated[int, Field(description="How many would be negative.", examples=[0])]
    mean: Annotated[float | None, Field(examples=[312.0])]
    interval: Annotated[
        Interval | None, Field(description="The mean's 95 % interval; null below five values.")
    ]
    median: Annotated[float | None, Field(examples=[300.0])]
    p90: Annotated[float | None, Field(examples=[540.0])]
    geometric: Annotated[float | None, Field(description="The geometric mean.", examples=[290.0])]
    window: Annotated[
        Interval | None,
        Field(description="Between which the mean lies for the windows of the milestones."),
    ]


class Figures(Shown):
    """The figures for each group."""

    population: Annotated[str, Field(description="Whom they count.", examples=["every incident"])]
    figures: list[Figure]


class FigureDefinitions(Shown):
    """The figures that there are."""

    population: Annotated[str, Field(description="Whom they count.", examples=["every incident"])]
    figures: list[FigureDefinition]


@reads(router, "/figures", Figures)
def read_figures(request: Request, wanted: Query[FiguresWanted]) -> Figures:
    """Read figures.

    Each figure is a named pair of milestones, with its number of incidents, how many are missing
    or invalid, mean with interval, median, 90th percentile and geometric mean, over what the
    caller may see.
    """
    rows = figures_table(
        actor=request.actor,
        by=(wanted.by,),
        chosen=wanted.chosen(),
        wanted=[definition(each) for each in wanted.figure] or USUAL,
    )
    return Figures(population=POPULATION, figures=[_shown(row) for row in rows])


@reads(router, "/figures/definitions", FigureDefinitions)
def read_figure_definitions(request: Request) -> FigureDefinitions:  # noqa: ARG001
    """Read which figures there are.

    The usual five come first, then those that have to be asked for by name.
    """
    shown = [FigureDefinition(**_defined(each)) for each in definitions()]
    return FigureDefinitions(population=POPULATION, figures=shown)


def _defined(each: Definition) -> dict[str, str]:
    return {
        "figure": each.name,
        "title": each.title,
        "abbreviation": each.mean,
        "start": each.start.value,
        "end": each.end.value,
        "definition": rule(each),
    }


def _shown(row: FigureRow) -> Figure:
    summary = row.summary
    return Figure(
        **_defined(row.definition),
        by=row.by,
        group=row.group,
        n=summary.n,
        missing=summary.missing,
        invalid=summary.invalid,
        mean=summary.mean,
        interval=Interval.model_validate(summary.interval) if summary.interval else None,
        median=summary.median,
        p90=summary.p90,
        geometric=summary.geometric,
        window=Interval.model_validate(row.window) if row.window else None,
    )
