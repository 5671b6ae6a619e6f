"""Answers to what is sent from a room: a page for a form, a few words for the room's script."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse

from hansei.collab.wire import nudge
from hansei.domain.errors import Conflict, HanseiError, InputError, NotFound
from hansei.meeting.selectors.tags import tag_of
from hansei.web.pages import Request, notice, trouble
from hansei.web.replies import see


def by_script(request: Request) -> bool:
    """Whether the script of the room asks, which shows the answer where people are."""
    return request.headers.get("Accept", "").startswith("application/json")


def done(
    request: Request, number: int, review: int, said: str = "", *, undo: str = ""
) -> HttpResponse:
    """It is done, and everybody in the room hears so; `undo` is the address that takes it back."""
    nudge()
    if by_script(request):
        tag = tag_of(actor=request.actor, number_or_id=number, review=review)
        return JsonResponse({"tag": tag, "said": said, "undo": undo})
    if said:
        notice(request, said, undo=undo)
    return see("review-room", number)


def refused(request: Request, number: int, error: HanseiError) -> HttpResponse:
    """It is refused, and why. What is absent or hidden stays a 404."""
    if isinstance(error, NotFound):
        raise error
    reason = error.reason if isinstance(error, InputError) else str(error)
    if by_script(request):
        status = 409 if isinstance(error, Conflict) else 400
        return JsonResponse({"reason": reason}, status=status)
    trouble(request, reason)
    return see("review-room", number)
