"""Answers that the forms of the status panel share; the panel stands on more pages than one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from hansei.domain.errors import HanseiError, InputError
from hansei.web.editor.tabs import places
from hansei.web.pages import Request, page_before, render, trouble
from hansei.web.queries import version
from hansei.web.replies import SeeOther
from hansei.web.status.context import panel_of


def back(request: Request, number: int) -> HttpResponse:
    """Leads to the page that the form stood on, if it is one of ours, else to the status page."""
    return SeeOther(page_before(request, otherwise=reverse("status", args=(number,))))


def again(
    request: Request, number: int, error: HanseiError, typed: Mapping[str, Any], *, field: str = ""
) -> HttpResponse:  # fmt: skip
    """The status page with what was typed, and why it was refused, beside the field at fault."""
    place = error.place if isinstance(error, InputError) and error.place else field
    reason = error.reason if isinstance(error, InputError) else str(error)
    if not place:
        trouble(request, reason)
    shown = {
        "panel": panel_of(actor=request.actor, number=number),
        "places": places(),
        "typed": typed,
        "wrong": {place: reason} if place else {},
    }
    return render(request, "status/page.html", shown, status=400)


def address(name: str, *args: object, **query: object) -> str:
    """The address of a view with a query, for taking something back."""
    given = {key: str(value) for key, value in query.items()}
    return reverse(name, args=args) + (f"?{urlencode(given)}" if given else "")


def given(request: Request, name: str) -> str:
    """What a form or, where something is taken back, the address says."""
    return request.POST.get(name) or request.GET.get(name, "")


def version_given(request: Request) -> int:
    """The version that the reader saw; -1, which is none, where it is missing."""
    return version(given(request, "version"))
