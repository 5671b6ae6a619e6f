"""The history of a post-mortem: its states, any two of them side by side, and the way back."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from hansei.collab.selectors import authors
from hansei.domain.changes.compare import BlockChange
from hansei.domain.changes.words import Kind
from hansei.domain.document import BlockKind
from hansei.domain.errors import InputError
from hansei.domain.writing import handles
from hansei.postmortem.selectors.revisions import Step, between, history, one_state
from hansei.postmortem.services.restore import restore
from hansei.postmortem.services.save_point import save_point
from hansei.web.blocks.citing import cited_from
from hansei.web.blocks.typed import given
from hansei.web.editor.asked import actor_of
from hansei.web.editor.page import blocks_shown
from hansei.web.editor.tabs import places
from hansei.web.pages import notice, render
from hansei.web.queries import version, whole
from hansei.web.replies import see
from hansei.web.revisions.words import Phrase, phrases

_LONGEST_NOTE = 300


@require_safe
def history_page(request: HttpRequest, number: int) -> HttpResponse:
    """The states, newest first, each with what changed in it."""
    found = history(actor=actor_of(request), number_or_id=number, before=_number(request, "before"))
    context = {
        "found": found.post_mortem,
        "places": places(),
        "history": found,
        "steps": [(each, _phrases(each)) for each in found.steps],
        "together": authors(
            found.post_mortem, [(each.before or 0, each.state.number) for each in found.steps]
        ),
        "may_change": found.may_change,
    }
    return render(request, "revisions/history.html", context)


@require_safe
def compare_page(request: HttpRequest, number: int) -> HttpResponse:
    """Any two states; without `after` the one that stands."""
    before, after = _number(request, "from"), _number(request, "to")
    if not before:
        raise InputError("say which revision to compare")
    if after and after < before:
        before, after = after, before
    found = between(actor=actor_of(request), number_or_id=number, before=before, after=after)
    context = {
        "found": found.post_mortem,
        "places": places(),
        "between": found,
        "phrases": phrases(found.changes, found.actions),
        "runs_of": runs_of,
        "may_change": found.may_change,
        "cited": partial(cited_from, number),
    }
    return render(request, "revisions/compare.html", context)


@require_safe
def one(request: HttpRequest, number: int, revision: int) -> HttpResponse:
    """One state as it read."""
    found = one_state(actor=actor_of(request), number_or_id=number, revision=revision)
    document = found.document
    context = {
        "found": found.post_mortem,
        "places": places(),
        "state": found.state,
        "document": document,
        "sections": [
            (section, blocks_shown(handle, section.blocks))
            for handle, section in zip(handles(document), document.sections, strict=True)
        ],
        "may_change": found.may_change,
    }
    return render(request, "revisions/one.html", context)


@require_POST
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """Keeps what stands as a revision."""
    note = given(request, "note").strip()[:_LONGEST_NOTE]
    save_point(actor=actor_of(request), number_or_id=number, note=note)
    notice(request, gettext("Kept as a revision."))
    return see("post-mortem-revisions", number)


@require_POST
def restore_one(request: HttpRequest, number: int, revision: int) -> HttpResponse:
    """Lays a state over the one that stands, and offers the way back."""
    seen = version(given(request, "version"))
    done = restore(actor=actor_of(request), number_or_id=number, revision=revision, version=seen)
    if done.version == seen:
        notice(request, gettext("Nothing changed: it reads so already."))
    else:
        back = reverse("revision-restore", args=(number, seen))
        said = gettext("It reads as in revision %(number)s again.") % {"number": revision}
        notice(request, said, undo=f"{back}?{urlencode({'version': done.version})}")
    return see("post-mortem-revisions", number)


def runs_of(blocks: tuple[BlockChange, ...]) -> list[tuple[str, Any]]:
    """The blocks of a section as they are shown: those that stayed folded into one line.

    ("same", how many) or ("block", the block).
    """
    found: list[tuple[str, Any]] = []
    for block in blocks:
        if block.kind is Kind.SAME and not block.changed and block.drawn is BlockKind.TEXT:
            if found and found[-1][0] == "same":
                found[-1][1].append(block)
            else:
                found.append(("same", [block]))
        elif block.kind is not Kind.SAME or block.changed:
            found.append(("block", block))
    return found


def _phrases(step: Step) -> list[Phrase]:
    return phrases(step.changes, step.actions)


def _number(request: HttpRequest, name: str) -> int:
    return whole(request.GET.get(name)) or 0
