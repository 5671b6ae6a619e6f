"""The pages of what cannot be answered: no such page, not allowed, an expired form, a fault."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from hansei.web.pages import page_before, render


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404."""
    return render(request, "refusal.html", {"status": 404, "reason": ""}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400, as for a form that is too large."""
    reason = gettext("The request cannot be understood, or it is too large.")
    return render(request, "refusal.html", {"status": 400, "reason": reason}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403."""
    return render(request, "refusal.html", {"status": 403, "reason": ""}, status=403)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 of a form whose protection has expired; going back brings what was typed."""
    told = gettext("The form was open for too long or came from another site, and nothing was"
                   " saved. Go back to it: what you typed is there again.")  # fmt: skip
    context = {"status": 403, "reason": told, "form": page_before(request)}
    return render(request, "refusal.html", context, status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """500. Asks nothing of the database, which may be what failed."""
    request.__dict__.pop("user", None)
    return render(request, "refusal.html", {"status": 500, "reason": ""}, status=500)
