"""The form of a structured block: shown, arranged without a script, and saved.

Scripts and plain forms post to the same address. A form that comes too late is shown again with
what was typed beside what stands now.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from hansei.accounts.roles import Need
from hansei.domain.blocks.forms import FORMS
from hansei.domain.blocks.grid import write
from hansei.domain.blocks.suggest import notification_rows
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.section_text import section_digest, section_text
from hansei.domain.writing import position_of
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.writing import last_change
from hansei.postmortem.services.edit_block import edit_block
from hansei.web.blocks.beneath import beneath
from hansei.web.blocks.citing import cited_from
from hansei.web.blocks.shown import (
    FormShown,
    Place,
    form_shown,
    is_plain_date,
    kept_rows,
    more_rows,
    place_of,
    remarks_on,
    rows_to_fill,
)
from hansei.web.blocks.typed import TypedRow, arranged, typed_rows, with_rows
from hansei.web.blocks.words import script_words
from hansei.web.editor.asked import actor_of, as_json, refused, wants_json
from hansei.web.pages import notice, render
from hansei.web.replies import SeeOther

_RULE, _OFFER = "rule-", "offer-"


@require_http_methods(["GET", "HEAD", "POST"])
def block(request: HttpRequest, number: int, handle: str, form: str) -> HttpResponse:
    """The form as a page, or as a part of one where a script asks for it."""
    place = _place(request, number, handle, form)
    if request.method != "POST":
        rows, offered = rows_to_fill(place)
        return _page(request, place, rows, offered=offered)
    rows = typed_rows(request.POST, place.form)
    wish = request.POST.get("do", "save")
    if wish != "save":
        return _page(request, place, _wished(place, rows, wish), base=_base(request))
    return _save(request, place, rows)


def _place(request: HttpRequest, number: int, handle: str, form: str) -> Place:
    found = access_post_mortem(actor_of(request), number, Need.CHANGE)
    document = document_of(found)
    position, shape = position_of(document, handle), FORMS.get(form)
    if position is None or shape is None or document.sections[position].key not in shape.sections:
        raise NotFound(f"no form {form} in a section {handle}")
    return place_of(found, handle, shape, position)


def _wished(place: Place, rows: list[TypedRow], wish: str) -> list[TypedRow]:
    if wish == "add":
        return with_rows(rows, [{}])
    if wish.startswith(_RULE):
        return with_rows(rows, notification_rows(wish.removeprefix(_RULE), place.document))
    if wish.startswith(_OFFER):
        asked = more_rows(place, rows).get(wish.removeprefix(_OFFER))
        return with_rows(rows, [asked] if asked else [])
    return arranged(rows, wish)


def _base(request: HttpRequest) -> str:
    return request.POST.get("base", "")


def _save(request: HttpRequest, place: Place, rows: list[TypedRow]) -> HttpResponse:
    actor, found = actor_of(request), place.post_mortem
    if wants_json(request) and request.POST.get("as", str(actor.user_id)) != str(actor.user_id):
        reason = gettext("Somebody else is signed in in this browser now.")
        return as_json({"reason": reason, "code": "somebody-else"}, status=403)
    try:
        edit_block(
            actor=actor, number_or_id=found.number, handle=place.handle, form=place.form.name,
            rows=[each.cells for each in rows], digest=_base(request),
        )  # fmt: skip
    except Conflict as error:
        return _late(request, place, rows, error)
    except InputError as error:
        if wants_json(request):
            return refused(error)
        return _page(request, place, rows, base=_base(request), wrong=error.reason, status=400)
    if wants_json(request):
        _, tokens = kept_rows(place, rows)
        return _saved(_place(request, found.number, place.handle, place.form.name), tokens)
    notice(request, gettext("Saved."))
    return SeeOther(reverse("block", args=(found.number, place.handle, place.form.name)))


def _saved(place: Place, tokens: list[str]) -> HttpResponse:
    """What a script needs to know of what stands now. `tokens` name the rows that were kept."""
    grid = place.standing
    records = grid.records() if grid else []
    rows = [TypedRow(token, cells) for token, cells in zip(tokens, records, strict=False)]
    section = place.document.sections[place.position]
    return as_json(
        {
            "digest": place.digest,
            "version": place.post_mortem.version,
            "cells": {each.token: each.cells for each in rows},
            "remarks": remarks_on(place, rows),
            "beneath": _beneath(place, rows),
            "section": {
                "handle": place.handle,
                "text": section_text(section),
                "digest": section_digest(section),
            },
        }
    )


def _late(
    request: HttpRequest, place: Place, rows: list[TypedRow], error: Conflict
) -> HttpResponse:
    change = last_change(place.post_mortem)
    standing = place.standing
    text = write(standing, as_list=place.form.as_list) if standing else ""
    theirs = {
        "html": cited_from(place.post_mortem.number, text),
        "by": change.by,
        "at": change.at,
        "digest": place.digest,
    }
    if wants_json(request):
        told = {**theirs, "html": str(theirs["html"])}
        return as_json({"reason": str(error), "code": error.code, "theirs": told}, status=409)
    return _page(request, place, rows, base=place.digest, theirs=theirs, status=409)


def _page(
    request: HttpRequest, place: Place, rows: list[TypedRow], *, base: str | None = None,
    offered: bool = False, wrong: str = "", theirs: dict[str, Any] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    part = request.headers.get("HX-Request") == "true" or "part" in request.GET
    shown: FormShown = form_shown(place, rows, actor=actor, offered=offered)
    context = {
        "shown": shown,
        "place": place,
        "found": place.post_mortem,
        "base": place.digest if base is None else base,
        "wrong": wrong,
        "theirs": theirs,
        "beneath": _beneath(place, rows),
        "words": script_words(),
        "me": actor.user_id,
        "is_plain_date": is_plain_date,
    }
    return render(request, "blocks/part.html" if part else "blocks/page.html", context,
                  status=status)  # fmt: skip


def _beneath(place: Place, rows: list[TypedRow]) -> str:
    grid, _ = kept_rows(place, rows)
    context = {"place": place, "found": place.post_mortem, "form": place.form.name,
               "read": False, **beneath(place, grid)}  # fmt: skip
    return render_to_string("blocks/beneath.html", context, using="pages")
