"""What the editor asks while somebody types: the checks, and how a section will read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from hansei.accounts.roles import Need
from hansei.domain.errors import HanseiError, InputError
from hansei.domain.writing import position_of, rewritten
from hansei.editing.seen import seen
from hansei.editing.told import told
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.edit_section import MOST_TEXT
from hansei.web.editor.asked import actor_of, as_json, refused
from hansei.web.editor.page import blocks_shown


class _Drafts(msgspec.Struct):
    drafts: dict[str, str] = {}


class _Draft(msgspec.Struct):
    handle: str
    text: str


@require_POST
def look(request: HttpRequest, number: int) -> HttpResponse:
    """Findings, claims, factors and marks of the document with the sections as they are typed."""
    try:
        found = access_post_mortem(actor_of(request), number, Need.CHANGE)
        drafts = _read(request, _Drafts).drafts
        _hold(drafts)
        return as_json({"version": found.version, **told(seen(found, drafts))})
    except HanseiError as error:
        return refused(error)


@require_POST
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """One section as readers will see it."""
    try:
        found = access_post_mortem(actor_of(request), number, Need.CHANGE)
        draft = _read(request, _Draft)
        _hold({draft.handle: draft.text})
        document = document_of(found)
        position = position_of(document, draft.handle)
        if position is None:
            return as_json({"html": ""})
        section = rewritten(document, position, draft.text).sections[position]
    except HanseiError as error:
        return refused(error)
    blocks = blocks_shown(draft.handle, section.blocks)
    html = render_to_string("editor/preview.html", {"blocks": blocks}, request, using="pages")
    return as_json({"html": html})


def _read(request: HttpRequest, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(request.body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"no such request: {error}") from None


def _hold(drafts: Mapping[str, str]) -> None:
    if any(len(text) > MOST_TEXT for text in drafts.values()):
        raise InputError(f"a section holds up to {MOST_TEXT:,} characters")
