"""Puts down decisions, notes, what is parked, and actions in one line."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hansei.domain.errors import HanseiError, InputError
from hansei.domain.meeting.quick_action import QuickAction, read_action
from hansei.domain.meeting.record import Captured
from hansei.meeting.access import access_meeting
from hansei.meeting.selectors.room import names_of
from hansei.meeting.services.capture import capture, remove_entry, tick
from hansei.organisation.selectors import today
from hansei.postmortem.services.actions_edit import ActionFields, add_action
from hansei.web.meeting.answers import done, refused
from hansei.web.pages import Request
from hansei.web.status.answers import address

ACTION = "action"


@require_POST
def put_down(request: Request, number: int, review: int) -> HttpResponse:
    """One box and four buttons: an action lands in the post-mortem, the rest in the meeting."""
    kind, text = request.POST.get("kind", ACTION), request.POST.get("text", "")
    try:
        if kind == ACTION:
            return _action(request, number, review, text)
        made = capture(
            actor=request.actor, number_or_id=number, review=review, kind=_kind(kind), text=text
        )
    except HanseiError as error:
        return refused(request, number, error)
    undo = address("review-entry-off", number, review, made.pk)
    return done(request, number, review, _said(_kind(kind)), undo=undo)


@require_POST
def removal(request: Request, number: int, review: int, entry: int) -> HttpResponse:
    """Takes an entry out."""
    remove_entry(actor=request.actor, number_or_id=number, review=review, entry=entry)
    undo = address("review-entry-back", number, review, entry)
    return done(request, number, review, gettext("Taken out."), undo=undo)


@require_POST
def back(request: Request, number: int, review: int, entry: int) -> HttpResponse:
    """Puts it back."""
    remove_entry(
        actor=request.actor, number_or_id=number, review=review, entry=entry, removed=False
    )
    return done(request, number, review, gettext("Put back."))


@require_POST
def ticked(request: Request, number: int, review: int) -> HttpResponse:
    """Ticks off a question or a line of a checklist, or not."""
    key, on = request.POST.get("key", ""), request.POST.get("done") != "no"
    try:
        tick(actor=request.actor, number_or_id=number, review=review, key=key, done=on)
    except HanseiError as error:
        return refused(request, number, error)
    return done(request, number, review)


def _action(request: Request, number: int, review: int, text: str) -> HttpResponse:
    """Adds an action to the post-mortem's table. What the line lacks is said, and no hindrance."""
    access_meeting(request.actor, number, review)
    said = read_action(text, names_of(actor=request.actor), today=today())
    if not said.text:
        raise InputError("write what is to be done", place="text")
    fields = ActionFields(text=said.text, owner=said.owner, due=said.due, answers=said.answers)
    add_action(actor=request.actor, number_or_id=number, fields=fields)
    return done(request, number, review, _added(said))


def _added(said: QuickAction) -> str:
    match said.missing:
        case ():
            return gettext("Added to the actions.")
        case ("owner",):
            return gettext("Added, but nobody owns it yet.")
        case ("date",):
            return gettext("Added, but by no day yet.")
        case _:
            return gettext("Added, but without an owner and a day.")


def _kind(text: str) -> Captured:
    try:
        return Captured(text)
    except ValueError:
        raise InputError("choose what it is", place="kind") from None


def _said(kind: Captured) -> str:
    return {
        Captured.DECISION: gettext("The decision is kept."),
        Captured.PARKED: gettext("Parked for later."),
        Captured.NOTE: gettext("The note is kept."),
    }[kind]
