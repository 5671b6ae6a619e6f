"""Markdown as HTML that is safe to show: rendered, then sanitised against an allow-list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = frozenset(
    "a p br hr em strong s del code pre blockquote ul ol li table thead tbody tr th td"
    " h1 h2 h3 h4 h5 h6".split()
)
_ATTRIBUTES: Mapping[str, set[str]] = {
    "a": {"href", "title"},
    "th": {"align"},
    "td": {"align"},
    "ol": {"start"},
}


def parser() -> MarkdownIt:
    """How Markdown is read everywhere: raw HTML is text, tables and strikethrough are known."""
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@cache
def _plain() -> MarkdownIt:
    return parser()


def clean(html: str, *, attributes: Mapping[str, set[str]] | None = None) -> Markup:
    """Rendered Markdown without what could load or run; `attributes` are allowed beside the usual.

    They are ones that the renderer of the caller writes itself, such as classes.
    """
    allowed = {tag: set(names) for tag, names in _ATTRIBUTES.items()}
    for tag, names in (attributes or {}).items():
        allowed[tag] = allowed.get(tag, set()) | names
    return Markup(  # noqa: S704 - sanitised here
        nh3.clean(
            html,
            tags=set(_TAGS),
            attributes=allowed,
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
        )
    )


def markdown(text: str) -> Markup:
    """`text` as HTML. Raw HTML in it is shown as text; images and scripts never load."""
    return clean(_plain().render(text))
