"""What requests to sign in pass, besides the sign-in library: a second factor where it is required,
and a way to other hosts that our own content policy allows.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext

from hansei.web.pages import page_before, render, trouble

_log = logging.getLogger(__name__)
_Next = Callable[[HttpRequest], HttpResponse]
_OPEN = ("/account/", "/static/", "/health")
_DONE = "second-factor"
_PROVIDERS = ("/account/sso/", "/account/saml/")
_READS = ("GET", "HEAD")
_TO_PROVIDER = re.compile(r"/account/(?:sso|saml)/[^/]+/login/")


class SignInFirst(LoginRequiredMiddleware):
    """Leads whoever sends a form after signing out back to the page where it stands.

    The address of the form itself may take nothing but forms.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """To signing in, and from there on to the page that was asked for, or written on."""
        # Scripts send a header of their own, and tell themselves that one was signed out.
        if request.method in _READS or "X-CSRFToken" in request.headers:
            return super().handle_no_permission(request, view_func)
        trouble(request, gettext("You were signed out, and nothing was saved. What you typed is"
                                 " there again once you sign in."))  # fmt: skip
        return redirect_to_login(page_before(request), self.get_login_url(view_func))


def second_factor(get_response: _Next) -> _Next:
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


class to_provider:  # noqa: N801 - named as the function that it stands for
    """Sends people to their provider by a page, for a form may lead to our own host alone.

    Browsers hold `form-action` against every redirect that follows a form, and a provider may send
    people on to hosts that nobody here knows. A provider that does not answer is a page that says
    so.
    """

    def __init__(self, get_response: _Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._next(request)
        if request.method == "POST" and _TO_PROVIDER.fullmatch(request.path):
            target = response.headers.get("Location", "")
            if target.startswith(("https://", "http://")):
                return render(request, "socialaccount/login_redirect.html", {"redirect_to": target})
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a provider that is away; None for what is no trouble of a provider."""
        if not request.path.startswith(_PROVIDERS) or not isinstance(error, OSError):
            return None
        _log.warning("single sign-on: the provider did not answer: %s", type(error).__name__)
        return render(request, "socialaccount/authentication_error.html", status=502)


def _lacks_it(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or request.session.get(_DONE) == user.pk:
        return False
    records = get_authentication_records(request, user)
    if any(each.get("method") == "socialaccount" for each in records) or is_mfa_enabled(user):
        request.session[_DONE] = user.pk
        return False
    return True
