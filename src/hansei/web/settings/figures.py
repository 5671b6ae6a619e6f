"""Figures of the organisation's own: a list of all there are, and a form for one more."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from hansei.domain.document import Milestone
from hansei.domain.errors import InputError
from hansei.domain.learning.definitions import BUILT_IN, POPULATION, rule
from hansei.domain.metrics import Definition
from hansei.learning.selectors.figures import own_definitions
from hansei.learning.services.define_figure import (
    define_figure,
    restore_figure,
    withdraw_figure,
)
from hansei.organisation import selectors
from hansei.organisation.access import access_settings, access_to_change
from hansei.web.pages import Request, notice, render
from hansei.web.replies import SeeOther

_FIELDS, _MOST = ("title", "start", "end", "first", "last"), 200
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request) -> HttpResponse:
    """All figures with their definitions; administrators define another."""
    access_settings(request.actor)
    if request.method != "POST":
        return _show(request, dict.fromkeys(_FIELDS, ""), {})
    access_to_change(request.actor)
    typed = {name: request.POST.get(name, "")[:_MOST].strip() for name in _FIELDS}
    try:
        made = define_figure(actor=request.actor, definition=_defined(typed))
    except InputError as error:
        place = {"name": "title", "hours": "last"}.get(error.place, error.place)
        return _show(request, typed, {place: error.reason}, status=400)
    back = reverse("settings-figure-withdrawal", args=[made.name])
    notice(request, f"{gettext('Defined')}: {made.title}", undo=back)
    return _page()


@require_POST
def withdraw(request: Request, name: str) -> HttpResponse:
    """Takes a figure out of all tables."""
    made = withdraw_figure(actor=request.actor, name=name)
    back = reverse("settings-figure-restoration", args=[name])
    notice(request, f"{gettext('Taken back')}: {made.title}", undo=back)
    return _page()


@require_POST
def restore(request: Request, name: str) -> HttpResponse:
    """Puts it back."""
    made = restore_figure(actor=request.actor, name=name)
    back = reverse("settings-figure-withdrawal", args=[name])
    notice(request, f"{gettext('Defined')}: {made.title}", undo=back)
    return _page()


def _defined(typed: dict[str, str]) -> Definition:
    """What was typed. Raises InputError for what is none."""
    words = re.findall(r"[a-z0-9]+", typed["title"].lower())
    if not words:
        raise InputError(gettext("a title in letters"), place="title")
    marks = {}
    for name in ("start", "end"):
        if typed[name] not in set(Milestone):
            raise InputError(gettext("choose a milestone"), place=name)
        marks[name] = Milestone(typed[name])
    hours = None
    if typed["first"] or typed["last"]:
        hours = _minutes(typed, "first"), _minutes(typed, "last")
    return Definition("_".join(words), marks["start"], marks["end"], typed["title"], hours=hours)


def _minutes(typed: dict[str, str], name: str) -> int:
    found = _TIME.fullmatch(typed[name])
    if found is None:
        raise InputError(gettext("a time as 17:00"), place=name)
    return int(found[1]) * 60 + int(found[2])


def _show(
    request: Request, typed: dict[str, str], wrong: dict[str, str], *, status: int = 200
) -> HttpResponse:
    context = {
        "built_in": [(each, rule(each)) for each in BUILT_IN],
        "own": [(each, rule(each), used) for each, used in own_definitions()],
        "population": POPULATION,
        "typed": typed,
        "wrong": wrong,
        "milestones": [("", ""), *((each.value, gettext(each.label)) for each in Milestone)],
        "may_change": selectors.changeable(actor=request.actor),
    }
    return render(request, "settings/figures.html", context, status=status)


def _page() -> HttpResponse:
    return SeeOther(reverse("settings-figures"))
