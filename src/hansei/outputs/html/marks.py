"""Marked words at the start of a statement: what kind of statement it is.

"**Assumption:** the cache was cold" becomes a label beside its statement. "[ ]" and "[x]" at the
start of a list item become boxes.
"""

from __future__ import annotations

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

WORDS = ("assumption", "unknown", "question", "disputed")
_STATEMENT_ENDS = (".", "!", "?", "]", ":", ";")
_BOXES = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


def mark_statements(state: StateCore) -> None:
    """A rule of markdown-it's core chain: gives the marked words their class."""
    for index, token in enumerate(state.tokens):
        if token.type != "inline" or not token.children:
            continue
        _mark_words(token.children)
        if index >= 2 and state.tokens[index - 2].type == "list_item_open":
            _draw_box(token.children[0], state.tokens[index - 2])


def _mark_words(children: list[Token]) -> None:
    for index, token in enumerate(children[:-2]):
        if token.type != "strong_open" or children[index + 2].type != "strong_close":
            continue
        word = children[index + 1].content.strip().rstrip(":").strip().lower()
        if word in WORDS and _starts_statement(children, index):
            token.attrSet("class", f"mark {word}")
            children[index + 1].content = word.capitalize()
            _drop_colon(children[index + 3 : index + 4])


def _starts_statement(children: list[Token], index: int) -> bool:
    before = next((each for each in reversed(children[:index]) if each.content.strip()), None)
    if index == 0 or before is None or children[index - 1].type in ("softbreak", "hardbreak"):
        return True
    return before.type == "citation" or before.content.rstrip().endswith(_STATEMENT_ENDS)


def _drop_colon(after: list[Token]) -> None:
    if after and after[0].type == "text" and after[0].content.startswith(":"):
        after[0].content = after[0].content[1:]


def _draw_box(first: Token, item: Token) -> None:
    box = _BOXES.get(first.content[:4]) if first.type == "text" else None
    if box:
        first.content = box + first.content[4:]
        item.attrSet("class", "task")
