"""The room of a review: for who leads it, for who follows, and for the shared screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from hansei.collab.wire import nudge
from hansei.domain.errors import UsageError
from hansei.domain.meeting.agenda import GROUND_RULES, agenda
from hansei.domain.meeting.asking import questions
from hansei.meeting.presence import still_here
from hansei.meeting.selectors.planning import invited, slots, suggestions
from hansei.meeting.selectors.room import (
    Room,
    current_review,
    ground_of,
    names_of,
)
from hansei.meeting.selectors.room import room as room_of
from hansei.meeting.selectors.tags import tag_of
from hansei.meeting.services.run import join_meeting
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.dates import reviews_of
from hansei.postmortem.selectors.writing import may_change
from hansei.web.editor.tabs import places
from hansei.web.meeting.answers import refused
from hansei.web.pages import Request, render


@require_safe
def room(request: Request, number: int) -> HttpResponse:
    """The room while people meet; before, what there is to prepare, or when to meet."""
    found, review = current_review(actor=request.actor, number_or_id=number)
    if review is None:
        return _unplanned(request, number)
    here = room_of(actor=request.actor, number_or_id=number, review=review.pk)
    if here.is_running:
        names = names_of(actor=request.actor) if here.may_change else []
        return render(request, "meeting/room.html", {**_shown(here), "names": names})
    shown = {
        **_shown(here),
        "invited": invited(review),
        "suggested": suggestions(found, here.document, review) if here.may_change else [],
        "earlier": [each for each in reviews_of(found) if each.held is not None],
        "names": names_of(actor=request.actor) if here.may_change else [],
    }
    return render(request, "meeting/prepare.html", shown)


@require_safe
def follow(request: Request, number: int) -> HttpResponse:
    """The meeting for a reader, on a phone at best."""
    return _of_meeting(request, number, "meeting/follow.html")


@require_safe
def screen(request: Request, number: int) -> HttpResponse:
    """The timeline for the shared screen, where it follows the facilitator."""
    return _of_meeting(request, number, "meeting/screen.html")


@require_safe
def tag(request: Request, number: int, review: int) -> HttpResponse:
    """What changes when the room looks otherwise, for rooms that have no socket."""
    text = tag_of(actor=request.actor, number_or_id=number, review=review)
    response = JsonResponse({"tag": text})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def here(request: Request, number: int, review: int) -> HttpResponse:
    """The reader is in the room; the first time, that they came."""
    actor = request.actor
    try:
        if not still_here(actor=actor, number_or_id=number, review=review):
            join_meeting(actor=actor, number_or_id=number, review=review)
            nudge()
    except UsageError as error:
        return refused(request, number, error)
    return HttpResponse(status=204)


def _of_meeting(request: Request, number: int, template: str) -> HttpResponse:
    _, review = current_review(actor=request.actor, number_or_id=number)
    if review is None:
        return _unplanned(request, number)
    here = room_of(actor=request.actor, number_or_id=number, review=review.pk)
    return render(request, template, _shown(here))


def _shown(here: Room) -> dict[str, Any]:
    return {
        "room": here,
        "found": here.post_mortem,
        "number": here.post_mortem.number,
        "base": f"/postmortems/{here.post_mortem.number}/reviews/{here.review.pk}",
        "places": places(),
        "rules": GROUND_RULES,
    }


def _unplanned(request: Request, number: int) -> HttpResponse:
    """When to meet, and what would be asked."""
    found, _ = current_review(actor=request.actor, number_or_id=number)
    document = document_of(found)
    asked = questions(ground_of(found, document))
    shown = {
        "found": found,
        "number": found.number,
        "slots": slots(found, document),
        "items": [(segment, minutes, asked[segment.key]) for _, minutes, segment in agenda(60)],
        "earlier": [each for each in reviews_of(found) if each.held is not None],
        "may_change": may_change(actor=request.actor, found=found),
        "places": places(),
    }
    return render(request, "meeting/unplanned.html", shown)
