"""Who is named in a post-mortem, and whether it is for them alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from hansei.accounts.roles import Role
from hansei.accounts.selectors import directory
from hansei.domain.errors import NotFound, UsageError
from hansei.postmortem.selectors.people import named_people
from hansei.postmortem.services.grant import grant_role, withdraw_grant
from hansei.postmortem.services.restrict import lift_restriction, restrict
from hansei.web.pages import notice, render, trouble
from hansei.web.people.asked import (
    actor_of,
    address,
    asked_number,
    asked_role,
    role_options,
)
from hansei.web.replies import see


@require_safe
def people_of(request: HttpRequest, number: int) -> HttpResponse:
    """The people panel."""
    actor = actor_of(request)
    found = named_people(actor=actor, number_or_id=number)
    inside = {each.id for each in found.people}
    shown = {
        "post_mortem": found.post_mortem,
        "people": found.people,
        "may_change": found.may_change,
        "others": [each for each in directory(actor=actor) if each.id not in inside],
        "roles": role_options(in_team=True),
    }
    return render(request, "people/named.html", shown)


@require_POST
def grant(request: HttpRequest, number: int) -> HttpResponse:
    """Names a person, or changes the role of one."""
    person = _person(request)
    try:
        role = asked_role(request)
        before = grant_role(actor=actor_of(request), number_or_id=number, user_id=person, role=role)
    except UsageError as error:
        trouble(request, str(error))
    else:
        if before is not role:
            notice(request, gettext("The role counts from now on."),
                   undo=_undo(number, person, before))  # fmt: skip
    return see("post-mortem-people", number)


@require_POST
def withdrawal(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a person's name off."""
    person, actor = _person(request), actor_of(request)
    try:
        before = withdraw_grant(actor=actor, number_or_id=number, user_id=person)
    except UsageError as error:
        trouble(request, str(error))
        return see("post-mortem-people", number)
    is_visible = _is_visible(request, number)
    if before is not None:
        undo = _undo(number, person, before) if is_visible else ""
        notice(request, gettext("The person is not named any more."), undo=undo)
    return see("post-mortem-people", number) if is_visible else see("people")


@require_POST
def restriction(request: HttpRequest, number: int) -> HttpResponse:
    """Keeps the post-mortem for the people named."""
    try:
        restrict(actor=actor_of(request), number_or_id=number)
    except UsageError as error:
        trouble(request, str(error))
    else:
        notice(request, gettext("Only the people named here see it from now on."),
               undo=reverse("post-mortem-restriction-lifting", args=[number]))  # fmt: skip
    return see("post-mortem-people", number)


@require_POST
def lifting(request: HttpRequest, number: int) -> HttpResponse:
    """Opens it to every member again."""
    lift_restriction(actor=actor_of(request), number_or_id=number)
    notice(request, gettext("Every member sees it again."),
           undo=reverse("post-mortem-restriction", args=[number]))  # fmt: skip
    return see("post-mortem-people", number)


def _person(request: HttpRequest) -> int:
    found = asked_number(request, "person")
    if found is None:
        raise UsageError(gettext("Choose a person."))
    return found


def _undo(number: int, person: int, before: Role | None) -> str:
    if before is None:
        return address("post-mortem-grant-withdrawal", number, person=person)
    return address("post-mortem-grant", number, person=person, role=before.value)


def _is_visible(request: HttpRequest, number: int) -> bool:
    """Not any more for who took their own name off a restricted one."""
    try:
        named_people(actor=actor_of(request), number_or_id=number)
    except NotFound:
        return False
    return True
