"""A section's Markdown as HTML with what post-mortems add to it: citations, marks, comments.

"[e3, ev1]" become links to the list of sources of the page; "**Unknown:**" and its like become
marks; comments, with which authors switch a check off, are not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from hansei.web.prose import clean, parser

_CITATION = re.compile(r"\[((?:[eE]v?\d+)(?:\s*,\s*(?:[eE]v?\d+))*)\]")
_MARK = re.compile(r"(Assumption|Unknown|Question|Disputed):?", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->[ \t]*\n?", re.DOTALL)
_BOX = re.compile(r"\[([ xX])\]\s+")
_FENCED = re.compile(r" {0,3}(?:```|~~~)")
_TABLE = '<div class="table-box" role="group" aria-label="{}" tabindex="0"><table>'


def cited(text: str, *, table: str = "Table") -> Markup:
    """One block of a section. `table` is what screen readers call a table that can be scrolled."""
    html = _html(text if _FENCED.match(text) else _COMMENT.sub("", text))
    return Markup(html.replace("<table>", _TABLE.format(Markup.escape(table))).replace(  # noqa: S704
        "</table>", "</table></div>"
    ))  # fmt: skip


@lru_cache(maxsize=4096)
def _html(text: str) -> str:
    attributes = {"a": {"class", "data-cite"}, "strong": {"class"}}
    return str(clean(_parser().render(text), attributes=attributes))


@cache
def _parser() -> MarkdownIt:
    made = parser()
    made.core.ruler.push("citations", _read_citations)
    return made


def _read_citations(state: StateCore) -> None:
    for at, token in enumerate(state.tokens):
        if token.type == "inline" and token.children:
            token.children = list(_inline(token.children))
            if at > 1 and state.tokens[at - 2].type == "list_item_open":
                _tick(token.children)


def _tick(tokens: Sequence[Token]) -> None:
    """A task's box, "[x]", as a sign that reads as one."""
    first = next((each for each in tokens if each.content), None)
    if first is not None and first.type == "text":
        box = _BOX.match(first.content)
        if box:
            sign = "☐" if box[1] == " " else "☑"
            first.content = f"{sign} {first.content[box.end() :]}"


def _inline(tokens: Sequence[Token]) -> Iterator[Token]:
    links = 0
    for at, token in enumerate(tokens):
        links += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and not links:
            yield from _text(token.content)
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.type == "strong_open" and following and following.type == "text":
            mark = _MARK.fullmatch(following.content.strip())
            if mark:
                token.attrSet("class", f"mark {mark[1].lower()}")
        yield token


def _text(content: str) -> Iterator[Token]:
    done = 0
    for found in _CITATION.finditer(content):
        yield _plain(content[done : found.start()] + "[")
        for number, name in enumerate(found[1].split(",")):
            if number:
                yield _plain(", ")
            yield from _link(name.strip().lower())
        yield _plain("]")
        done = found.end()
    yield _plain(content[done:])


def _plain(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(name: str) -> Iterator[Token]:
    attributes: dict[str, str | int | float] = {
        "href": f"#cite-{name}", "class": "cite", "data-cite": name,
    }  # fmt: skip
    yield Token("link_open", "a", 1, attrs=attributes)
    yield _plain(name)
    yield Token("link_close", "a", -1)
