"""Whom to ask to a review, in their roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router
from pydantic import Field

from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Id, Line, Page, Shown
from hansei.api.shapes.postmortems import Reference
from hansei.collab.wire import nudge
from hansei.domain.meeting.invitees import Role
from hansei.meeting.access import access_review
from hansei.meeting.selectors.planning import invited
from hansei.meeting.services.invite import invite_to_review, uninvite

if TYPE_CHECKING:
    from hansei.meeting.models import Invitee as Row

router = Router(tags=["Together"])
_ALL = "/postmortems/{reference}/reviews/{int:review}/invitees"


class Invitee(Shown):
    """Somebody who is asked to come."""

    id: Annotated[int, Field(examples=[6])]
    role: Annotated[Role, Field(examples=["responder"])]
    name: Annotated[str, Field(examples=["On-call engineer"])]


class InviteeGiven(Given):
    """Somebody to ask."""

    role: Annotated[Role, Field(examples=["responder"])]
    name: Annotated[
        Line,
        Field(max_length=100, description="A user name, else any name or address.",
              examples=["on-call-engineer"]),
    ]  # fmt: skip


@reads(router, _ALL, Page[Invitee])
def list_invitees(request: Request, reference: Reference, review: Id) -> dict[str, Any]:
    """List who is asked to come, by role. Always one page."""
    _, row = access_review(request.actor, reference, review)
    return whole(_invitee(each) for people in invited(row).values() for each in people)


@changes(router, "POST", _ALL, Invitee, created=True)
def ask_to_review(
    request: Request, reference: Reference, review: Id, body: InviteeGiven
) -> Invitee:
    """Ask somebody to come; the calendar file names them. Asking again changes nothing."""
    made = invite_to_review(
        actor=request.actor, number_or_id=reference, review=review, role=body.role, name=body.name
    )
    nudge()
    request.location = f"/postmortems/{reference}/reviews/{review}/invitees"
    return _invitee(made)


@changes(router, "DELETE", f"{_ALL}/{{int:invitee}}")
def take_invitee_off(request: Request, reference: Reference, review: Id, invitee: Id) -> None:
    """Take somebody off the list."""
    uninvite(actor=request.actor, number_or_id=reference, review=review, invitee=invitee)
    nudge()


def _invitee(row: Row) -> Invitee:
    return Invitee(id=row.pk, role=Role(row.role), name=row.name)
