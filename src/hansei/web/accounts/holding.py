"""Leads somebody who is asked for an account to it, before anything of the timeline is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hansei.meeting.access import account_first as waiting

_Next = Callable[[HttpRequest], HttpResponse]
_OPEN = frozenset({"account", "account-timeline"})
"""The pages of the account itself."""


class account_first:  # noqa: N801 - named as the function that it stands for
    """Asks before each page of a post-mortem or an incident; the API asks by itself."""

    def __init__(self, get_response: _Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._next(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Mapping[str, Any]  # noqa: ARG002
    ) -> HttpResponse | None:  # fmt: skip
        """The way to the account; None where the page may be shown."""
        number, incident = kwargs.get("number"), kwargs.get("incident")
        if (number is None and incident is None) or request.path.startswith("/api/"):
            return None
        match = request.resolver_match
        user = getattr(request, "user", None)
        if (match and match.url_name in _OPEN) or user is None or not user.is_authenticated:
            return None
        found = waiting(
            actor=request.actor,  # type: ignore[attr-defined]
            post_mortem=number if isinstance(number, int) else None,
            incident=incident if isinstance(incident, int) else None,
        )
        return HttpResponseRedirect(reverse("account", args=(found,))) if found else None
