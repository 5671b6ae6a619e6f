"""Resolves remarks, and decides over suggestions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hansei.comments.services.settle import (
    accept_suggestion,
    decline_suggestion,
    resolve_remark,
)
from hansei.domain.errors import HanseiError
from hansei.domain.section_text import section_digest, section_text
from hansei.domain.writing import position_of
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.selectors import document_of
from hansei.web.comments.answers import done, not_done
from hansei.web.pages import Request
from hansei.web.queries import address


@require_POST
def resolution(request: Request, number: int, thread: int) -> HttpResponse:
    """It is dealt with, or (`resolved=no`) it is not."""
    resolved = _asked(request, "resolved") != "no"
    resolve_remark(actor=request.actor, number_or_id=number, thread=thread, resolved=resolved)
    if not resolved:
        return done(request, number, thread)
    where = reverse("comment-resolution", args=(number, thread))
    undo = address(where, {"resolved": "no"})
    return done(request, number, said=gettext("Resolved."), undo=undo)


@require_POST
def acceptance(request: Request, number: int, thread: int) -> HttpResponse:
    """The suggested words go into the text; its history brings the old ones back."""
    try:
        made = accept_suggestion(actor=request.actor, number_or_id=number, thread=thread)
    except HanseiError as error:
        return not_done(request, number, error)
    stands = _stands(request, number, made.section)
    return done(request, number, said=gettext("The suggestion stands in the text."), stands=stands)


@require_POST
def refusal(request: Request, number: int, thread: int) -> HttpResponse:
    """The text stays as it is."""
    declined = _asked(request, "declined") != "no"
    try:
        decline_suggestion(
            actor=request.actor, number_or_id=number, thread=thread, declined=declined
        )
    except HanseiError as error:
        return not_done(request, number, error)
    if not declined:
        return done(request, number)
    where = reverse("comment-refusal", args=(number, thread))
    undo = address(where, {"declined": "no"})
    return done(request, number, said=gettext("Left as it is."), undo=undo)


def _asked(request: Request, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name, "")


def _stands(request: Request, number: int, handle: str) -> dict[str, Any] | None:
    """A section as the editor of somebody who writes alone takes it; None where it is no more."""
    document = document_of(access_post_mortem(request.actor, number))
    at = position_of(document, handle)
    if at is None:
        return None
    section = document.sections[at]
    text, digest = section_text(section), section_digest(section)
    return {"handle": handle, "text": text, "digest": digest}
