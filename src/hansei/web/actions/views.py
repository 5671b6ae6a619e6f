"""The board, the list, and one action."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hansei.accounts.roles import Need
from hansei.accounts.selectors import team_names
from hansei.domain.actions import Effect, Stage
from hansei.domain.errors import NotFound
from hansei.organisation.selectors import today
from hansei.postmortem.selectors import document_of, post_mortem
from hansei.postmortem.selectors.action_filter import LIVE
from hansei.postmortem.selectors.action_pages import Group, action_page
from hansei.postmortem.selectors.action_view import ActionView, action_view
from hansei.postmortem.selectors.actions import (
    COUNTED,
    ActionLine,
    board,
    overdue_count,
)
from hansei.postmortem.selectors.coverage import factors_answered
from hansei.timeline.selectors import service_names
from hansei.web.actions import words
from hansei.web.actions.asked import Asked, asked
from hansei.web.actions.cards import card
from hansei.web.pages import Request, render


class Scope(NamedTuple):
    """One post-mortem over whose actions one looks; `open` are factors that nothing answers."""

    number: int
    title: str
    covered: int
    total: int
    open: tuple[str, ...]

    @property
    def reference(self) -> str:
        """How people name it."""
        return f"PM-{self.number}"


@require_safe
def board_page(request: Request) -> HttpResponse:
    """Every action in the column where it stands."""
    question = asked(request.path, request.GET.dict(), usual="all")
    columns = board(actor=request.actor, wanted=question.wanted)
    context = {
        **_shared(request, question), "columns": columns, "counted": COUNTED, "card": card,
        "any": any(column.count for column in columns),
    }  # fmt: skip
    return render(request, "actions/board.html", context)


@require_safe
def list_page(request: Request) -> HttpResponse:
    """Actions in a table, page by page."""
    question = asked(request.path, request.GET.dict(), usual="open")
    page = action_page(
        actor=request.actor, wanted=question.wanted, sort=question.sort, group=question.group,
        after=question.after, before=question.before,
    )  # fmt: skip
    context = {
        **_shared(request, question),
        "groups": _grouped(page.lines, question.group),
        "next": question.page(after=page.after),
        "previous": question.page(before=page.before),
    }
    return render(request, "actions/list.html", context)


@require_safe
def one(request: Request, action: int) -> HttpResponse:
    """One action with its factor, evidence and history."""
    return show(request, action_view(actor=request.actor, pk=action))


def show(
    request: Request, found: ActionView, *, typed: Mapping[str, str] | None = None,
    wrong: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of an action; `typed` and `wrong` are of a move that was refused."""
    context = {
        "found": found, "line": found.line, "words": words, "today": today(), "Stage": Stage,
        "effects": tuple(Effect), "typed": typed or {}, "wrong": wrong, "live": LIVE,
        "back": request.POST.get("next") or request.GET.get("next", ""),
        "evidence_options": [("", words.NONE), *((e.key, f"{e.key}. {e.text}")
                                                 for e in found.evidence)],
    }  # fmt: skip
    return render(request, "actions/one.html", context, status=status)


def _shared(request: Request, question: Asked) -> dict[str, Any]:
    actor = request.actor
    any_one = [("", words.ANY)]
    return {
        "asked": question,
        "scope": _scope(request, question),
        "words": words,
        "today": today(),
        "live": LIVE,
        "may_change": actor.may(Need.CHANGE),
        "team_options": [*any_one, *team_names(actor=actor)],
        "service_options": [*any_one, *((each, each) for each in service_names(actor=actor))],
        "class_options": [*any_one, *words.CLASSES.items()],
        "status_options": list(words.ASKED.items()),
        "group_options": list(words.GROUPS.items()),
        "sort_options": list(words.SORTS.items()),
        "overdue": overdue_count(actor=actor),
        "overdue_mine": overdue_count(actor=actor, mine=True),
    }


def _scope(request: Request, question: Asked) -> Scope | None:
    """The post-mortem that is asked for, with how many of its factors are answered."""
    if not question.wanted.post_mortem:
        return None
    try:
        found = post_mortem(actor=request.actor, number_or_id=question.wanted.post_mortem)
    except NotFound:
        return None
    coverage = factors_answered(found, document_of(found), today())
    open_ones = tuple(each.factor.key for each in coverage.open)
    return Scope(found.number, found.title, coverage.covered, coverage.total, open_ones)


def _grouped(lines: tuple[ActionLine, ...], group: Group) -> list[tuple[str, list[ActionLine]]]:
    """Lines in the order given, with the heading of each group; "" without groups."""

    def heading(line: ActionLine) -> str:
        match group:
            case Group.POST_MORTEM:
                return f"{line.reference} {line.title}"
            case Group.OWNER:
                return line.owner or str(words.NOBODY)
            case Group.STATUS:
                return str(words.STATUSES[line.status])
            case Group.CLASS:
                return str(words.CLASSES[line.action_class] if line.action_class else words.UNSAID)
            case _:
                return ""

    return [(name, list(inside)) for name, inside in groupby(lines, heading)]
