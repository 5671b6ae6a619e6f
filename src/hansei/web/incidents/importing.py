"""Dropping exports: the page, the files as they arrive, and how far their draft is.

A script sends one file at a time and then the form with the name of the upload; without scripts
the form carries the files itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hansei.accounts.roles import Need
from hansei.domain.errors import InputError, NotFound
from hansei.drafting.running import draft_example, draft_upload
from hansei.drafting.selectors import adoptable, draft_request, report_of, unread
from hansei.drafting.services.requests import request_draft
from hansei.drafting.uploads import begin, receive
from hansei.jobs.selectors import Pulse, pulse
from hansei.organisation.selectors import general
from hansei.postmortem.access import access_incident
from hansei.postmortem.selectors.kept import main_incident
from hansei.sources import registry
from hansei.web.dropping import dropped, own_zone, received
from hansei.web.pages import Request, notice, render
from hansei.web.queries import whole
from hansei.web.replies import see

if TYPE_CHECKING:
    from hansei.timeline.models import Incident

_LONGEST = 1000


@require_http_methods(["GET", "POST"])
def choose(request: Request) -> HttpResponse:
    """Where one drops files or a folder; posting it asks for the draft."""
    if not request.actor.may(Need.CHANGE):
        raise NotFound("nothing to upload to")
    if request.method != "POST":
        typed = {"zone": general().zone, "incident": request.GET.get("incident", "")}
        return _page(request, typed)
    typed = {
        name: request.POST.get(name, "")[:_LONGEST]
        for name in ("zone", "title", "incident", "upload")
    }
    incident = _incident(request, typed["incident"])
    try:
        if not typed["upload"]:
            typed["upload"] = received(request)
        asked = request_draft(
            actor=request.actor,
            upload=typed["upload"],
            title=typed["title"],
            zone=own_zone(typed["zone"]),
            incident=incident.pk if incident else None,
        )
    except InputError as error:
        return _page(request, typed, wrong={error.place: error.reason}, status=400)
    if pulse() is not Pulse.ALIVE:  # nobody would take it up: better slowly than never
        draft_upload(asked)
    return see("draft-request", asked.name)


@require_POST
def start(request: Request) -> JsonResponse:
    """A new upload, and where its files go."""
    name = begin(request.actor)
    return JsonResponse({"upload": name, "files": reverse("upload-file", args=[name])})


@require_POST
def file(request: Request, upload: str) -> JsonResponse:
    """Keeps one file: its bytes are the body, its name is a header, percent-encoded."""
    given = unquote(request.headers.get("X-File-Name", ""), errors="replace")
    arrived = receive(request.actor, upload, given, request.read)
    return JsonResponse({"name": arrived.name, "size": arrived.size, "refused": arrived.refused})


@require_safe
def progress(request: Request, name: str) -> HttpResponse:
    """How far a draft is, and in the end what became of each file."""
    asked = draft_request(actor=request.actor, name=name)
    context = {
        "asked": asked,
        "report": report_of(request=asked) if asked.is_over else None,
        "unread": unread(request=asked),
        "adoptable": adoptable(actor=request.actor, request=asked) if asked.is_over else [],
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, f"incidents/import_{'state' if part else 'progress'}.html", context)


@require_POST
def example(request: Request) -> HttpResponse:
    """Loads the example incident, once however often it is asked for."""
    saved = draft_example(request.actor).saved
    incident = main_incident(saved) if saved else None
    notice(request, gettext("The example is loaded: look around, change it, archive it."))
    return see("incident", incident.pk) if incident else see("incidents")


def _page(
    request: Request, typed: dict[str, str], *, wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    incident = _incident(request, typed.get("incident", ""))
    context = {
        **dropped(request.actor, typed.get("upload", "")),
        "typed": typed,
        "wrong": wrong or {},
        "incident": incident,
        "sources": [each.title for each in registry.sources() if each.name != "generic"],
    }
    return render(request, "incidents/import.html", context, status=status)


def _incident(request: Request, key: str) -> Incident | None:
    """The incident that files are added to."""
    if not key:
        return None
    found = whole(key)
    if found is None:
        raise NotFound(f"no incident {key[:20]}")
    return access_incident(request.actor, found, Need.CHANGE)
