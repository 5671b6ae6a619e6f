"""The list of incidents."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from hansei.accounts.roles import Need
from hansei.accounts.selectors import team_names
from hansei.domain.incident import ARCHIVED, CLOSED, OPEN
from hansei.organisation.selectors import scale
from hansei.search.selectors.incidents import (
    Sort,
    Stage,
    Wanted,
    incident_amount,
    incident_page,
    service_names,
)
from hansei.search.selectors.views import saved_views
from hansei.web.incidents.asked import Asked, asked
from hansei.web.pages import Request, render


@require_safe
def listed(request: Request) -> HttpResponse:
    """A page of the list, with its filters in the address."""
    question = asked(request.path, request.GET.dict())
    actor = request.actor
    page = incident_page(actor=actor, wanted=question.wanted, cursor=question.cursor)
    context = {
        "asked": question,
        "given": question.given,
        "page": page,
        "amount": incident_amount(actor=actor, wanted=question.wanted),
        "next": question.link(page=page.next) if page.next else "",
        "previous": question.link(page=page.previous) if page.previous else "",
        "views": saved_views(actor=actor, page="incidents"),
        "may_add": actor.may(Need.CHANGE),
        "Stage": Stage,
        **_options(request, question),
    }
    return render(request, "incidents/list.html", context)


def _options(request: Request, question: Asked) -> dict[str, list[tuple[str, str]]]:
    every = ("", gettext("Any"))
    names = service_names(actor=request.actor)
    return {
        "service_options": [every, *_named(names, question.given.get("service", ""))],
        "severity_options": [every, *_named(scale().names, question.given.get("severity", ""))],
        "team_options": [
            every,
            *((str(key), name) for key, name in team_names(actor=request.actor)),
        ],
        "status_options": [
            ("", gettext("Open and closed")),
            (OPEN, gettext("Open")),
            (CLOSED, gettext("Closed")),
            (ARCHIVED, gettext("Archived")),
        ],
        "post_mortem_options": [
            every,
            (Wanted.NEEDED.value, gettext("Needs one")),
            (Wanted.OVERDUE.value, gettext("Overdue")),
            (Wanted.STARTED.value, gettext("Started")),
            (Wanted.DONE.value, gettext("Done")),
            (Wanted.WAIVED.value, gettext("Decided against")),
            (Wanted.NO.value, gettext("Has none")),
        ],
        "sort_options": [
            (Sort.NEWEST.value, gettext("Newest first")),
            (Sort.OLDEST.value, gettext("Oldest first")),
            (Sort.DUE.value, gettext("Due first")),
            (Sort.SEVERITY.value, gettext("Worst first")),
        ],
    }


def _named(names: Iterable[str], chosen: str) -> list[tuple[str, str]]:
    """Names to choose from, and the one that the address asks for, whatever it calls it."""
    known = list(names)
    return [(each, each) for each in (known if chosen in ("", *known) else [*known, chosen])]
