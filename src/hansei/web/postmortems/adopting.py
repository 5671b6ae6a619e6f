"""Dropping post-mortems that were written elsewhere, and what became of each."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from hansei.accounts.roles import Need
from hansei.domain.errors import InputError, NotFound
from hansei.drafting.running import adopt_upload
from hansei.drafting.selectors import adoption
from hansei.drafting.services.requests import request_adoption
from hansei.jobs.selectors import Pulse, pulse
from hansei.organisation.selectors import general
from hansei.timeline.selectors import service_names
from hansei.web.dropping import dropped, own_zone, received
from hansei.web.pages import Request, render
from hansei.web.replies import see

_LONGEST = 1000


@require_http_methods(["GET", "POST"])
def choose(request: Request) -> HttpResponse:
    """Where one drops reports; posting it has them adopted."""
    if not request.actor.may(Need.CHANGE):
        raise NotFound("nothing to upload to")
    if request.method != "POST":
        upload = request.GET.get("upload", "")[:_LONGEST]
        if upload and adoption(actor=request.actor, upload=upload) is not None:
            return see("adoption", upload)
        return _page(request, {"zone": general().zone, "upload": upload})
    typed = {name: request.POST.get(name, "")[:_LONGEST] for name in ("zone", "service", "upload")}
    try:
        if not typed["upload"]:
            typed["upload"] = received(request)
        asked = request_adoption(
            actor=request.actor,
            upload=typed["upload"],
            zone=own_zone(typed["zone"]),
            service=typed["service"],
        )
    except InputError as error:
        return _page(request, typed, wrong={error.place: error.reason}, status=400)
    if asked and pulse() is not Pulse.ALIVE:  # nobody would take it up: better slowly than never
        adopt_upload(asked)
    return see("adoption", typed["upload"])


@require_safe
def progress(request: Request, upload: str) -> HttpResponse:
    """How far it is, and in the end what became of each report and file."""
    found = adoption(actor=request.actor, upload=upload)
    if found is None:
        raise NotFound("no such adoption")
    part = request.headers.get("HX-Request") == "true"
    return render(
        request,
        f"postmortems/adopt_{'state' if part else 'progress'}.html",
        {"found": found, "upload": upload},
    )


def _page(
    request: Request, typed: dict[str, str], *, wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        **dropped(request.actor, typed.get("upload", "")),
        "typed": typed,
        "wrong": wrong or {},
        "services": service_names(actor=request.actor),
    }
    return render(request, "postmortems/adopt.html", context, status=status)
