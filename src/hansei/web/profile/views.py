"""One's own account: what others read of it, how it is protected, and its keys to the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from zoneinfo import available_timezones

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Scope
from hansei.accounts.selectors import person, token_scopes, tokens
from hansei.accounts.services.change_profile import change_profile
from hansei.accounts.services.create_token import DAYS, create_token, revoke_token
from hansei.domain.errors import Conflict, InputError
from hansei.web.pages import Request, notice, render
from hansei.web.queries import whole
from hansei.web.replies import absolute, see

_LIVES = (7, 30, DAYS, 365)
"""Days that a token may live, as they are offered."""


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, address, zone and look."""
    user = cast(Any, request.user)
    values = {field: getattr(user, field) for field in ("name", "email", "zone", "theme")}
    if request.method != "POST":
        return _profile_form(request, {**values, "version": user.version}, {})
    given = {field: request.POST.get(field, values[field]) for field in values}
    version = request.POST.get("version", "")
    if given["email"].strip().lower() != user.email:
        # Whoever has the address can ask for a new password.
        raise_if_reauthentication_required(request, app="allauth.account")
    try:
        change_profile(actor=_actor(request), version=whole(version) or 0, **given)
    except InputError as error:
        shown = {**given, "version": version}
        return _profile_form(request, shown, {error.place: error.reason})
    except Conflict as error:
        shown = {**given, "version": user.version}
        return _profile_form(request, shown, {"all": str(error)})
    notice(request, gettext("Your profile is saved."))
    return see("profile")


def security(request: HttpRequest) -> HttpResponse:
    """How the account is protected, and where to change that."""
    user = cast(Any, request.user)
    factors = list(Authenticator.objects.filter(user=user.pk).values_list("type", flat=True))
    shown = {
        "has_password": user.has_usable_password(),
        "keys": factors.count(Authenticator.Type.WEBAUTHN),
        "has_app": Authenticator.Type.TOTP in factors,
        "sessions": len(UserSession.objects.purge_and_list(user)),
        "connected": SocialAccount.objects.filter(user=user.pk).count(),
    }
    return render(request, "profile/security.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: HttpRequest) -> HttpResponse:
    """The keys to the API, and a new one, whose secret is shown this once."""
    if request.method != "POST":
        return _token_page(request)
    # A token outlives the session that makes it.
    raise_if_reauthentication_required(request, app="allauth.account")
    values = {name: request.POST.get(name, "") for name in ("name", "scope", "days")}
    scopes = [each for each in Scope if each.value == values["scope"]]
    days = whole(values["days"]) or 0
    try:
        made = create_token(actor=_actor(request), name=values["name"], scopes=scopes, days=days)
    except InputError as error:
        return _token_page(request, values=values, problems={error.place: error.reason})
    return _token_page(request, made=made)


@require_POST
def revocation(request: HttpRequest, token: int) -> HttpResponse:
    """Ends a token."""
    revoke_token(actor=_actor(request), token_id=token)
    notice(request, gettext("The token is revoked."))
    return see("tokens")


def _actor(request: HttpRequest) -> Actor:
    return cast(Request, request).actor


def _profile_form(
    request: HttpRequest, values: Mapping[str, Any], problems: Mapping[str, str]
) -> HttpResponse:
    actor = _actor(request)
    shown = {
        "values": values,
        "problems": problems,
        "zones": sorted(each for each in available_timezones() if "/" in each or each == "UTC"),
        "held": person(actor=actor, user_id=cast(int, actor.user_id)).roles,
    }
    return render(request, "profile/profile.html", shown, status=422 if problems else 200)


def _token_page(
    request: HttpRequest,
    *,
    made: Any = None,
    values: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    actor = _actor(request)
    shown = {
        "tokens": [(each, token_scopes(each)[-1]) for each in tokens(actor=actor)],
        "made": made,
        "values": values or {"name": "", "scope": Scope.READ.value, "days": str(DAYS)},
        "problems": problems or {},
        "scopes": _offered(actor),
        "lives": [(each, ngettext("%d day", "%d days", each) % each) for each in _LIVES],
        "now": timezone.now(),
        "address": absolute(request, "/api/v1/"),
        "here": reverse("tokens"),
    }
    response = render(request, "profile/tokens.html", shown, status=422 if problems else 200)
    if made is not None:
        response.headers["Cache-Control"] = "no-store"
    return response


def _offered(actor: Actor) -> list[tuple[str, str]]:
    offered = [
        (Scope.READ.value, gettext("read what you may read")),
        (Scope.WRITE.value, gettext("read and change what you may change")),
    ]
    if actor.is_administrator:
        offered.append((Scope.ADMIN.value, gettext("everything, people and settings as well")))
    return offered
