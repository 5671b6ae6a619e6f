"""Starts, leads and ends a meeting."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hansei.collab.wire import nudge
from hansei.domain.errors import HanseiError
from hansei.meeting.presence import point_at
from hansei.meeting.services.run import (
    choose_note_taker,
    end_meeting,
    go_to_item,
    lead_meeting,
    note_speaker,
    reopen_meeting,
    start_meeting,
)
from hansei.web.meeting.answers import by_script, done, refused
from hansei.web.pages import Request, notice
from hansei.web.queries import version, whole
from hansei.web.replies import see
from hansei.web.status.answers import address


@require_POST
def start(request: Request, number: int, review: int) -> HttpResponse:
    """Opens the room."""
    try:
        start_meeting(actor=request.actor, number_or_id=number, review=review)
    except HanseiError as error:
        return refused(request, number, error)
    return done(request, number, review)


@require_POST
def item(request: Request, number: int, review: int) -> HttpResponse:
    """Goes to an item of the agenda."""
    to = version(request.POST.get("item"))
    try:
        go_to_item(actor=request.actor, number_or_id=number, review=review, item=to)
    except HanseiError as error:
        return refused(request, number, error)
    return done(request, number, review)


@require_POST
def lead(request: Request, number: int, review: int) -> HttpResponse:
    """Takes over."""
    try:
        lead_meeting(actor=request.actor, number_or_id=number, review=review)
    except HanseiError as error:
        return refused(request, number, error)
    return done(request, number, review, gettext("You lead the meeting."))


@require_POST
def note_taker(request: Request, number: int, review: int) -> HttpResponse:
    """Who takes notes."""
    user = whole(request.POST.get("person"))
    try:
        choose_note_taker(actor=request.actor, number_or_id=number, review=review, user=user)
    except HanseiError as error:
        return refused(request, number, error)
    return done(request, number, review)


@require_POST
def speaker(request: Request, number: int, review: int) -> HttpResponse:
    """Notes that somebody has spoken, or has not."""
    user, spoke = version(request.POST.get("person")), request.POST.get("spoke") != "no"
    try:
        note_speaker(
            actor=request.actor, number_or_id=number, review=review, user=user, spoke=spoke
        )
    except HanseiError as error:
        return refused(request, number, error)
    return done(request, number, review)


@require_POST
def pointing(request: Request, number: int, review: int) -> HttpResponse:
    """Shows an event on every screen."""
    event = request.POST.get("event", "")
    point_at(actor=request.actor, number_or_id=number, review=review, event=event)
    return done(request, number, review)


@require_POST
def end(request: Request, number: int, review: int) -> HttpResponse:
    """Ends the meeting, or says that one was over when it was left; leads to what it leaves."""
    at_last = request.POST.get("at") == "last"
    try:
        end_meeting(actor=request.actor, number_or_id=number, review=review, at_last=at_last)
    except HanseiError as error:
        return refused(request, number, error)
    undo = address("review-reopening", number, review)
    if by_script(request):
        return done(request, number, review)
    nudge()
    notice(request, gettext("The meeting is over."), undo=undo)
    return see("review-summary", number, review)


@require_POST
def reopen(request: Request, number: int, review: int) -> HttpResponse:
    """Goes on with a meeting that was ended."""
    try:
        reopen_meeting(actor=request.actor, number_or_id=number, review=review)
    except HanseiError as error:
        return refused(request, number, error)
    return done(request, number, review, gettext("The meeting goes on."))
