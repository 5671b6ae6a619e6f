"""Did it work? For an action, a service, and a class of contributing factors."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hansei.domain.coverage import FactorType
from hansei.domain.errors import NotFound
from hansei.domain.times import from_iso
from hansei.learning.selectors.kept import kept
from hansei.recurrence.selectors.effects import (
    GroupEffect,
    action_effect,
    factor_effect,
    service_effect,
)
from hansei.timeline.selectors import services
from hansei.web.effect.drawing import drawing_of
from hansei.web.pages import Request, render


@require_safe
def of_action(request: Request, action: int) -> HttpResponse:
    """What the incidents before and since say of an action."""
    found = action_effect(actor=request.actor, pk=action)
    return render(request, "effect/action.html", {"found": found, "drawing": drawing_of(found)})


@require_safe
def chosen(request: Request) -> HttpResponse:
    """The services to ask it of."""
    actor = request.actor
    rows = kept(actor=actor, asked="services of effects", make=lambda: services(actor=actor))
    kinds = list(enumerate(FactorType, start=1))
    return render(request, "effect/choose.html", {"rows": rows, "kinds": kinds})


@require_safe
def of_service(request: Request, service: int) -> HttpResponse:
    """What the incidents before and since a day say of a service; `?landed=` names the day."""
    typed = request.GET.get("landed", "").strip()
    landed, wrong = _day(typed)
    found = service_effect(actor=request.actor, pk=service, landed=landed)
    here = reverse("service-effect", args=(service,))
    return _group(request, found, here, typed, wrong)


@require_safe
def of_factors(request: Request, place: int) -> HttpResponse:
    """The same for a class of contributing factors, by its place among them, from 1."""
    kinds = tuple(FactorType)
    if not 1 <= place <= len(kinds) or not request.actor.is_member:
        raise NotFound(f"no class of factors {place}")
    typed = request.GET.get("landed", "").strip()
    landed, wrong = _day(typed)
    found = factor_effect(actor=request.actor, kind=kinds[place - 1], landed=landed)
    return _group(request, found, reverse("factor-effect", args=(place,)), typed, wrong)


def _group(
    request: Request, found: GroupEffect, here: str, typed: str, wrong: str
) -> HttpResponse:  # fmt: skip
    context = {
        "found": found.effect, "landings": found.landings, "typed": typed, "wrong": wrong,
        "drawing": drawing_of(found.effect), "here": here,
    }  # fmt: skip
    return render(request, "effect/service.html", context, status=400 if wrong else 200)


def _day(typed: str) -> tuple[datetime | None, str]:
    if not typed:
        return None, ""
    try:
        return from_iso(typed, UTC).at, ""
    except ValueError:
        return None, _("write a day as in 2026-03-31")
