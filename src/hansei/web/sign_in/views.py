"""The page of somebody who is signed in and has no role yet."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from hansei.web.pages import Request, render


def waiting(request: HttpRequest) -> HttpResponse:
    """Says whom to ask; leads home once there is a role."""
    if cast(Request, request).actor.is_member:
        return HttpResponseRedirect("/")
    return render(request, "account/waiting.html")
