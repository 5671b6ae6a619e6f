"""Declares maintenance of a service, and takes it back, on the page of its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hansei.domain.errors import InputError
from hansei.domain.times import zone_named
from hansei.learning.selectors.availability import maintenance
from hansei.organisation.selectors import general
from hansei.timeline.services.declare_maintenance import (
    declare_maintenance,
    restore_maintenance,
    withdraw_maintenance,
)
from hansei.web.pages import Request, notice
from hansei.web.replies import SeeOther

_NAMES, _MOST = ("start", "end", "reason"), 600


@dataclass
class Stretch:
    """What somebody typed, and what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(_NAMES, ""))
    wrong: dict[str, str] = field(default_factory=dict)


def section(request: Request, service: int, typed: Stretch | None) -> dict[str, object]:
    """What the page of a service's settings shows of it."""
    return {
        "maintenance": maintenance(actor=request.actor, service=service),
        "stretch": typed or Stretch(),
        "zone": general().zone,
    }


def declare(request: Request, service: int) -> Stretch | None:
    """Declares what was typed; where it is refused, that with what is wrong with it."""
    typed = Stretch({name: request.POST.get(name, "")[:_MOST] for name in _NAMES})
    start, end = _time(typed, "start"), _time(typed, "end")
    if start is None or end is None:
        return typed
    try:
        made = declare_maintenance(
            actor=request.actor, service=service, start=start, end=end,
            reason=typed.values["reason"],
        )  # fmt: skip
    except InputError as error:
        typed.wrong[error.place] = error.reason
        return typed
    back = reverse("settings-maintenance-withdrawal", args=[service, made.pk])
    notice(request, gettext("Declared: it counts as no downtime."), undo=back)
    return None


@require_POST
def withdraw(request: Request, service: int, maintenance: int) -> HttpResponse:
    """Takes a stretch back."""
    withdraw_maintenance(actor=request.actor, pk=maintenance)
    back = reverse("settings-maintenance-restoration", args=[service, maintenance])
    notice(request, gettext("Taken back: it counts as downtime again."), undo=back)
    return page_of(service)


@require_POST
def restore(request: Request, service: int, maintenance: int) -> HttpResponse:
    """Declares again what was taken back."""
    restore_maintenance(actor=request.actor, pk=maintenance)
    back = reverse("settings-maintenance-withdrawal", args=[service, maintenance])
    notice(request, gettext("Declared: it counts as no downtime."), undo=back)
    return page_of(service)


def _time(typed: Stretch, name: str) -> datetime | None:
    try:
        local = datetime.fromisoformat(typed.values[name].strip())
        return local.replace(tzinfo=zone_named(general().zone))
    except ValueError:
        typed.wrong[name] = gettext("a date and a time")
        return None


def page_of(service: int) -> HttpResponse:
    """Leads back to the page of the service."""
    return SeeOther(reverse("settings-service", args=[service]) + "#maintenance")
