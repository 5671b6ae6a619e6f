"""The looks at whether the actions worked: what is due, its figures, and its end."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Router
from pydantic import AwareDatetime, Field

from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.resources.postmortems import found
from hansei.api.shapes.base import Given, Id, Page, Prose, Shown
from hansei.api.shapes.effects import Comparison, Said
from hansei.api.shapes.postmortems import Reference
from hansei.domain.errors import NotFound
from hansei.domain.learning.looks import ActionVerdict
from hansei.postmortem.selectors.dates import check_ins_of
from hansei.recurrence.selectors.check_in_list import check_in_list
from hansei.recurrence.selectors.check_ins import ActionLook, check_in_view
from hansei.recurrence.services.conclude_check_in import Spoken, conclude_check_in
from hansei.recurrence.services.conclude_check_in import reopen_check_in as reopen

router = Router(tags=["Publication"])
_ALL = "/postmortems/{reference}/check-ins"
_ONE = f"{_ALL}/{{int:number}}"


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


class WaitingCheckIn(Shown):
    """A check-in of any post-mortem. `late_days` is below 0 while its day is ahead."""

    post_mortem: Annotated[int, Field(description="Its number.", examples=[7])]
    title: Annotated[str, Field(examples=["Checkout is slow"])]
    owner: Annotated[str, Field(examples=["Support lead"])]
    number: Annotated[int, Field(examples=[1])]
    day: date
    late_days: Annotated[int, Field(examples=[3])]
    closed: AwareDatetime | None


class CheckIns(Shown):
    """The check-ins of published post-mortems, up to 50 of each."""

    due: Annotated[list[WaitingCheckIn], Field(description="For somebody to close.")]
    ahead: Annotated[list[WaitingCheckIn], Field(description="The ones that come next.")]
    closed: Annotated[list[WaitingCheckIn], Field(description="The last ones.")]


class LookedAction(Shown):
    """One action at a check-in, and what the incidents before and after it say."""

    action: Annotated[int, Field(examples=[4])]
    text: Annotated[str, Field(examples=["Set a limit"])]
    offered: Annotated[list[ActionVerdict], Field(description="What may be said of it now.")]
    said: Said | None
    verdict: Annotated[ActionVerdict | None, Field(description="What was said here.")]
    note: str
    before: Annotated[ActionVerdict | None, Field(description="At the check-in before.")]


class CheckInLook(Shown):
    """A check-in with its figures: those of the day on which it was closed, else of today."""

    number: Annotated[int, Field(examples=[1])]
    days: Annotated[int, Field(description="After publication.", examples=[30])]
    day: date
    late_days: Annotated[int, Field(examples=[3])]
    closed: AwareDatetime | None
    closed_by: Annotated[str, Field(examples=["lead"])]
    note: str
    services: Annotated[list[str], Field(examples=[["checkout"]])]
    since: Annotated[Comparison, Field(description="Incidents of these services since.")]
    said: Annotated[list[Said], Field(description="How often, detection, resolution.")]
    repeats: Annotated[int, Field(description="Incidents that are this one again.", examples=[0])]
    actions: list[LookedAction]


@reads(router, "/check-ins", CheckIns)
def list_all_check_ins(request: Request) -> CheckIns:
    """List the check-ins that are due, ahead, and closed lately, over all post-mortems."""
    return CheckIns.model_validate(check_in_list(actor=request.actor))


@reads(router, _ALL, Page[CheckIn])
def list_check_ins(request: Request, reference: Reference) -> dict[str, Any]:
    """List the check-ins in order. Always one page."""
    return whole(CheckIn.model_validate(each) for each in check_ins_of(found(request, reference)))


@reads(router, _ONE, CheckInLook)
def read_check_in(request: Request, reference: Reference, number: Id) -> CheckInLook:
    """Read a check-in with its figures, and what may be said of each action."""
    seen = check_in_view(actor=request.actor, number_or_id=reference, number=number)
    return CheckInLook(
        number=seen.check_in, days=seen.days, day=seen.day, late_days=seen.late_days,
        closed=seen.closed, closed_by=seen.closed_by, note=seen.note,
        services=list(seen.figures.services),
        since=Comparison.model_validate(seen.figures.since),
        said=[Said.model_validate(each) for each in seen.figures.said],
        repeats=seen.figures.repeats, actions=[_looked(each) for each in seen.actions],
    )  # fmt: skip


@changes(router, "POST", f"{_ONE}/closure", CheckIn)
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


@changes(router, "DELETE", f"{_ONE}/closure")
def reopen_check_in(request: Request, reference: Reference, number: Id) -> None:
    """Open a closed check-in again; its note stays to go on from."""
    reopen(actor=request.actor, number_or_id=reference, number=number)


def _check_in(request: Request, reference: str, number: int) -> CheckIn:
    rows = check_ins_of(found(request, reference))
    row = next((each for each in rows if each.number == number), None)
    if row is None:
        raise NotFound(f"no check-in {number}")
    return CheckIn.model_validate(row)


def _looked(each: ActionLook) -> LookedAction:
    return LookedAction(
        action=each.line.pk, text=each.line.text, offered=list(each.offered),
        said=Said.model_validate(each.said) if each.said else None,
        verdict=each.verdict, note=each.note, before=each.before,
    )  # fmt: skip
