"""Changes events: adds and corrects them, and what is done to one or to several at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hansei.accounts.roles import Need
from hansei.domain.errors import Conflict, InputError
from hansei.domain.timeline_edits import (
    Hide,
    Merge,
    PutBack,
    Remove,
    Revert,
    Split,
    Star,
    TimelineEdit,
)
from hansei.domain.times import zone_or_utc
from hansei.postmortem.access import access_incident
from hansei.postmortem.selectors.timeline_view import timeline_view
from hansei.postmortem.services.edit_timeline import edit_timeline
from hansei.postmortem.services.undo_timeline_change import undo_timeline_change
from hansei.web.pages import Request
from hansei.web.timeline import answers
from hansei.web.timeline.forms import EventForm, form_of, typed_event, version_of, written
from hansei.web.timeline.one import event_context, known_line
from hansei.web.timeline.reading import frame, part
from hansei.web.timeline.words import PRECISIONS

_Made = Callable[[tuple[str, ...]], TimelineEdit]
DEEDS: Mapping[str, _Made] = {
    "star": Star,
    "unstar": lambda events: Star(events, key=False),
    "hide": Hide,
    "show": lambda events: Hide(events, noise=False),
    "remove": Remove,
    "put-back": PutBack,
    "merge": Merge,
    "split": lambda events: Split(*events[:1]),
    "revert": lambda events: Revert(*events[:1]),
}
"""What a button does to the chosen events."""


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, incident: int) -> HttpResponse:
    """Writes an event by hand."""
    access_incident(request.actor, incident, Need.CHANGE)
    view = timeline_view(actor=request.actor, incident=incident)
    zone = view.incident.zone
    if request.method != "POST":
        around = view.incident.started
        form = EventForm(zone=zone, at=written(around, zone_or_utc(zone)) if around else "")
        return _form(request, incident, form, "timeline/new.html")
    form = typed_event(request.POST, zone)
    edit = form.adding()
    if edit is None:
        return _form(request, incident, form, "timeline/new.html", status=400)
    try:
        edited = edit_timeline(actor=request.actor, incident=incident, version=None, edit=edit)
    except InputError as error:
        form.refuse(error)
        return _form(request, incident, form, "timeline/new.html", status=400)
    return answers.done(request, incident, edited, back=_at(incident, next(iter(edited.lines))))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, incident: int, event: str) -> HttpResponse:
    """Corrects an event. Where somebody else was first, what was typed stands beside theirs."""
    found = access_incident(request.actor, incident, Need.CHANGE)
    line = known_line(found, event)
    if request.method != "POST":
        form = form_of(line.event, found.zone)
        return _form(request, incident, form, "timeline/edit.html", event=event)
    form = typed_event(request.POST, found.zone)
    wanted = form.rewriting(line.event)
    if wanted is None:
        return _form(request, incident, form, "timeline/edit.html", event=event, status=400)
    try:
        version = version_of(request.POST)
        edited = edit_timeline(actor=request.actor, incident=incident, version=version, edit=wanted)
    except InputError as error:
        form.refuse(error)
        return _form(request, incident, form, "timeline/edit.html", event=event, status=400)
    except Conflict:
        form.wrong[""] = _(
            "Somebody changed the timeline meanwhile. What you typed is kept below, beside how"
            " the event stands now: look at both, then save again."
        )
        return _form(request, incident, form, "timeline/edit.html", event=event, status=409)
    return answers.done(request, incident, edited, back=_at(incident, event))


@require_POST
def selection(request: Request, incident: int) -> HttpResponse:
    """Does something to the chosen events: star, hide, remove, merge, split and back."""
    found = access_incident(request.actor, incident, Need.CHANGE)
    names = _names(request.POST)
    back = _at(incident, names[0]) if len(names) == 1 else reverse("timeline", args=(incident,))
    try:
        deed = DEEDS.get(request.POST.get("do", ""))
        if deed is None or not names:
            raise InputError(_("Choose events, and what to do with them."))
        edited = edit_timeline(
            actor=request.actor, incident=found.pk, version=version_of(request.POST),
            edit=deed(names),
        )  # fmt: skip
    except (InputError, Conflict) as error:
        return answers.refused(request, error, back=back)
    return answers.done(request, incident, edited, back=back)


@require_POST
def undo(request: Request, incident: int, change: int) -> HttpResponse:
    """Takes one change back."""
    try:
        edited = undo_timeline_change(actor=request.actor, incident=incident, change=change)
    except Conflict as error:
        return answers.refused(request, error, back=reverse("timeline-history", args=(incident,)))
    return answers.done(request, incident, edited)


def _names(given: QueryDict) -> tuple[str, ...]:
    """The chosen events, in the order of their choice; one of them may be named first to speak."""
    names = [each[:40] for each in given.getlist("events") if each]
    first = given.get("first", "")
    return tuple(dict.fromkeys([first, *names] if first in names else names))


def _form(
    request: Request, incident: int, form: EventForm, template: str, *, event: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    view = timeline_view(actor=request.actor, incident=incident)
    context = {
        **frame(view),
        **(event_context(view, event) if event else {}),
        "form": form,
        "zones": _zones(request, view.incident.zone),
        "precisions": [(width, str(text)) for width, text in PRECISIONS],
    }
    return part(request, template, context, status=status)


def _zones(request: Request, zone: str) -> list[tuple[str, str]]:
    """The zones that a time may be written in: the incident's, the writer's, and UTC."""
    own = getattr(request.user, "zone", "")
    return [(each, each) for each in dict.fromkeys((zone, own, "UTC")) if each]


def _at(incident: int, event: str) -> str:
    return f"{reverse('timeline', args=(incident,))}#{event}"
