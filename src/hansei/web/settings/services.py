"""The services with their targets, teams and archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hansei.accounts.selectors import team_names
from hansei.domain.errors import Conflict, InputError
from hansei.domain.learning.availability import allowed_seconds
from hansei.learning.selectors.monitors import unmatched_monitors
from hansei.organisation import selectors
from hansei.organisation.access import access_settings, access_to_change
from hansei.timeline.selectors import service as service_of
from hansei.timeline.selectors import services
from hansei.timeline.services.keep_service import (
    ServiceFields,
    add_service,
    archive_service,
    change_service,
    restore_service,
    undo_service,
)
from hansei.web.pages import Request, notice, render
from hansei.web.replies import SeeOther
from hansei.web.settings import maintenance
from hansei.web.settings.asked import decimal, version_of, whole

if TYPE_CHECKING:
    from hansei.timeline.models import Service

_MOST_UNMATCHED = 10


@dataclass
class _Form:
    values: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    def fields(self) -> ServiceFields | None:
        """What the form says; None where a number in it cannot be read."""
        target: Decimal | None = None
        if self.values["slo_target"].strip():
            target = decimal(self.values["slo_target"])
            if target is None:
                self.wrong["slo_target"] = _("A number, as 99.9")
        days = whole(self.values, "slo_days")
        if days is None:
            self.wrong["slo_days"] = _("A whole number")
        if self.wrong:
            return None
        return ServiceFields(
            name=self.values["name"], description=self.values["description"],
            team_id=whole(self.values, "team"), slo_target=target, slo_days=days or 0,
        )  # fmt: skip


@require_safe
def page(request: Request) -> HttpResponse:
    """The services in use, or those in the archive."""
    access_settings(request.actor)
    archived = request.GET.get("archived") == "1"
    text = request.GET.get("q", "")[:200]
    rows = services(actor=request.actor, archived=archived, text=text)
    context = {
        "rows": [(each, _allowed(each.service.slo_target, each.service.slo_days)) for each in rows],
        "archived": archived,
        "text": text,
        "may_change": selectors.changeable(actor=request.actor),
        "unmatched": unmatched_monitors(actor=request.actor, most=_MOST_UNMATCHED),
    }
    return render(request, "settings/services.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Adds a service."""
    access_to_change(request.actor)
    if request.method != "POST":
        blank = {"name": "", "description": "", "team": "", "slo_target": "", "slo_days": "30"}
        return _show(request, _Form(blank))
    form = _typed(request.POST)
    fields = form.fields()
    if fields is None:
        return _show(request, form, status=400)
    try:
        made = add_service(actor=request.actor, fields=fields)
    except InputError as error:
        form.wrong[error.place] = error.reason
        return _show(request, form, status=400)
    notice(
        request,
        f"{_('Added')}: {made.name}",
        undo=reverse("settings-service-archive", args=[made.pk]),
    )
    return SeeOther(reverse("settings-services"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, service: int) -> HttpResponse:
    """Says something else of a service."""
    access_to_change(request.actor)
    row = service_of(actor=request.actor, pk=service)
    if request.method != "POST":
        return _show(request, _standing(row), service)
    form = _typed(request.POST)
    fields, version = form.fields(), version_of(request.POST)
    if fields is None:
        return _show(request, form, service, status=400)
    try:
        made = change_service(actor=request.actor, pk=service, version=version, fields=fields)
    except InputError as error:
        form.wrong[error.place] = error.reason
        return _show(request, form, service, status=400)
    except Conflict as error:
        form.wrong["all"] = str(error)
        form.values["version"] = str(row.version)
        return _show(request, form, service, status=409)
    if made.version != version:
        notice(request, f"{_('Saved')}: {made.name}", undo=_undo(service, made.version))
    return SeeOther(reverse("settings-services"))


@require_POST
def declare(request: Request, service: int) -> HttpResponse:
    """Declares maintenance of a service; what is refused shows again as it was typed."""
    access_to_change(request.actor)
    refused = maintenance.declare(request, service)
    if refused is None:
        return maintenance.page_of(service)
    row = service_of(actor=request.actor, pk=service)
    return _show(request, _standing(row), service, stretch=refused, status=400)


@require_POST
def archive(request: Request, service: int) -> HttpResponse:
    """Takes a service out of use."""
    made = archive_service(actor=request.actor, pk=service)
    back = reverse("settings-service-restoration", args=[service])
    notice(request, f"{_('In the archive')}: {made.name}", undo=back)
    return SeeOther(reverse("settings-services"))


@require_POST
def restore(request: Request, service: int) -> HttpResponse:
    """Takes a service out of the archive."""
    made = restore_service(actor=request.actor, pk=service)
    back = reverse("settings-service-archive", args=[service])
    notice(request, f"{_('In use again')}: {made.name}", undo=back)
    return SeeOther(reverse("settings-services"))


@require_POST
def undo(request: Request, service: int) -> HttpResponse:
    """Puts back what was said of a service before."""
    made = undo_service(actor=request.actor, pk=service, version=version_of(request.GET))
    notice(request, f"{_('Taken back')}: {made.name}", undo=_undo(service, made.version))
    return SeeOther(reverse("settings-services"))


def _undo(pk: int, version: int) -> str:
    return f"{reverse('settings-service-undo', args=[pk])}?version={version}"


def _allowed(target: Decimal | None, days: int) -> float | None:
    """The seconds of downtime that a target allows."""
    return None if target is None else allowed_seconds(float(target / 100), days * 86400)


def _typed(post: QueryDict) -> _Form:
    names = ("name", "description", "team", "slo_target", "slo_days", "version")
    return _Form({name: post.get(name, "") for name in names})


def _standing(row: Service) -> _Form:
    """The form of a service as it stands."""
    target = f"{row.slo_target.normalize():f}" if row.slo_target is not None else ""
    return _Form({
        "name": row.name, "description": row.description, "team": str(row.team_id or ""),
        "slo_target": target, "slo_days": str(row.slo_days), "version": str(row.version),
    })  # fmt: skip


def _show(
    request: Request, form: _Form, service: int | None = None, *,
    stretch: maintenance.Stretch | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    beneath = maintenance.section(request, service, stretch) if service else {}
    context = {
        **beneath,
        "form": form,
        "service": service,
        "teams": [
            ("", _("No team")),
            *((str(key), name) for key, name in team_names(actor=request.actor)),
        ],
    }
    return render(request, "settings/service.html", context, status=status)
