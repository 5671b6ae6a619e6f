"""The factors of a post-mortem, what answers each, and the risks that somebody signed for."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from hansei.accounts.roles import Need
from hansei.domain.blocks.causal_map import causal_map, whys
from hansei.domain.blocks.forms import CAUSAL_MAP, CAUSES
from hansei.domain.blocks.places import first_placed
from hansei.domain.document import Document
from hansei.domain.errors import InputError
from hansei.domain.writing import handles
from hansei.organisation.selectors import today
from hansei.postmortem.access import permitted
from hansei.postmortem.selectors import document_of, post_mortem
from hansei.postmortem.selectors.coverage import acceptances_of, factors_answered
from hansei.postmortem.services.accept_risk import accept_risk, withdraw_acceptance
from hansei.reading.extract import actions, stated_factors
from hansei.web.blocks.beneath import impact_line
from hansei.web.blocks.drawing import drawing
from hansei.web.blocks.typed import given
from hansei.web.editor.asked import actor_of
from hansei.web.editor.tabs import places
from hansei.web.pages import notice, render
from hansei.web.queries import typed_day
from hansei.web.replies import see


@require_safe
def factors(request: HttpRequest, number: int) -> HttpResponse:
    """The factors with what answers them, and the causal map."""
    return _page(request, number)


@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Signs for a factor's risk."""
    typed = {name: given(request, name) for name in ("key", "reason", "until")}
    try:
        made = accept_risk(
            actor=actor_of(request), number_or_id=number, key=typed["key"],
            reason=typed["reason"], until=typed_day(typed["until"], place="until"),
        )  # fmt: skip
    except InputError as error:
        wrong = {error.place or "reason": error.reason}
        return _page(request, number, typed=typed, wrong=wrong, status=400)
    undo = reverse("risk-withdraw", args=(number, made.pk))
    notice(
        request, gettext("The risk of %(factor)s is accepted.") % {"factor": made.key}, undo=undo
    )
    return see("post-mortem-factors", number)


@require_POST
def withdraw(request: HttpRequest, number: int, acceptance: int) -> HttpResponse:
    """Takes a signature back."""
    done = withdraw_acceptance(actor=actor_of(request), number_or_id=number, acceptance=acceptance)
    signed = {"key": done.key, "reason": done.reason, "until": done.until or ""}
    said = gettext("The acceptance of %(factor)s is withdrawn.") % {"factor": done.key}
    notice(request, said, undo=f"{reverse('risk-accept', args=(number,))}?{urlencode(signed)}")
    return see("post-mortem-factors", number)


def _page(
    request: HttpRequest, number: int, *, typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    found = post_mortem(actor=actor, number_or_id=number)
    document = document_of(found)
    context = {
        "found": found,
        "places": places(),
        "coverage": factors_answered(found, document, today()),
        "actions": actions(document),
        "signed": {each.acceptance.key: each for each in acceptances_of(found)},
        "may_change": permitted(actor, found, Need.CHANGE),
        "may_lead": permitted(actor, found, Need.LEAD),
        "typed": typed or {},
        "wrong": wrong or {},
        "home": _home(document),
        **_map(document),
    }
    return render(request, "blocks/factors.html", context, status=status)


def _home(document: Document) -> str:
    """The handle of the section that the factors stand in, "" where there is none."""
    for handle, section in zip(handles(document), document.sections, strict=True):
        if section.key in CAUSES.sections:
            return handle
    return ""


def _map(document: Document) -> dict[str, Any]:
    placed = first_placed(document, CAUSAL_MAP)
    if placed is None:
        return {"drawn": ""}
    found = causal_map(stated_factors(document), placed.grid, impact_line(document))
    label = gettext("Causal map: what led to the impact")
    return {"map": found, "drawn": drawing(found, label), "chain": whys(found)}
