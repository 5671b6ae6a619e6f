"""Renders pages and parts of pages, and what every view knows of its request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Role


class Request(HttpRequest):
    """A request behind the middleware: `actor` is who acts."""

    actor: Actor


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """A page from a template in `web/templates`, with what the frame around it needs."""
    filled = {**_frame(request), **(context or {})}
    request._is_framed = True  # type: ignore[attr-defined]
    response = django_render(request, template, filled, using="pages")
    response.status_code = status
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame needs around pages that the sign-in library renders, past `render`."""
    return {} if hasattr(request, "_is_framed") else _frame(request)


def _frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    actor = getattr(request, "actor", None) if user is not None and user.is_authenticated else None
    return {
        "actor": actor,
        "user": user if actor is not None else None,
        "is_administrator": actor is not None and Role.ADMINISTRATOR in actor.roles,
        "notices": list(messages.get_messages(request)) if hasattr(request, "_messages") else [],
        "language": get_language() or "en",
        "is_part": request.headers.get("HX-Request") == "true",
    }


def page_before(request: HttpRequest, *, otherwise: str = "/") -> str:
    """The address of our own page from which this request comes; `otherwise` where none is told."""
    told = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(told, {request.get_host()}):
        return otherwise
    before = urlsplit(told)
    if not before.path.startswith("/") or before.path.startswith("//"):
        return otherwise
    return f"{before.path}?{before.query}" if before.query else before.path


def notice(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Says after the next page has loaded what was done; `undo` is the address that takes it back.

    The address is one that the page posts to.
    """
    messages.success(request, text, extra_tags=undo)


def trouble(request: HttpRequest, text: str) -> None:
    """Says after the next page has loaded what was refused, and why."""
    messages.error(request, text)
