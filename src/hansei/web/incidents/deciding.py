"""What is decided about an incident: to archive it, to waive its post-mortem, what is about it."""

from __future__ import annotations

import math
from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hansei.accounts.roles import Need
from hansei.domain.errors import InputError, NotFound
from hansei.learning.selectors.availability import share_of
from hansei.postmortem.access import access_incident, access_post_mortem
from hansei.postmortem.selectors.citing import incident_ids
from hansei.postmortem.services.change_incident import (
    archive_incident,
    ask_again,
    restore_incident,
    waive_post_mortem,
)
from hansei.postmortem.services.link_incidents import link_incidents
from hansei.postmortem.services.weigh_incident import weigh_incident
from hansei.web.pages import Request, notice, trouble
from hansei.web.replies import see

_LONGEST = 100


@require_POST
def archive(request: Request, incident: int) -> HttpResponse:
    """Takes it out of lists and figures."""
    archive_incident(actor=request.actor, incident=incident)
    back = reverse("incident-restore", args=[incident])
    notice(request, gettext("Archived: it is out of lists and figures."), undo=back)
    return see("incidents")


@require_POST
def restore(request: Request, incident: int) -> HttpResponse:
    """Puts it back."""
    restore_incident(actor=request.actor, incident=incident)
    notice(request, gettext("It is back in lists and figures."))
    return _shown(incident)


@require_POST
def weigh(request: Request, incident: int) -> HttpResponse:
    """Says how much of the service it took away, in percent."""
    before = share_of(actor=request.actor, incident=incident)
    share = _share(request.POST.get("percent") or request.GET.get("percent", ""))
    try:
        weigh_incident(actor=request.actor, incident=incident, share=share)
    except InputError as error:
        trouble(request, error.reason)
        return _shown(incident)
    if before != share:
        back = f"{reverse('incident-share', args=[incident])}?percent={before * 100:g}"
        notice(request, gettext("Its downtime is weighted by that."), undo=back)
    return _shown(incident)


@require_POST
def waive(request: Request, incident: int) -> HttpResponse:
    """Decides against a post-mortem."""
    reason = request.POST.get("reason", "")
    try:
        waive_post_mortem(actor=request.actor, incident=incident, reason=reason)
    except InputError as error:
        trouble(request, error.reason)
        return _shown(incident)
    notice(
        request, gettext("It gets no post-mortem."), undo=reverse("incident-ask", args=[incident])
    )
    return _shown(incident)


@require_POST
def ask(request: Request, incident: int) -> HttpResponse:
    """Takes that back."""
    ask_again(actor=request.actor, incident=incident)
    notice(request, gettext("It is asked for a post-mortem again."))
    return _shown(incident)


@require_POST
def link(request: Request, incident: int) -> HttpResponse:
    """Says that a post-mortem, named by its number, is about this incident too."""
    access_incident(request.actor, incident, Need.CHANGE)
    reference = request.POST.get("number", "").strip()[:_LONGEST]
    try:
        number = int(access_post_mortem(request.actor, reference).number)
    except NotFound:
        trouble(request, gettext("There is no post-mortem “%(name)s”.") % {"name": reference})
        return _shown(incident)
    return relink(request, incident, number)


@require_POST
def relink(request: Request, incident: int, number: int) -> HttpResponse:
    """Says that this post-mortem is about this incident too."""
    access_incident(request.actor, incident)
    _linked(request, number, lambda keys: [*keys, incident])
    undo = reverse("incident-unlink", args=[incident, number])
    notice(request, gettext("The post-mortem is about this incident too."), undo=undo)
    return _shown(incident)


@require_POST
def unlink(request: Request, incident: int, number: int) -> HttpResponse:
    """Says that it is not."""
    access_incident(request.actor, incident)
    _linked(request, number, lambda keys: [key for key in keys if key != incident])
    undo = reverse("incident-relink", args=[incident, number])
    notice(request, gettext("The post-mortem is no longer about this incident."), undo=undo)
    return _shown(incident)


def _linked(request: Request, number: int, change: Callable[[list[int]], list[int]]) -> None:
    found = access_post_mortem(request.actor, number)
    wanted = change(list(incident_ids(found)))
    link_incidents(actor=request.actor, number_or_id=found.number, incidents=wanted)


def _shown(incident: int) -> HttpResponse:
    return see("incident", incident)


def _share(written: str) -> float:
    """A share from the percent that somebody typed; what is no number is no share."""
    try:
        return float(written.strip().removesuffix("%").replace(",", ".")) / 100
    except ValueError:
        return math.nan
