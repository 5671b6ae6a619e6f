"""Incidents like an incident, and two of them side by side."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hansei.domain.errors import Conflict, InputError
from hansei.recurrence.selectors.similar import pair, similar
from hansei.recurrence.services.judge_pair import (
    confirm_recurrence,
    refuse_recurrence,
    withdraw_pair,
)
from hansei.web.pages import Request, notice, render, trouble
from hansei.web.queries import whole
from hansei.web.recurrence.words import KINDS
from hansei.web.replies import see


@require_safe
def listed(request: Request, incident: int) -> HttpResponse:
    """What an incident is like; as a part where a page asks for it. `?other=12` leads to a pair."""
    other = request.GET.get("other", "").strip()
    if (number := whole(other)) is not None:
        return see("similar-pair", incident, number)
    found = similar(actor=request.actor, incident=incident)
    wrong = _("an incident has a number, as in its address") if other else ""
    part = request.headers.get("HX-Request") == "true"
    template = "recurrence/part.html" if part else "recurrence/similar.html"
    context = {"found": found, "kinds": KINDS, "typed": other, "wrong": wrong}
    return render(request, template, context, status=400 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, incident: int, other: int) -> HttpResponse:
    """Two incidents side by side; posted, a person says whether they are the same problem."""
    if request.method != "POST":
        found = pair(actor=request.actor, incident=incident, other=other)
        return render(request, "recurrence/pair.html", {"found": found, "kinds": KINDS})
    same = request.POST.get("verdict") == "same"
    try:
        if same:
            reopen = _versions(request.POST.getlist("reopen"))
            confirm_recurrence(actor=request.actor, incident=incident, other=other, reopen=reopen)
        else:
            refuse_recurrence(actor=request.actor, incident=incident, other=other)
    except (InputError, Conflict) as error:
        trouble(request, str(error))
        return see("similar-pair", incident, other)
    said = _("It is the same again.") if same else _("It is another problem.")
    notice(request, said, undo=reverse("similar-withdrawal", args=(incident, other)))
    return see("similar-pair", incident, other)


@require_POST
def withdraw(request: Request, incident: int, other: int) -> HttpResponse:
    """Takes back what was said of two incidents."""
    withdraw_pair(actor=request.actor, incident=incident, other=other)
    notice(request, _("Taken back"))
    return see("similar-pair", incident, other)


def _versions(given: Iterable[str]) -> dict[int, int]:
    """Actions with the versions that were looked at, "12:3"."""
    found = {}
    for each in given:
        pk, version = (whole(part) for part in each.partition(":")[::2])
        if pk is None or version is None:
            raise InputError("which action was looked at is not told")
        found[pk] = version
    return found
