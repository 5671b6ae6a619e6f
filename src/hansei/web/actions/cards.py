"""The cards of the board. A page shows a hundred of them, and most stand as they stood before."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from secrets import token_hex

from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup

from hansei.domain.actions import JUDGED, Standing, move_into
from hansei.postmortem.selectors.action_filter import LIVE
from hansei.postmortem.selectors.actions import COLUMNS, ActionLine
from hansei.web.actions import words
from hansei.web.actions.menus import menu

_KEPT = 2000
_MENU = Markup(token_hex(16))  # noqa: S704
"""Where the menu goes, which leads back to where the reader is. No text of a store holds this."""


def card(line: ActionLine, here: str, today: date, may_change: bool) -> Markup:
    """An action as a card; what asks for words leads back `here`."""
    made = _card(get_language() or "", line, today, may_change)
    # Both are made of templates: there is nothing to escape.
    return Markup(made.replace(_MENU, menu(line, here)) if may_change else made)  # noqa: S704


@lru_cache(maxsize=_KEPT)
def _card(_language: str, line: ActionLine, today: date, may_change: bool) -> str:
    shown = {
        "line": line, "today": today, "may_change": may_change, "menu": _MENU, "words": words,
        "live": LIVE, "judged": line.stage in JUDGED, "drops": _drops(line.standing),
    }  # fmt: skip
    return render_to_string("actions/card.html", shown, using="pages")


@lru_cache(maxsize=100)
def _drops(standing: Standing) -> str:
    """The columns that a card can be put into, each with the move that does it."""
    moves = {stages[0]: move_into(stages[0], standing) for stages in COLUMNS}
    return ";".join(f"{stage}:{move}" for stage, move in moves.items() if move)
