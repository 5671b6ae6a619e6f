"""Accounts and the roles that they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router
from pydantic import AwareDatetime, Field

from hansei.accounts import selectors
from hansei.accounts.roles import Role, Scope
from hansei.accounts.services.create_account import create_account as create
from hansei.accounts.services.deactivate_account import deactivate_account, reactivate_account
from hansei.accounts.services.give_role import give_role as give
from hansei.accounts.services.give_role import withdraw_role as withdraw
from hansei.api.operations import changes, reads
from hansei.api.pages import sorted_page
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Id, Line, Page, Paging, Shown, Word

if TYPE_CHECKING:
    from hansei.accounts.selectors import PersonRow

router = Router(tags=["People"])


class HeldRole(Shown):
    """A role that somebody holds."""

    role: Role
    team: Annotated[int | None, Field(description="null in the whole organisation.",
                                      examples=[2])]  # fmt: skip
    team_name: Annotated[str | None, Field(examples=["Payments"])]


class Person(Shown):
    """Somebody with an account. What is not the caller's business is "" or null."""

    id: Annotated[int, Field(examples=[4])]
    name: Annotated[str, Field(examples=["On-call engineer"])]
    username: Annotated[str, Field(examples=["on-call"])]
    active: Annotated[bool, Field(examples=[True])]
    email: Annotated[str, Field(examples=["on-call@example.org"])]
    roles: list[HeldRole]
    joined: AwareDatetime
    last_login: AwareDatetime | None


class PersonGiven(Given):
    """A new account. Without a password nobody signs in with one."""

    username: Annotated[Word, Field(examples=["on-call"])]
    name: Annotated[Line, Field(examples=["On-call engineer"])] = ""
    email: Annotated[Line, Field(examples=["on-call@example.org"])] = ""
    password: Annotated[str | None, Field(max_length=1000, examples=[None])] = None
    roles: tuple[Role, ...] = ()


class RoleGiven(Given):
    """A role to give."""

    role: Role
    team: Annotated[Id | None, Field(description="null for the whole organisation.",
                                     examples=[2])] = None  # fmt: skip


class PeopleWanted(Paging):
    """Which people."""

    q: Annotated[Word, Field(description="In the name or user name.")] = ""
    role: Annotated[Role | None, Field(description="Who hold this role.")] = None
    team: Annotated[Id | None, Field(description="Who hold a role in this team.")] = None
    active: Annotated[bool, Field(description="False for closed accounts, which administrators"
                                  " alone see.")] = True  # fmt: skip


class InTeam(Given):
    """Where a role is held."""

    team: Annotated[Id | None, Field(description="Left out for the whole organisation.")] = None


@reads(router, "/people", Page[Person], paged=True)
def list_people(request: Request, wanted: Query[PeopleWanted]) -> dict[str, Any]:
    """List people by name."""
    rows = selectors.people(
        actor=request.actor,
        text=wanted.q,
        role=wanted.role,
        team_id=wanted.team,
        active=wanted.active,
    )
    return sorted_page(
        request, wanted, rows, _shown, lambda row: [row.person.name.casefold(), row.person.username]
    )


@reads(router, "/people/{int:person}", Person)
def read_person(request: Request, person: Id) -> Person:
    """Read who somebody is and what roles they hold."""
    return _shown(selectors.person(actor=request.actor, user_id=person))


@changes(router, "POST", "/people", Person, scope=Scope.ADMIN, created=True)
def create_account(request: Request, body: PersonGiven) -> Person:
    """Make an account. For administrators; inviting lets people choose their own password."""
    made = create(
        actor=request.actor,
        username=body.username,
        name=body.name,
        email=body.email,
        password=body.password,
        roles=body.roles,
    )
    request.location = f"/people/{made.pk}"
    return read_person(request, person=made.pk)


@changes(router, "POST", "/people/{int:person}/roles", scope=Scope.ADMIN)
def give_role(request: Request, person: Id, body: RoleGiven) -> None:
    """Give a role, in the organisation for administrators, in a team for its leads."""
    give(actor=request.actor, user_id=person, role=body.role, team_id=body.team)


@changes(router, "DELETE", "/people/{int:person}/roles/{role}", scope=Scope.ADMIN)
def withdraw_role(request: Request, person: Id, role: Role, where: Query[InTeam]) -> None:
    """Withdraw a role. The last administrator keeps theirs."""
    withdraw(actor=request.actor, user_id=person, role=role, team_id=where.team)


@changes(router, "POST", "/people/{int:person}/closure", scope=Scope.ADMIN)
def close_account(request: Request, person: Id) -> None:
    """Close an account to its person. For administrators.

    Sessions and tokens end; roles stay for a return, and nothing that they wrote is touched.
    """
    deactivate_account(actor=request.actor, user_id=person)


@changes(router, "DELETE", "/people/{int:person}/closure", scope=Scope.ADMIN)
def open_account(request: Request, person: Id) -> None:
    """Open an account again. For administrators."""
    reactivate_account(actor=request.actor, user_id=person)


def _shown(row: PersonRow) -> Person:
    return Person(
        **row.person._asdict(),
        email=row.email,
        roles=[
            HeldRole(role=each.role, team=each.team_id, team_name=each.team) for each in row.roles
        ],
        joined=row.joined,
        last_login=row.last_login,
    )
