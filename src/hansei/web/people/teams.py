"""Teams: all of them, and one with its people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from hansei.accounts.selectors import directory, people, teams
from hansei.accounts.selectors import team as found_team
from hansei.accounts.services.give_role import give_role
from hansei.accounts.services.manage_team import (
    create_team,
    remove_team,
    rename_team,
    restore_team,
)
from hansei.domain.errors import Conflict, InputError, NotFound, UsageError
from hansei.web.pages import notice, render, trouble
from hansei.web.people.asked import actor_of, address, asked_number, asked_role, role_options
from hansei.web.replies import see


@require_http_methods(["GET", "HEAD", "POST"])
def every_team(request: HttpRequest) -> HttpResponse:
    """The teams, and a form for another one."""
    actor = actor_of(request)
    if not actor.is_member:
        raise NotFound("no teams")
    problem, name = "", request.POST.get("name", "")
    if request.method == "POST":
        try:
            made = create_team(actor=actor, name=name)
        except InputError as error:
            problem = error.reason
        else:
            notice(request, gettext("The team is there: add its people."))
            return see("team", made.pk)
    shown = {"rows": teams(actor=actor), "may_administer": actor.is_administrator,
             "name": name, "problem": problem}  # fmt: skip
    return render(request, "people/teams.html", shown, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one_team(request: HttpRequest, team: int) -> HttpResponse:
    """A team with its people; posting names it anew."""
    actor = actor_of(request)
    found = found_team(actor=actor, team_id=team)
    problem, name = "", request.POST.get("name", found.name)
    if request.method == "POST":
        version = asked_number(request, "version") or 0
        try:
            rename_team(actor=actor, team_id=team, name=name, version=version)
        except InputError as error:
            problem = error.reason
        except Conflict as error:
            problem, found = str(error), found_team(actor=actor, team_id=team)
        else:
            notice(request, gettext("The team is renamed."))
            return see("team", team)
    members = people(actor=actor, team_id=team)
    inside = {each.person.id for each in members}
    shown = {
        "team": found,
        "members": members,
        "others": [each for each in directory(actor=actor) if each.id not in inside],
        "roles": role_options(in_team=True),
        "may_administer": actor.is_administrator,
        "leads": actor.leads(team),
        "name": name,
        "problem": problem,
    }
    return render(request, "people/team.html", shown, status=422 if problem else 200)


@require_POST
def joining(request: HttpRequest, team: int) -> HttpResponse:
    """Gives a person a role in the team."""
    person = asked_number(request, "person")
    try:
        if person is None:
            raise UsageError(gettext("Choose a person."))
        role = asked_role(request)
        give_role(actor=actor_of(request), user_id=person, role=role, team_id=team)
    except UsageError as error:
        trouble(request, str(error))
    else:
        undo = address("role-withdrawal", person, role=role.value, team=team, to="team")
        notice(request, gettext("The role counts from now on."), undo=undo)
    return see("team", team)


@require_POST
def removal(request: HttpRequest, team: int) -> HttpResponse:
    """Takes a team out of use."""
    remove_team(actor=actor_of(request), team_id=team)
    notice(request, gettext("The team is removed; its post-mortems keep its name."),
           undo=reverse("team-restoration", args=[team]))  # fmt: skip
    return see("teams")


@require_POST
def restoration(request: HttpRequest, team: int) -> HttpResponse:
    """Brings a team back."""
    try:
        restore_team(actor=actor_of(request), team_id=team)
    except InputError as error:
        trouble(request, error.reason)
        return see("teams")
    notice(request, gettext("The team is back, with its people."))
    return see("team", team)
