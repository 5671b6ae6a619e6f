"""Remarks: read in the order of the text, written, answered, changed and taken away."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from hansei.comments.selectors import Talks, remarks_of
from hansei.comments.services.remark import edit_comment, remove_comment, reply, start_remark
from hansei.domain.anchors import Anchor
from hansei.domain.errors import HanseiError, InputError, NotFound
from hansei.domain.writing import handles
from hansei.web.comments.answers import done, not_done
from hansei.web.editor.asked import wants_json
from hansei.web.editor.tabs import places
from hansei.web.pages import Request, render
from hansei.web.queries import address

_LONGEST_CHOICE = 90


def remarks(request: Request, number: int) -> HttpResponse:
    """All of them; a new one is posted here, from this page or from the text."""
    if request.method == "POST":
        return _remark(request, number)
    return _page(request, number)


@require_safe
def beside(request: Request, number: int) -> HttpResponse:
    """The open ones alone, for the margin of the text (`at=edit`: of its editor)."""
    found = remarks_of(actor=request.actor, number_or_id=number)
    shown = {**_shown(found), "at": "edit" if request.GET.get("at") == "edit" else "text"}
    return render(request, "comments/beside.html", shown)


@require_POST
def answer(request: Request, number: int, thread: int) -> HttpResponse:
    """A reply."""
    text = request.POST.get("text", "")
    try:
        reply(actor=request.actor, number_or_id=number, thread=thread, text=text)
    except HanseiError as error:
        if isinstance(error, NotFound) or wants_json(request):
            return not_done(request, number, error)
        return _page(request, number, {"thread": thread, "text": text}, error)
    return done(request, number, thread)


@require_POST
def edit(request: Request, number: int, thread: int, comment: int) -> HttpResponse:
    """One's own comment, said otherwise."""
    text = request.POST.get("text", "")
    try:
        edit_comment(
            actor=request.actor, number_or_id=number, thread=thread, comment=comment, text=text
        )
    except HanseiError as error:
        return not_done(request, number, error, thread)
    return done(request, number, thread)


@require_POST
def removal(request: Request, number: int, thread: int, comment: int) -> HttpResponse:
    """Takes a comment away, or (`removed=no`) puts it back."""
    removed = request.GET.get("removed") != "no"
    remove_comment(
        actor=request.actor, number_or_id=number, thread=thread, comment=comment, removed=removed
    )
    if not removed:
        return done(request, number, thread)
    where = reverse("comment-removal", args=(number, thread, comment))
    undo = address(where, {"removed": "no"})
    return done(request, number, thread, said=gettext("Taken away."), undo=undo)


def _remark(request: Request, number: int) -> HttpResponse:
    given = request.POST
    about = given.get("about", "")  # of the form without a script: "section impact", "event e7"
    kind, _, name = about.partition(" ")
    anchor = Anchor(
        section=given.get("section", "") or (name if kind == "section" else ""),
        quote=given.get("quote", ""),
        before=given.get("before", ""),
        event=given.get("event", "") or (name if kind == "event" else ""),
    )
    wording = given.get("wording", "") if given.get("suggests") else None
    try:
        made = start_remark(
            actor=request.actor, number_or_id=number, text=given.get("text", ""), anchor=anchor,
            wording=wording,
        )  # fmt: skip
    except HanseiError as error:
        if isinstance(error, NotFound) or wants_json(request):
            return not_done(request, number, error)
        return _page(request, number, {**given.dict(), "thread": 0}, error)
    return done(
        request, number, made.pk if given.get("from") == "text" or wants_json(request) else 0
    )


def _page(
    request: Request, number: int, typed: dict[str, Any] | None = None,
    error: HanseiError | None = None,
) -> HttpResponse:  # fmt: skip
    found = remarks_of(actor=request.actor, number_or_id=number)
    place = (error.place if isinstance(error, InputError) else "") or ("text" if error else "")
    reason = error.reason if isinstance(error, InputError) else str(error or "")
    document = found.document
    shown = {
        **_shown(found),
        "places": places(),
        "typed": typed or {},
        "wrong": {place: reason} if error else {},
        "sections": list(zip(handles(document), document.sections, strict=True)),
        "events": [(each.id, f"{each.id} {each.text}"[:_LONGEST_CHOICE])
                   for each in document.events if not each.noise],
    }  # fmt: skip
    return render(request, "comments/page.html", shown, status=400 if error else 200)


def _shown(found: Talks) -> dict[str, Any]:
    return {
        "found": found.post_mortem,
        "number": found.post_mortem.number,
        "talks": found,
        "may_change": found.may_change,
    }
