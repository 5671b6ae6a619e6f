"""The review of a quarter: its figures, charts and comparisons."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from hansei.api.operations import reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Shown, Word
from hansei.dashboards.paper import as_html, as_pdf
from hansei.dashboards.quarter import Quarter, last_quarter, quarter_review
from hansei.dashboards.told import as_fields, as_text
from hansei.domain.errors import UsageError
from hansei.domain.learning.rates import Verdict

router = Router(tags=["Learning"])
_MEDIA = {
    "json": "application/json",
    "text": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
}


class QuarterWanted(Given):
    """Which quarter, and of which incidents."""

    quarter: Annotated[
        Word, Field(description="The newest that is over unless set.", examples=["2026Q1"])
    ] = ""
    service: Annotated[Word, Field(description="Incidents of this service.")] = ""
    team: Annotated[Word, Field(description="Incidents of this team.")] = ""
    severity: Annotated[Word, Field(description="A level of the scale, or a wording.")] = ""
    cause: Annotated[Word, Field(description='A type of contributing factors, as "trigger".')] = ""


class QuarterSaying(Shown):
    """What is said of the quarter beside the one before."""

    text: Annotated[str, Field(examples=["Not to be told from chance: 3, and 5 before."])]
    verdict: Annotated[Verdict, Field(examples=["cannot tell"])]
    behind: Annotated[str, Field(description="The numbers behind it.")]


class ReviewChart(Shown):
    """The table of one chart. Durations are seconds, shares run from 0 to 1."""

    name: Annotated[str, Field(examples=["frequency"])]
    title: Annotated[str, Field(description="What it shows, in words.")]
    definition: Annotated[str, Field(description="How its numbers are made.")]
    rows: Annotated[
        list[dict[str, Any]],
        Field(description="By the names of its columns.",
              examples=[[{"period": "2026-03", "incidents": 4}]]),
    ]  # fmt: skip


class QuarterReview(Shown):
    """The review of a quarter."""

    quarter: Annotated[str, Field(examples=["2026Q1"])]
    first: Annotated[date, Field(description="Its first day.")]
    last: Annotated[date, Field(description="Its last day, or today.")]
    over: Annotated[bool, Field(description="Whether it is.")]
    incidents: Annotated[int, Field(examples=[12])]
    near_misses: Annotated[int, Field(examples=[3])]
    compared: list[QuarterSaying]
    course: Annotated[list[ReviewChart], Field(description="Over the twelve months to its end.")]
    charts: Annotated[list[ReviewChart], Field(description="Of the quarter alone.")]


@reads(router, "/learning/quarter", QuarterReview)
def read_quarter(request: Request, wanted: Query[QuarterWanted]) -> QuarterReview:
    """Read the review of a quarter.

    The numbers of its page: what changed since the quarter before, how often and how long, what
    was promised, what was done, over what the caller may see.
    """
    return QuarterReview(**as_fields(_found(request, wanted)))


@reads(router, "/learning/quarter/{format}", str,
       media=tuple(each.partition(";")[0] for each in _MEDIA.values()))  # fmt: skip
def export_quarter(
    request: Request, format: str, wanted: Query[QuarterWanted]  # noqa: A002
) -> HttpResponse:  # fmt: skip
    """Export the review of a quarter: json, text, html or pdf.

    One file that needs nothing beside it. A PDF takes what the server was installed with.
    """
    if format not in _MEDIA:
        raise UsageError(f"unknown format {format!r}: one of {', '.join(_MEDIA)}")
    found = _found(request, wanted)
    match format:
        case "pdf":
            data = as_pdf(found)
        case "html":
            data = as_html(found).encode()
        case "text":
            data = as_text(found).encode()
        case _:
            data = json.dumps(as_fields(found), ensure_ascii=False).encode()
    name = f"review-{found.name}.{'txt' if format == 'text' else format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=_MEDIA[format], headers=headers)


def _found(request: Request, wanted: QuarterWanted) -> Quarter:
    given = wanted.model_dump(exclude={"quarter"})
    return quarter_review(request.actor, wanted.quarter or last_quarter(), given)
