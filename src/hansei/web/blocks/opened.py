"""What a post-mortem leaves open: disputes, unknowns and assumptions, made and settled."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from hansei.accounts.roles import Need
from hansei.domain.claims import Standing, claims
from hansei.domain.document import Block, Document, Section
from hansei.domain.errors import Conflict, InputError
from hansei.domain.open_points import MARKS, OPEN, OpenPoint, open_points
from hansei.domain.writing import handles
from hansei.postmortem.access import permitted
from hansei.postmortem.selectors import document_of, post_mortem
from hansei.postmortem.services.mark_statement import mark_statement, settle_statement
from hansei.web.blocks.citing import cited_from
from hansei.web.blocks.typed import given
from hansei.web.editor.asked import actor_of
from hansei.web.editor.page import anchor
from hansei.web.editor.tabs import places
from hansei.web.pages import notice, render
from hansei.web.replies import see

_LONGEST_CHOICE = 120


class PointShown(NamedTuple):
    """An open statement with the section that it stands in, and its place on the reading page."""

    point: OpenPoint
    html: str
    handle: str
    title: str
    anchor: str


@require_safe
def opened(request: HttpRequest, number: int) -> HttpResponse:
    """All open points."""
    return _page(request, number)


@require_POST
def mark(request: HttpRequest, number: int) -> HttpResponse:
    """Marks a statement."""
    typed = {name: given(request, name) for name in ("statement", "standing", "who", "why")}
    handle, _, statement = typed["statement"].partition("\n")
    try:
        done = mark_statement(
            actor=actor_of(request), number_or_id=number, handle=handle, statement=statement,
            standing=_standing(typed["standing"]), who=typed["who"], why=typed["why"],
        )  # fmt: skip
    except InputError as error:
        return _page(request, number, typed, {error.place or "why": error.reason}, status=400)
    except Conflict as error:
        return _page(request, number, typed, {"statement": str(error)}, status=409)
    notice(request, gettext("Marked in the text."), undo=_undo(number, done.version))
    return see("post-mortem-open", number)


@require_POST
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a mark out of the text, or puts what was found out in place of the statement."""
    typed = {name: given(request, name) for name in ("handle", "statement", "answer", "note")}
    (point,) = open_points(_alone(typed["statement"])) or (None,)
    if point is not None and typed["answer"].strip() == point.text:
        typed["answer"] = ""
    try:
        done = settle_statement(actor=actor_of(request), number_or_id=number, **typed)
    except InputError as error:
        return _page(request, number, typed, {error.place or "answer": error.reason}, status=400)
    notice(request, gettext("Settled."), undo=_undo(number, done.version))
    return see("post-mortem-open", number)


def _undo(number: int, version: int) -> str:
    """The address that takes the change to this version back, while it is the newest."""
    address = reverse("revision-restore", args=(number, version - 1))
    return f"{address}?{urlencode({'version': version})}"


def _alone(statement: str) -> Document:
    return Document(title="", sections=(Section("impact", "", (Block(statement),)),))


def _standing(text: str) -> Standing:
    try:
        return Standing(text)
    except ValueError:
        raise InputError("a statement is disputed, unknown or assumed", place="standing") from None


def _page(
    request: HttpRequest, number: int, typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    found = post_mortem(actor=actor, number_or_id=number)
    document = document_of(found)
    points = _points(number, document)
    may_change = permitted(actor, found, Need.CHANGE)
    context = {
        "found": found,
        "places": places(),
        "groups": [
            (standing, [each for each in points if each.point.standing is standing])
            for standing in OPEN
        ],
        "count": len(points),
        "statements": _statements(document) if may_change else [],
        "marks": MARKS,
        "may_change": may_change,
        "me": request.user.shown_name,  # type: ignore[union-attr]
        "typed": typed or {},
        "wrong": wrong or {},
    }
    return render(request, "blocks/open.html", context, status=status)


def _points(number: int, document: Document) -> list[PointShown]:
    names = handles(document)
    return [
        PointShown(
            each,
            cited_from(number, each.text),
            names[each.section],
            document.sections[each.section].title,
            anchor(names[each.section], each.block),
        )
        for each in open_points(document)
    ]


def _statements(document: Document) -> list[tuple[str, list[tuple[str, str]]]]:
    """The statements that may be marked, by the title of their section: value and shown text."""
    names = handles(document)
    found: dict[int, list[tuple[str, str]]] = {}
    for claim in claims(document):
        if claim.standing in (Standing.CITED, Standing.UNCITED) and " | " not in claim.text:
            text = claim.text if len(claim.text) <= _LONGEST_CHOICE else (
                f"{claim.text[: _LONGEST_CHOICE - 1]}…"
            )  # fmt: skip
            value = f"{names[claim.section]}\n{claim.text}"
            found.setdefault(claim.section, []).append((value, text.replace("**", "")))
    return [(document.sections[at].title, each) for at, each in found.items()]
