"""The menu of a card on the board, of which a page shows a hundred of few kinds."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup

from hansei.domain.actions import Move
from hansei.postmortem.selectors.actions import ActionLine
from hansei.web.actions import words


def menu(line: ActionLine, here: str) -> Markup:
    """What can be done with an action; what asks for words leads back `here`."""
    made = _items(get_language() or "", line.standing.moves)
    # Two numbers, and an address whose letters are all quoted: there is nothing to escape.
    return Markup(made.format(pk=line.pk, version=line.version, back=quote(here)))  # noqa: S704


@lru_cache(maxsize=200)
def _items(_language: str, moves: tuple[Move, ...]) -> str:
    shown = {"moves": moves, "words": words}
    return render_to_string("actions/moves.html", shown, using="pages")
