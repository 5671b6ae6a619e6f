"""Invitations: an open door for one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router
from pydantic import AwareDatetime, Field

from hansei.accounts import selectors
from hansei.accounts.roles import Role, Scope
from hansei.accounts.services.invite import accept_as_oneself, renew_invitation
from hansei.accounts.services.invite import invite as invite_person
from hansei.accounts.services.invite import revoke_invitation as revoke
from hansei.api.operations import changes, reads
from hansei.api.pages import page
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Id, Line, Page, Paging, Shown, Whole, Word

if TYPE_CHECKING:
    from hansei.accounts.models import Invitation as Row
    from hansei.accounts.services.invite import Invited

router = Router(tags=["People"])


class Invitation(Shown):
    """An invitation that nobody accepted yet."""

    id: Annotated[int, Field(examples=[5])]
    email: Annotated[str, Field(examples=["support@example.org"])]
    role: Role
    team: Annotated[int | None, Field(examples=[2])]
    created: AwareDatetime
    expires: AwareDatetime


class NewInvitation(Invitation):
    """An invitation with its secret, which nobody can be shown again."""

    secret: Annotated[str, Field(description="Stands in the link.", examples=["kq3…"])]


class InvitationGiven(Given):
    """Whom to invite."""

    role: Role
    email: Annotated[Line, Field(description="For whom; the link works for who has it.",
                                 examples=["support@example.org"])] = ""  # fmt: skip
    team: Annotated[Id | None, Field(examples=[2])] = None
    days: Annotated[Whole, Field(ge=1, le=30, description="How long it is open.")] = 7


class InvitationSecret(Given):
    """The secret of an invitation."""

    secret: Annotated[Word, Field(min_length=1, examples=["kq3…"])]


@reads(router, "/invitations", Page[Invitation], paged=True, scope=Scope.ADMIN)
def list_invitations(request: Request, paging: Query[Paging]) -> dict[str, Any]:
    """List the open invitations that the caller may manage, the newest first."""
    rows = selectors.invitations(actor=request.actor)
    return page(request, paging, rows, _shown)


@changes(router, "POST", "/invitations", NewInvitation, scope=Scope.ADMIN, created=True,
         secret=True)  # fmt: skip
def invite(request: Request, body: InvitationGiven) -> NewInvitation:
    """Invite somebody, into the organisation for administrators, into a team for its leads."""
    made = invite_person(
        actor=request.actor, role=body.role, email=body.email, team_id=body.team, days=body.days
    )
    request.location = "/invitations"
    return _new(made)


@changes(router, "POST", "/invitations/{int:invitation}/renewal", NewInvitation, scope=Scope.ADMIN,
         secret=True)  # fmt: skip
def renew(request: Request, invitation: Id) -> NewInvitation:
    """Give an invitation a new secret and a week; the old link ends."""
    return _new(renew_invitation(actor=request.actor, invitation_id=invitation))


@changes(router, "DELETE", "/invitations/{int:invitation}", scope=Scope.ADMIN)
def revoke_invitation(request: Request, invitation: Id) -> None:
    """Close an open invitation."""
    revoke(actor=request.actor, invitation_id=invitation)


@changes(router, "POST", "/invitations/acceptance", scope=Scope.ADMIN)
def accept_invitation(request: Request, body: InvitationSecret) -> None:
    """Take the role of an invitation as oneself."""
    accept_as_oneself(actor=request.actor, secret=body.secret)


def _shown(row: Row) -> Invitation:
    return Invitation(**_fields(row))


def _new(made: Invited) -> NewInvitation:
    return NewInvitation(**_fields(made.invitation), secret=made.secret)


def _fields(row: Row) -> dict[str, Any]:
    return {
        "id": row.pk,
        "email": row.email,
        "role": Role(row.role),
        "team": row.team_id,
        "created": row.created,
        "expires": row.expires,
    }
