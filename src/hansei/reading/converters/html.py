"""An HTML page as Markdown: exports of wikis and editors, printed pages, rendered Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from bs4 import BeautifulSoup

from hansei.reading.converters.markdown import Markdown
from hansei.reading.converters.shapes import shape
from hansei.reading.converters.tidy import tidy

_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{1,500})</title", re.IGNORECASE)
_TITLE_WITHIN = 100_000
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ue000\ue001\ue002\ue003"))
_BLANKS = re.compile(r"\n{3,}")
_TICK = re.compile(r"^(\s*- )([☐☑☒✅✔])\s*", re.MULTILINE)
_SPACE = re.compile(r"\s+")


def html_text(html: str) -> str:
    """The page's text with its headings, lists, tables, task boxes, links and machine times.

    Scripts, styles, navigation and pictures are left out. Takes time linear in the length; raises
    Unreadable for a page of more elements than `tidy` allows.
    """
    soup = BeautifulSoup(f"<div>{tidy(html)}</div>", "html.parser")
    shape(soup)
    converter = Markdown()
    text = str(converter.convert_soup(soup)).translate(_UNSEEN).replace("\xa0", " ")
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    text = _TICK.sub(_ticked, _BLANKS.sub("\n\n", text)).strip("\n") + "\n"
    return _titled(text, html, converter.titles)


def _titled(text: str, html: str, titles: Sequence[str]) -> str:
    """The text with its title first: the page's only heading of the first level, or its name.

    Breadcrumbs and labels stand before the heading on many pages.
    """
    if len(titles) == 1:
        before, found, after = text.partition(f"\n# {titles[0]}\n")
        return f"{found[1:]}\n{before}{after}" if found else text
    name = _TITLE.search(html[:_TITLE_WITHIN])
    if name and not titles:
        return f"# {_SPACE.sub(' ', unescape(name[1])).strip()}\n\n{text}"
    return text


def _ticked(match: re.Match[str]) -> str:
    return f"{match[1]}[{' ' if match[2] == '☐' else 'x'}] "
