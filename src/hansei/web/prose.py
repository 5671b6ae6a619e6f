"""Markdown as HTML that is safe to show: rendered, then sanitised against an allow-list."""

from __future__ import annotations

from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = frozenset(
    "a p br hr em strong s del code pre blockquote ul ol li table thead tbody tr th td"
    " h1 h2 h3 h4 h5 h6".split()
)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def markdown(text: str) -> Markup:
    """`text` as HTML. Raw HTML in it is shown as text; images and scripts never load."""
    html = nh3.clean(
        _parser().render(text),
        tags=set(_TAGS),
        attributes={"a": {"href", "title"}, "th": {"align"}, "td": {"align"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704 - sanitised above
