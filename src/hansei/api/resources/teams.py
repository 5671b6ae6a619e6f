"""Teams: who runs which services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router
from pydantic import Field

from hansei.accounts import selectors
from hansei.accounts.roles import Scope
from hansei.accounts.services.manage_team import create_team as create
from hansei.accounts.services.manage_team import remove_team as remove
from hansei.accounts.services.manage_team import rename_team as rename
from hansei.accounts.services.manage_team import restore_team as restore
from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Id, Line, Page, Shown

if TYPE_CHECKING:
    from hansei.accounts.selectors import TeamRow

router = Router(tags=["People"])


class Team(Shown):
    """A team."""

    id: Annotated[int, Field(examples=[2])]
    name: Annotated[str, Field(examples=["Payments"])]
    people: Annotated[int, Field(description="How many active people hold a role in it.",
                                 examples=[6])]  # fmt: skip
    version: Annotated[int, Field(examples=[1])]


class TeamGiven(Given):
    """A team's name."""

    name: Annotated[Line, Field(examples=["Payments"])]


def _version(request: Request, team: int) -> int:
    return selectors.team(actor=request.actor, team_id=team).version


@reads(router, "/teams", Page[Team])
def list_teams(request: Request) -> dict[str, Any]:
    """List the teams in use, by name. Always one page."""
    return whole(_shown(each) for each in selectors.teams(actor=request.actor))


@changes(router, "POST", "/teams", Team, scope=Scope.ADMIN, created=True)
def create_team(request: Request, body: TeamGiven) -> Team:
    """Make a team. For administrators."""
    made = create(actor=request.actor, name=body.name)
    request.location = f"/teams/{made.pk}"
    return read_team(request, team=made.pk)


@reads(router, "/teams/{int:team}", Team, tagged=True)
def read_team(request: Request, team: Id) -> Team:
    """Read a team."""
    return _shown(selectors.team(actor=request.actor, team_id=team))


@changes(router, "PATCH", "/teams/{int:team}", Team, scope=Scope.ADMIN, over=_version)
def rename_team(request: Request, team: Id, body: TeamGiven) -> Team:
    """Rename a team. For administrators."""
    rename(actor=request.actor, team_id=team, name=body.name, version=request.expected)
    return read_team(request, team=team)


@changes(router, "DELETE", "/teams/{int:team}", scope=Scope.ADMIN)
def remove_team(request: Request, team: Id) -> None:
    """Take a team out of use. For administrators.

    Its roles end at once; its post-mortems keep its name.
    """
    remove(actor=request.actor, team_id=team)


@changes(router, "POST", "/teams/{int:team}/restoration", Team, scope=Scope.ADMIN)
def restore_team(request: Request, team: Id) -> Team:
    """Bring a removed team back with its people. For administrators."""
    restore(actor=request.actor, team_id=team)
    return read_team(request, team=team)


def _shown(row: TeamRow) -> Team:
    return Team(**row._asdict())
