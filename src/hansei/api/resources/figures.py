"""Figures over many incidents."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from hansei.accounts.roles import Scope
from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Line, Moment, Shown, Whole, Word, Words
from hansei.domain.document import Milestone
from hansei.domain.learning.definitions import POPULATION, USUAL, rule
from hansei.domain.metrics import Definition
from hansei.learning.selectors.chosen import By, Chosen
from hansei.learning.selectors.figures import FigureRow, definition, definitions, figures_table
from hansei.learning.services.define_figure import define_figure as define
from hansei.learning.services.define_figure import restore_figure as restore
from hansei.learning.services.define_figure import withdraw_figure as withdraw

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


class FigureGiven(Given):
    """A figure of the organisation's own."""

    figure: Annotated[
        Word, Field(description="Small letters, digits and _.", examples=["time_to_escalate"])
    ]
    title: Annotated[Line, Field(examples=["Time to escalate"])]
    start: Annotated[Milestone, Field(description="The milestone it begins at.",
                                      examples=["detected"])]  # fmt: skip
    end: Annotated[Milestone, Field(description="The milestone it ends at.",
                                    examples=["escalated"])]  # fmt: skip
    first_hour: Annotated[
        Whole | None,
        Field(ge=0, le=23, description="Count from this hour of working days alone.",
              examples=[9]),
    ] = None  # fmt: skip
    last_hour: Annotated[
        Whole | None, Field(ge=1, le=24, description="Until this hour.", examples=[17])
    ] = None

    def minutes(self) -> tuple[int, int] | None:
        """The hours in minutes of the day; None where neither is given."""
        if self.first_hour is None and self.last_hour is None:
            return None
        return (self.first_hour or 0) * 60, (24 if self.last_hour is None else self.last_hour) * 60


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


@changes(router, "POST", "/figures/definitions", FigureDefinition, scope=Scope.ADMIN, created=True)
def define_figure(request: Request, body: FigureGiven) -> FigureDefinition:
    """Define a figure of your own. For administrators."""
    given = Definition(body.figure, body.start, body.end, body.title, hours=body.minutes())
    define(actor=request.actor, definition=given)
    request.location = "/figures/definitions"
    return FigureDefinition(**_defined(given))


@changes(router, "DELETE", "/figures/definitions/{figure}", scope=Scope.ADMIN)
def withdraw_figure(request: Request, figure: Word) -> None:
    """Take a figure of your own out of all tables. For administrators."""
    withdraw(actor=request.actor, name=figure)


@changes(router, "POST", "/figures/definitions/{figure}/restore", scope=Scope.ADMIN)
def restore_figure(request: Request, figure: Word) -> None:
    """Put back a figure that was withdrawn. For administrators."""
    restore(actor=request.actor, name=figure)


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
