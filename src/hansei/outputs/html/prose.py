"""Markdown of the post-mortem as HTML: CommonMark with GitHub's tables and strikethrough.

Raw HTML is shown as text, never taken over: only line breaks and comments are understood.
The result goes through a sanitiser all the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from hansei.outputs.html.content import anchor
from hansei.outputs.html.marks import mark_statements
from hansei.outputs.html.markup import Html, clean, element, join

_EVENT = re.compile(r"[eE]v?[0-9]{1,9}")
_MOST_CITED = 40  # events in one pair of brackets
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,", re.IGNORECASE)
_ATTRIBUTES = {
    "a": {"href", "title", "id", "class"}, "span": {"class", "title"}, "strong": {"class"},
    "ol": {"start"}, "th": {"class", "scope"}, "td": {"class"}, "img": {"src", "alt", "title"},
    "p": {"class"}, "li": {"class"},
}  # fmt: skip
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol",
    "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip

Env = MutableMapping[str, Any]


class Prose:
    """Renders the texts of one document and remembers which events they cite.

    `titles` holds a short description of every event that can be cited. After rendering,
    `citations` maps each cited event to the anchors of its citations.
    """

    def __init__(self, titles: Mapping[str, str]) -> None:
        self.titles = titles
        self.citations: defaultdict[str, list[str]] = defaultdict(list)
        self._count = 0
        self._markdown = self._build()
        self._cleaner = nh3.Cleaner(
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            attribute_filter=_only_safe_data,
            url_schemes={"http", "https", "mailto", "data"},
            link_rel="noopener noreferrer",
        )

    def render(self, text: str) -> Html:
        """The text as blocks."""
        return self._finish(self._markdown.render(clean(text), {}))

    def inline(self, text: str) -> Html:
        """One line of text, without a paragraph around it and without links to events."""
        return self._finish(self._markdown.renderInline(clean(text), {"inline": True}))

    def _finish(self, rendered: str) -> Html:
        safe = self._cleaner.clean(rendered)
        # Literal tags in the text are escaped by now: these are the tables' own.
        opening = '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>'
        return Html(safe.replace("<table>", opening).replace("</table>", "</table></div>"))

    def _build(self) -> MarkdownIt:
        markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 20})
        markdown.enable(["table", "strikethrough"])
        markdown.inline.ruler.before("link", "citation", _citation)
        markdown.core.ruler.push("marks", mark_statements)
        markdown.core.ruler.push("shape", _shape)
        markdown.renderer.rules.update(  # type: ignore[attr-defined]
            citation=self._render_citation,
            html_inline=_render_raw,
            html_block=_render_raw_block,
            image=_render_image,
        )
        return markdown

    def _render_citation(
        self, tokens: Sequence[Token], index: int, _options: object, env: Env
    ) -> str:
        events = tokens[index].meta["events"]
        if env.get("inline"):
            return join("[", ", ".join(events), "]")
        parts = [self._cite(each) for each in events]
        return element("span", "[", join(*parts, between=", "), "]", class_="cites")

    def _cite(self, event: str) -> Html:
        event = event if event in self.titles else event.lower()
        if event not in self.titles:
            return element("span", event, class_="uncited", title="No such event or evidence")
        self._count += 1
        here = f"cite-{self._count}"
        self.citations[event].append(here)
        return element(
            "a", event, href=f"#{anchor(event)}", id=here, class_="cite", title=self.titles[event]
        )


def _citation(state: StateInline, silent: bool) -> bool:
    """Reads "[e3, e7]" where no link text is meant."""
    if state.src[state.pos] != "[":
        return False
    end = state.src.find("]", state.pos, min(state.posMax, state.pos + 12 * _MOST_CITED))
    if end < 0 or state.src[end + 1 : end + 2] in ("(", "[", ":"):
        return False
    events = [each.strip() for each in state.src[state.pos + 1 : end].split(",")]
    if len(events) > _MOST_CITED or not all(_is_event(each) for each in events):
        return False
    if not silent:
        state.push("citation", "", 0).meta = {"events": events}
    state.pos = end + 1
    return True


def _is_event(text: str) -> bool:
    return _EVENT.fullmatch(text) is not None


def _shape(state: StateCore) -> None:
    """Headings below the section's own without a gap; column headers and alignment."""
    levels: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            written = int(token.tag[1])
            while levels and levels[-1] >= written:
                levels.pop()
            levels.append(written)
            token.tag = f"h{min(6, len(levels) + 2)}"
        elif token.type == "heading_close":
            token.tag = f"h{min(6, len(levels) + 2)}"
        elif token.type in ("th_open", "td_open"):
            _align(token)


def _align(cell: Token) -> None:
    style = str(cell.attrs.pop("style", ""))
    if style:
        cell.attrSet("class", style.replace("text-align:", "align-"))
    if cell.type == "th_open":
        cell.attrSet("scope", "col")


def _render_raw(tokens: Sequence[Token], index: int, *_: object) -> str:
    raw = tokens[index].content.strip()
    if _BREAK.fullmatch(raw):
        return "<br>"
    return "" if raw.startswith("<!--") else join(raw)


def _render_raw_block(tokens: Sequence[Token], index: int, *_: object) -> str:
    raw: str = tokens[index].content.strip()
    if not raw.startswith("<!--"):
        return element("p", raw)
    rest = raw.partition("-->")[2].strip()
    return element("p", rest) if rest else ""


def _render_image(tokens: Sequence[Token], index: int, *_: object) -> str:
    """An embedded image as it is, one from elsewhere as a link: the page asks for nothing."""
    token: Token = tokens[index]
    address, words = str(token.attrs.get("src", "")), token.content or "image"
    if _IMAGE.match(address):
        return element("img", src=address, alt=words)
    return element("a", f"Image: {words}", href=address)


def _only_safe_data(tag: str, attribute: str, value: str) -> str | None:
    is_data = attribute in ("href", "src") and value.strip().lower().startswith("data:")
    if is_data and not (tag == "img" and _IMAGE.match(value)):
        return None
    return value
