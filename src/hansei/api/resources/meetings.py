"""The meetings over a post-mortem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.resources.postmortems import found
from hansei.api.shapes.base import Given, Id, Line, Moment, Page, Shown, Whole
from hansei.api.shapes.postmortems import Reference
from hansei.meeting.selectors.calendar import review_calendar
from hansei.outputs.registry import output
from hansei.postmortem.selectors.dates import reviews_of
from hansei.postmortem.services.schedule_review import cancel_review as cancel
from hansei.postmortem.services.schedule_review import hold_review as hold
from hansei.postmortem.services.schedule_review import schedule_review as schedule

if TYPE_CHECKING:
    from hansei.postmortem.models import Review as Row

router = Router(tags=["Publication"])
_REVIEWS = "/postmortems/{reference}/reviews"


class Review(Shown):
    """A meeting over a post-mortem."""

    id: Annotated[int, Field(examples=[4])]
    start: AwareDatetime
    minutes: Annotated[int, Field(examples=[60])]
    reason: Annotated[str, Field(examples=["within 24 to 72 hours after resolution"])]
    held: AwareDatetime | None


class ReviewGiven(Given):
    """When to meet."""

    start: Moment
    minutes: Annotated[Whole, Field(description="60 or 90.", examples=[60])] = 60
    reason: Annotated[Line, Field(examples=["when all are in"])] = ""


@reads(router, _REVIEWS, Page[Review])
def list_reviews(request: Request, reference: Reference) -> dict[str, Any]:
    """List the meetings in order of time. Always one page."""
    return whole(_review(each) for each in reviews_of(found(request, reference)))


@changes(router, "POST", _REVIEWS, Review, created=True)
def schedule_review(request: Request, reference: Reference, body: ReviewGiven) -> Review:
    """Set a meeting. The document and the calendar file tell its time too."""
    row = schedule(actor=request.actor, number_or_id=reference, **body.model_dump())
    request.location = f"/postmortems/{row.post_mortem.number}/reviews"
    return _review(row)


@reads(router, f"{_REVIEWS}/{{int:review}}/calendar", str, media=("text/calendar",))
def read_review_calendar(request: Request, reference: Reference, review: Id) -> HttpResponse:
    """Read a meeting as a file for calendars; a moved one stays the same meeting there."""
    data = review_calendar(actor=request.actor, number_or_id=reference, review=review)
    return HttpResponse(data, content_type=output("ics").media_type)


@changes(router, "PUT", f"{_REVIEWS}/{{int:review}}", Review)
def move_review(request: Request, reference: Reference, review: Id, body: ReviewGiven) -> Review:
    """Move a meeting."""
    row = schedule(actor=request.actor, number_or_id=reference, review=review, **body.model_dump())
    return _review(row)


@changes(router, "DELETE", f"{_REVIEWS}/{{int:review}}")
def cancel_review(request: Request, reference: Reference, review: Id) -> None:
    """Take a planned meeting out."""
    cancel(actor=request.actor, number_or_id=reference, review=review)


@changes(router, "POST", f"{_REVIEWS}/{{int:review}}/holding", Review)
def hold_review(request: Request, reference: Reference, review: Id) -> Review:
    """Note that the meeting took place."""
    return _review(hold(actor=request.actor, number_or_id=reference, review=review))


@changes(router, "DELETE", f"{_REVIEWS}/{{int:review}}/holding")
def unhold_review(request: Request, reference: Reference, review: Id) -> None:
    """Note that the meeting did not take place after all."""
    hold(actor=request.actor, number_or_id=reference, review=review, held=False)


def _review(row: Row) -> Review:
    return Review(id=row.pk, start=row.start, minutes=row.minutes, reason=row.reason, held=row.held)
