"""The review of a quarter as one file: a page that needs nothing beside it, and a PDF.

WeasyPrint draws SVG by the styles inside of it, and knows neither `light-dark` nor `color-mix`:
for paper the charts' styles are put in with the light scheme's colours.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from typing import Any, NoReturn

from django.template.loader import render_to_string
from django.utils import timezone

from hansei.dashboards.quarter import MOST_LISTED, Quarter
from hansei.domain.errors import UsageError

_TOKEN = re.compile(r"--([\w-]+):\s*(?:light-dark\((#[0-9a-f]{6}),[^;]*\)|([^;]+));")
_VAR = re.compile(r"var\(--([\w-]+)\)")
_MIX = re.compile(r"color-mix\(in srgb, (#[0-9a-f]{6}) (\d+)%, (#[0-9a-f]{6})\)")
_NARROW = re.compile(r'<svg class="chart-narrow".*?</svg>', re.DOTALL)
_MEDIA = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINK = re.compile(r"<a [^>]*>|</a>")
"""Charts lead to lists of the application, which a file has not beside it."""
_DRAWING = re.compile(r'<svg (?=class="chart-wide"|viewBox="0 0 18 12")[^>]*>')


def has_pdf() -> bool:
    """Whether a PDF can be made here."""
    return find_spec("weasyprint") is not None


def as_html(found: Quarter) -> str:
    """One page with its styles inside; light and dark follow the reader's system."""
    styles = (_tokens_css(), _css("charts.css"), _css("learning.css"), _css("paper.css"))
    return _page(found, "\n".join(styles))


def as_pdf(found: Quarter) -> bytes:
    """The same on paper. Raises UsageError where WeasyPrint is not installed."""
    if not has_pdf():
        raise UsageError("a PDF needs WeasyPrint: pip install 'hansei[pdf]'")
    weasyprint = import_module("weasyprint")

    colours = "\n".join(f"--{name}: {value};" for name, value in _tokens().items())
    rest = _light(_css("learning.css") + _css("charts.css")) + _css("paper.css")
    page = _NARROW.sub("", _page(found, f":root {{ {colours} }}\n{rest}"))
    page = _DRAWING.sub(lambda found: f"{found[0]}<style>{_drawing_css()}</style>", page)
    made: bytes = weasyprint.HTML(string=page, url_fetcher=_refuse).write_pdf()
    return made


def _page(found: Quarter, styles: str) -> str:
    shown: dict[str, Any] = {
        "quarter": found,
        "most_listed": MOST_LISTED,
        "styles": styles,
        "made": timezone.now(),
    }
    return _LINK.sub("", str(render_to_string("learning/paper.html", shown, using="pages")))


def _refuse(address: str, *_args: object, **_options: object) -> NoReturn:
    raise ValueError(f"nothing is fetched for a paper, not {address[:80]}")


@cache
def _css(name: str) -> str:
    return (files("hansei.web") / "static" / "css" / name).read_text(encoding="utf-8")


@cache
def _tokens_css() -> str:
    """The tokens without the fonts, which are other files."""
    return re.sub(r"@font-face\s*\{[^}]*\}", "", _css("tokens.css"))


@cache
def _tokens() -> dict[str, str]:
    """The tokens of the light scheme, colours and sizes."""
    root = _tokens_css().partition(":root {")[2].partition("\n}")[0]
    found = {name: light or plain for name, light, plain in _TOKEN.findall(_COMMENT.sub("", root))}
    return {name: value for name, value in found.items() if "light-dark" not in value}


@cache
def _drawing_css() -> str:
    """The styles of what is drawn, as SVG can use them inside of itself."""
    plain = _MEDIA.sub("", _COMMENT.sub("", _light(_css("charts.css"))))
    return re.sub(r"\.chart (?=[.t])", "", re.sub(r"\s+", " ", plain))


def _light(css: str) -> str:
    """Styles with the light scheme's colours in place of variables and mixtures."""
    return _MIX.sub(_mixed, _VAR.sub(lambda found: _tokens().get(found[1], found[0]), css))


def _mixed(found: re.Match[str]) -> str:
    share = int(found[2]) / 100
    pairs = zip(_parts(found[1]), _parts(found[3]), strict=True)
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in pairs)


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
