"""Who calls: the person behind a bearer token, or the one whose browser has a session.

A token that is sent counts alone: a session beside it neither helps nor harms. A change by session
must prove by X-CSRFToken that it comes from our own pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Scope
from hansei.accounts.tokens import verified
from hansei.api.limits import Buckets
from hansei.api.problems import Refused
from hansei.api.requests import Caller
from hansei.domain.errors import Conflict
from hansei.meeting.access import account_first
from hansei.postmortem.access import first_asked

SAFE = ("GET", "HEAD", "OPTIONS")
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="hansei"'}
_wrong = Buckets(per_minute=30, burst=30)
"""Unknown tokens, by the address that they come from."""
_ACCOUNTS = "<reference>/accounts"
"""Of the addresses at which accounts are written (`resources.parallel_accounts`)."""
_allowed = Buckets(per_minute=settings.API_RATE, burst=max(1, settings.API_RATE // 5))
"""Requests by token."""


def caller(request: HttpRequest) -> Caller:
    """Who makes this request. Raises Refused for nobody, and for one who asks too often."""
    header = request.headers.get("Authorization")
    if header is None:
        return _held_back(request, _of_session(request))
    kind, _, secret = header.partition(" ")
    found = verified(secret.strip()) if kind.lower() == "bearer" else None
    if found is None:
        _pause(_wrong.wait(str(request.META.get("REMOTE_ADDR", ""))))
        detail = "the token is unknown, expired or revoked"
        raise Refused("unauthenticated", detail, headers=_CHALLENGE)
    _pause(_allowed.wait(str(found.token_id)))
    return _held_back(request, Caller(found.actor, found.scopes, found.token_id))


def _held_back(request: HttpRequest, found: Caller) -> Caller:
    """The caller, unless it is to write an account before it sees this post-mortem's timeline."""
    match = request.resolver_match
    if match is None or _ACCOUNTS in match.route:
        return found
    told = match.kwargs
    number = account_first(
        actor=found.actor, post_mortem=told.get("reference"), incident=told.get("incident")
    )
    if number is not None:
        raise Conflict(first_asked(number))
    return found


def _of_session(request: HttpRequest) -> Caller:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        raise Refused("unauthenticated", headers=_CHALLENGE)
    if request.method not in SAFE and (reason := _Csrf(_never).reason(request)):
        raise Refused("csrf", reason)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return Caller(actor, frozenset(Scope))


def _pause(seconds: int) -> None:
    if seconds:
        raise Refused("too-many", headers={"Retry-After": str(seconds)})


class _Csrf(CsrfViewMiddleware):
    """Django's check, giving its reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:  # noqa: ARG002
        return HttpResponse(reason)

    def reason(self, request: HttpRequest) -> str:
        """Why the request may be forged; "" where it is not."""
        request.csrf_processing_done = False  # type: ignore[attr-defined]
        self.process_request(request)
        refused = self.process_view(request, _view, (), {})
        return refused.content.decode() if refused is not None else ""


def _view(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:  # noqa: ARG001
    return HttpResponse()


_never: Callable[[HttpRequest], HttpResponse] = _view
