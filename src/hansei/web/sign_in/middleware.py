"""Asks for a second factor where the organisation requires one."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

_OPEN = ("/account/", "/static/", "/health")
_DONE = "second-factor"


def second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Leads people who signed in with a password alone to setting a second factor up.

    Whoever came by single sign-on is their provider's to check. Requests by token pass: a token
    is made by a session that went through here.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_MFA and not request.path.startswith(_OPEN) and _lacks_it(request):
            messages.warning(
                request, gettext("Your organisation asks for a second factor. Set one up here.")
            )
            return HttpResponseRedirect("/account/2fa/")
        return get_response(request)

    return answer


def _lacks_it(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or request.session.get(_DONE) == user.pk:
        return False
    records = get_authentication_records(request, user)
    if any(each.get("method") == "socialaccount" for each in records) or is_mfa_enabled(user):
        request.session[_DONE] = user.pk
        return False
    return True
