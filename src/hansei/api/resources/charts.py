"""The charts of the dashboards: what they say, and the numbers that they are drawn from."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from hansei.api.operations import reads
from hansei.api.requests import Request
from hansei.api.resources.reviews import ReviewChart
from hansei.api.shapes.base import Day, Given, Shown, Word
from hansei.dashboards.asked import Asked, asked
from hansei.dashboards.chart import Chart, Kind
from hansei.dashboards.named import CHARTS, chart_named
from hansei.dashboards.told import chart_fields
from hansei.domain.errors import InputError

router = Router(tags=["Learning"])
_Chart = Annotated[str, Field(max_length=60, description=f"One of {', '.join(CHARTS)}.",
                              examples=["frequency"])]  # fmt: skip


class ChartWanted(Given):
    """Over which incidents."""

    period: Annotated[
        Word,
        Field(description='90d, 12m, 24m, 5y, a quarter as 2026Q1, a year, or "all"; 12m unless'
              " set."),
    ] = ""  # fmt: skip
    since: Annotated[Day | None, Field(description="Began on this day or later.")] = None
    until: Annotated[Day | None, Field(description="Began on this day or before.")] = None
    service: Annotated[Word, Field(description="Incidents of this service.")] = ""
    team: Annotated[Word, Field(description="Incidents of this team.")] = ""
    severity: Annotated[Word, Field(description="A level of the scale, or a wording.")] = ""
    cause: Annotated[Word, Field(description='A type of contributing factors, as "trigger".')] = ""
    figure: Annotated[
        Word, Field(description="For figure and strips; time_to_resolve unless set.")
    ] = ""
    by: Annotated[
        Word, Field(description="For strips: service (unless set), severity, team or cause.")
    ] = ""


class ChartColumn(Shown):
    """What a column holds. Durations are seconds, shares run from 0 to 1."""

    name: Annotated[str, Field(examples=["incidents"])]
    title: Annotated[str, Field(examples=["Incidents"])]
    kind: Annotated[Kind, Field(examples=["count"])]


class ChartShown(ReviewChart):
    """A chart without its drawing."""

    says: Annotated[str, Field(description="What that means, in words.")]
    columns: list[ChartColumn]


@reads(router, "/learning/charts/{chart}", ChartShown)
def read_chart(request: Request, chart: _Chart, wanted: Query[ChartWanted]) -> ChartShown:
    """Read a chart of the dashboards: its words, its definition and its table.

    Over the incidents that the caller may see.
    """
    found = _made(request, chart, wanted)
    columns = [ChartColumn.model_validate(each) for each in found.columns]
    return ChartShown(**chart_fields(found), says=found.says, columns=columns)


@reads(router, "/learning/charts/{chart}/csv", str, media=("text/csv",))
def read_chart_table(request: Request, chart: _Chart, wanted: Query[ChartWanted]) -> HttpResponse:
    """Read the table of a chart as CSV."""
    found = _made(request, chart, wanted)
    headers = {"Content-Disposition": f'attachment; filename="{found.name}.csv"'}
    return HttpResponse(found.csv(), content_type="text/csv; charset=utf-8", headers=headers)


def _made(request: Request, chart: str, wanted: ChartWanted) -> Chart:
    given = {name: str(value) for name, value in wanted if value}
    return chart_named(chart, actor=request.actor, asked=_taken(wanted, asked("", given)))


def _taken(wanted: ChartWanted, found: Asked) -> Asked:
    """What a page passes over in its address is refused here."""
    if wanted.period and wanted.period != found.period:
        days = wanted.since or wanted.until
        raise InputError("a period or days, not both" if days else "unknown period", place="period")
    if wanted.until and wanted.until != found.last:
        raise InputError("is before since", place="until")
    if wanted.figure and wanted.figure != found.figure:
        raise InputError("unknown figure", place="figure")
    if wanted.by and wanted.by != found.group.value:
        raise InputError("is service, severity, team or cause", place="by")
    return found
