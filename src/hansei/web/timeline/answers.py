"""Answers to changes: the page to look at now, or what changed for a script that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import reverse

from hansei.domain.errors import Conflict, HanseiError
from hansei.postmortem.selectors.timeline_view import timeline_view
from hansei.web.pages import Request, notice, trouble
from hansei.web.replies import SeeOther
from hansei.web.timeline import data, words

if TYPE_CHECKING:
    from hansei.postmortem.services.timeline_desk import Edited


def asks_for_json(request: Request) -> bool:
    """Whether a script of the page asks."""
    return request.headers.get("Accept", "").startswith("application/json")


def done(request: Request, incident: int, edited: Edited, *, back: str = "") -> HttpResponse:
    """What was done, with the address that takes it back; `back` is the page to look at now."""
    undo = said = ""
    if edited.change is not None:
        said = words.done(edited.change.verb)
        if not edited.change.verb.startswith("undo "):
            undo = reverse("timeline-undo", args=(incident, edited.change.pk))
    if not asks_for_json(request):
        if said:
            notice(request, said, undo=undo)
        return SeeOther(back or reverse("timeline", args=(incident,)))
    view = timeline_view(actor=request.actor, incident=incident)
    shown = [line.event for line in edited.lines.values() if not line.removed]
    gone = [name for name, line in edited.lines.items() if line.removed]
    return _json({**data.change(view, shown, gone), "said": said, "undo": undo}, 200)


def refused(request: Request, error: HanseiError, *, back: str) -> HttpResponse:
    """What was refused, and why, where there is no form to show again."""
    if asks_for_json(request):
        return _json({"refused": str(error)}, 409 if isinstance(error, Conflict) else 400)
    trouble(request, str(error))
    return SeeOther(back)


def _json(content: object, status: int) -> HttpResponse:
    return HttpResponse(
        data.encode(content),
        content_type="application/json",
        status=status,
        headers={"Cache-Control": "private, no-store"},
    )
