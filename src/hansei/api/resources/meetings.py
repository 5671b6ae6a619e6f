"""The meetings over a post-mortem, and the looks at whether its actions worked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router
from pydantic import AwareDatetime, Field

from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.resources.postmortems import found
from hansei.api.shapes.base import Given, Id, Line, Moment, Page, Prose, Shown, Whole
from hansei.api.shapes.postmortems import Reference
from hansei.domain.errors import NotFound
from hansei.domain.learning.looks import ActionVerdict
from hansei.postmortem.selectors.dates import check_ins_of, reviews_of
from hansei.postmortem.services.schedule_review import cancel_review as cancel
from hansei.postmortem.services.schedule_review import hold_review as hold
from hansei.postmortem.services.schedule_review import schedule_review as schedule
from hansei.recurrence.services.conclude_check_in import Spoken, conclude_check_in
from hansei.recurrence.services.conclude_check_in import reopen_check_in as reopen

if TYPE_CHECKING:
    from hansei.postmortem.models import Review as Row

router = Router(tags=["Publication"])
_REVIEWS = "/postmortems/{reference}/reviews"
_CHECK_INS = "/postmortems/{reference}/check-ins"


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


class Counted(Shown):
    """How the actions stood when a check-in was closed, and what was said about it."""

    actions: Annotated[int, Field(examples=[5])]
    completed: Annotated[int, Field(examples=[3])]
    verified: Annotated[int, Field(examples=[2])]
    effective: Annotated[int, Field(examples=[1])]
    overdue: Annotated[int, Field(examples=[1])]
    note: Annotated[str, Field(examples=["The alert came in time twice."])]


class CheckIn(Shown):
    """The look after 30, 60 or 90 days at whether the actions worked."""

    number: Annotated[int, Field(examples=[1])]
    day: date
    closed: AwareDatetime | None
    closed_by: Annotated[str, Field(examples=["lead"])]
    counted: Counted | None


class VerdictGiven(Given):
    """What a person says of one action: whether it worked, and what shows it."""

    action: Annotated[Id, Field(examples=[4])]
    verdict: Annotated[ActionVerdict, Field(examples=["too early to tell"])]
    note: Annotated[
        Prose,
        Field(max_length=2000, description="What shows it; needed for worked and did not work.",
              examples=["The alert came in time twice."]),
    ] = ""  # fmt: skip


class Conclusion(Given):
    """A verdict on every action that is not cancelled, and a note."""

    verdicts: Annotated[list[VerdictGiven], Field(max_length=500)] = Field(default_factory=list)
    note: Annotated[Prose, Field(max_length=4000, examples=["The alert came in time twice."])] = ""


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


@reads(router, _CHECK_INS, Page[CheckIn])
def list_check_ins(request: Request, reference: Reference) -> dict[str, Any]:
    """List the check-ins in order. Always one page."""
    return whole(CheckIn.model_validate(each) for each in check_ins_of(found(request, reference)))


@changes(router, "POST", f"{_CHECK_INS}/{{int:number}}/closure", CheckIn)
def close_check_in(
    request: Request, reference: Reference, number: Id, body: Conclusion
) -> CheckIn:  # fmt: skip
    """Close a check-in with the figures of this day and a verdict on every action.

    An action that is open is "not done yet". One that somebody verified is judged by the verdict.
    """
    spoken = {each.action: Spoken(each.verdict, each.note) for each in body.verdicts}
    conclude_check_in(
        actor=request.actor, number_or_id=reference, number=number, verdicts=spoken, note=body.note
    )
    return _check_in(request, reference, number)


@changes(router, "DELETE", f"{_CHECK_INS}/{{int:number}}/closure")
def reopen_check_in(request: Request, reference: Reference, number: Id) -> None:
    """Open a closed check-in again; its note stays to go on from."""
    reopen(actor=request.actor, number_or_id=reference, number=number)


def _check_in(request: Request, reference: str, number: int) -> CheckIn:
    rows = check_ins_of(found(request, reference))
    row = next((each for each in rows if each.number == number), None)
    if row is None:
        raise NotFound(f"no check-in {number}")
    return CheckIn.model_validate(row)


def _review(row: Row) -> Review:
    return Review(id=row.pk, start=row.start, minutes=row.minutes, reason=row.reason, held=row.held)
