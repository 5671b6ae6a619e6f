"""The first visit, which makes the first administrator, and what an invitation opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from allauth.account.utils import perform_login
from allauth.core.internal.ratelimit import consume, respond_429
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hansei.accounts.actor import system
from hansei.accounts.selectors import account_problems, anybody, open_invitation
from hansei.accounts.services.create_account import found_organisation
from hansei.accounts.services.invite import accept_as_oneself, accept_invitation
from hansei.domain.errors import Conflict, InputError, NotFound, UsageError
from hansei.web.pages import Request, notice, render, trouble

_DETAILS = ("username", "name", "email", "password")


@login_not_required
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def first_visit(request: HttpRequest) -> HttpResponse:
    """Makes the first account, an administrator's; open only while there is none."""
    if anybody():
        return HttpResponseRedirect("/")
    if request.method != "POST":
        return _first_form(request, {}, {})
    if consume(request, app="allauth.account", action="welcome") is None:
        return cast(HttpResponse, respond_429(request))
    given = _details(request)
    problems = dict(account_problems(**given))
    if not _knows_code(request):
        problems["code"] = gettext("This is not the code that `hansei serve` printed.")
    if problems:
        return _first_form(request, given, problems)
    try:
        made = found_organisation(actor=system("welcome"), **given)
    except Conflict as error:
        trouble(request, str(error))
        return HttpResponseRedirect(settings.LOGIN_URL)
    except InputError as error:
        return _first_form(request, given, {error.place: error.reason})
    return cast(HttpResponse, perform_login(request, made, redirect_url=reverse("welcome-ready")))


def ready(request: HttpRequest) -> HttpResponse:
    """Offers the newly made administrator something to look at."""
    if not cast(Request, request).actor.is_administrator:
        return HttpResponseRedirect("/")
    return render(request, "welcome/ready.html")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Makes the account that an invitation is for, or gives its role to who is signed in."""
    if request.method == "POST" and not _may_try(request):
        return cast(HttpResponse, respond_429(request))
    try:
        found = open_invitation(secret=secret)
    except NotFound:
        if not _may_try(request):
            return cast(HttpResponse, respond_429(request))
        return render(request, "welcome/no_invitation.html", status=404)
    shown = {"invitation": found, "values": {"email": found.email}, "problems": {}}
    if request.method != "POST":
        return render(request, "welcome/invitation.html", shown)
    if request.user.is_authenticated:
        return _accept_as_oneself(request, secret, shown)
    return _accept(request, secret, shown)


def _accept(request: HttpRequest, secret: str, shown: dict[str, Any]) -> HttpResponse:
    given = _details(request)
    problems = dict(account_problems(**given))
    if not problems:
        try:
            made = accept_invitation(actor=system("invitation"), secret=secret, **given)
        except InputError as error:
            problems = {error.place: error.reason}
        else:
            return cast(HttpResponse, perform_login(request, made, redirect_url="/"))
    shown |= {"values": given, "problems": problems}
    return render(request, "welcome/invitation.html", shown, status=422)


def _accept_as_oneself(request: HttpRequest, secret: str, shown: dict[str, Any]) -> HttpResponse:
    try:
        accept_as_oneself(actor=cast(Request, request).actor, secret=secret)
    except UsageError as error:
        shown["refusal"] = str(error)
        return render(request, "welcome/invitation.html", shown, status=422)
    notice(request, gettext("Your new role counts from now on."))
    return HttpResponseRedirect("/")


def _may_try(request: HttpRequest) -> bool:
    allowed = consume(request, app="allauth.account", action="invitation", limit_get=True)
    return allowed is not None


def _first_form(
    request: HttpRequest, values: Mapping[str, str], problems: Mapping[str, str]
) -> HttpResponse:
    shown = {"values": values, "problems": problems, "needs_code": bool(settings.SETUP_CODE)}
    return render(request, "welcome/first.html", shown, status=422 if problems else 200)


def _knows_code(request: HttpRequest) -> bool:
    given = request.POST.get("code", "").strip()
    return not settings.SETUP_CODE or constant_time_compare(given, settings.SETUP_CODE)


def _details(request: HttpRequest) -> dict[str, str]:
    given = {name: request.POST.get(name, "") for name in _DETAILS}
    return {**given, "username": given["username"].strip(), "email": given["email"].strip()}
