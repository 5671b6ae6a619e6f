"""Resolves remarks, and decides over suggestions."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hansei.comments.services.settle import (
    accept_suggestion,
    decline_suggestion,
    resolve_remark,
)
from hansei.domain.errors import HanseiError, InputError, NotFound
from hansei.web.comments.views import back
from hansei.web.pages import Request, notice, trouble
from hansei.web.queries import address


@require_POST
def resolution(request: Request, number: int, thread: int) -> HttpResponse:
    """It is dealt with, or (`resolved=no`) it is not."""
    resolved = _asked(request, "resolved") != "no"
    resolve_remark(actor=request.actor, number_or_id=number, thread=thread, resolved=resolved)
    where = reverse("comment-resolution", args=(number, thread))
    if resolved:
        notice(request, gettext("Resolved."), undo=address(where, {"resolved": "no"}))
    return back(request, number, 0 if resolved else thread)


@require_POST
def acceptance(request: Request, number: int, thread: int) -> HttpResponse:
    """The suggested words go into the text; its history brings the old ones back."""
    try:
        accept_suggestion(actor=request.actor, number_or_id=number, thread=thread)
    except NotFound:
        raise
    except HanseiError as error:
        trouble(request, error.reason if isinstance(error, InputError) else str(error))
    else:
        notice(request, gettext("The suggestion stands in the text."))
    return back(request, number)


@require_POST
def refusal(request: Request, number: int, thread: int) -> HttpResponse:
    """The text stays as it is."""
    declined = _asked(request, "declined") != "no"
    try:
        decline_suggestion(
            actor=request.actor, number_or_id=number, thread=thread, declined=declined
        )
    except NotFound:
        raise
    except HanseiError as error:
        trouble(request, error.reason if isinstance(error, InputError) else str(error))
        return back(request, number)
    where = reverse("comment-refusal", args=(number, thread))
    if declined:
        notice(request, gettext("Left as it is."), undo=address(where, {"declined": "no"}))
    return back(request, number)


def _asked(request: Request, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")
