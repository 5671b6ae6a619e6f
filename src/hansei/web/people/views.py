"""Everybody with an account, and one of them: roles, closing, and help with signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from hansei.accounts import selectors
from hansei.accounts.roles import Role
from hansei.accounts.selectors import account, people, team_names, teams, token_scopes, tokens
from hansei.accounts.services.create_token import revoke_token
from hansei.accounts.services.deactivate_account import deactivate_account, reactivate_account
from hansei.accounts.services.give_role import give_role, withdraw_role
from hansei.accounts.services.note_credentials import note_credentials
from hansei.domain.errors import UsageError
from hansei.web.pages import notice, render, trouble
from hansei.web.people.asked import (
    actor_of,
    address,
    asked,
    asked_number,
    asked_role,
    role_options,
)
from hansei.web.replies import absolute, see


@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """People with what they hold; the filters are in the address."""
    actor = actor_of(request)
    role = next((each for each in Role if each.value == request.GET.get("role")), None)
    closed = request.GET.get("closed") == "1" and actor.is_administrator
    text = request.GET.get("text", "")
    team = asked_number(request, "team")
    shown = {
        "rows": people(actor=actor, text=text, role=role, team_id=team, active=not closed),
        "teams": [("", gettext("any team")), *team_names(actor=actor)],
        "roles": [("", gettext("any role")), *((each.value, gettext(each.value)) for each in Role)],
        "asked": {"text": text, "role": role.value if role else "", "team": team or "",
                  "closed": closed},
        "is_filtered": bool(text or role or team or closed),
    }  # fmt: skip
    return render(request, "people/people.html", shown)


@require_safe
def somebody(request: HttpRequest, person: int) -> HttpResponse:
    """One person."""
    return _page(request, person)


@require_POST
def giving(request: HttpRequest, person: int) -> HttpResponse:
    """Gives a role in a team, or in the whole organisation."""
    team = asked_number(request, "team")
    try:
        role = asked_role(request)
        give_role(actor=actor_of(request), user_id=person, role=role, team_id=team)
    except UsageError as error:
        trouble(request, str(error))
    else:
        undo = address("role-withdrawal", person, role=role.value, team=team, to=_to(request))
        notice(request, gettext("The role counts from now on."), undo=undo)
    return _back(request, person, team)


@require_POST
def withdrawal(request: HttpRequest, person: int) -> HttpResponse:
    """Withdraws a role."""
    team = asked_number(request, "team")
    try:
        role = asked_role(request)
        withdraw_role(actor=actor_of(request), user_id=person, role=role, team_id=team)
    except UsageError as error:
        trouble(request, str(error))
    else:
        undo = address("role-giving", person, role=role.value, team=team, to=_to(request))
        notice(request, gettext("The role is withdrawn."), undo=undo)
    return _back(request, person, team)


@require_POST
def closure(request: HttpRequest, person: int) -> HttpResponse:
    """Closes an account."""
    try:
        deactivate_account(actor=actor_of(request), user_id=person)
    except UsageError as error:
        trouble(request, str(error))
    else:
        undo = reverse("person-reopening", args=[person])
        notice(request, gettext("The account is closed: nobody gets in with it."), undo=undo)
    return see("person", person)


@require_POST
def reopening(request: HttpRequest, person: int) -> HttpResponse:
    """Opens an account again."""
    reactivate_account(actor=actor_of(request), user_id=person)
    notice(request, gettext("The account is open again, with the roles that it had."))
    return see("person", person)


@require_POST
def password_link(request: HttpRequest, person: int) -> HttpResponse:
    """Makes a link to a new password for somebody who lost theirs, shown this once."""
    actor = actor_of(request)
    found = account(actor=actor, user_id=person)
    key = f"{user_pk_to_url_str(found)}-{default_token_generator.make_token(found)}"
    uid, _, rest = key.partition("-")
    link = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": rest})
    note_credentials(actor=actor, user_id=person, verb="make password link")
    response = _page(request, person, link=absolute(request, link))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def factors_removal(request: HttpRequest, person: int) -> HttpResponse:
    """Removes the second factors of somebody who lost them."""
    found = account(actor=actor_of(request), user_id=person)
    for each in Authenticator.objects.filter(user_id=found.pk):
        delete_and_cleanup(request, each)
    notice(request, gettext("The second factors are removed: signing in takes the password alone."))
    return see("person", person)


@require_POST
def token_revocation(request: HttpRequest, person: int, token: int) -> HttpResponse:
    """Ends a person's API token."""
    revoke_token(actor=actor_of(request), token_id=token)
    notice(request, gettext("The token is revoked."))
    return see("person", person)


def _page(request: HttpRequest, user_id: int, *, link: str = "") -> HttpResponse:
    actor = actor_of(request)
    row = selectors.person(actor=actor, user_id=user_id)
    shown: dict[str, Any] = {
        "row": row,
        "link": link,
        "may_administer": actor.is_administrator,
        "led": [each for each in teams(actor=actor) if actor.leads(each.id)],
        "roles": role_options(),
        "team_roles": role_options(in_team=True),
        "leads": actor.leads,
        "tokens": [],
        "factors": 0,
        "now": timezone.now(),
    }
    if actor.is_administrator:
        shown["tokens"] = [
            (each, token_scopes(each)[-1])
            for each in tokens(actor=actor, user_id=user_id)
            if each.revoked is None
        ]
        shown["factors"] = Authenticator.objects.filter(user_id=user_id).count()
    return render(request, "people/person.html", shown)


def _to(request: HttpRequest) -> str | None:
    return "team" if asked(request, "to") == "team" else None


def _back(request: HttpRequest, person: int, team: int | None) -> HttpResponse:
    if team is not None and _to(request):
        return see("team", team)
    return see("person", person)
