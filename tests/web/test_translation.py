"""Every text that a page shows can be translated: templates hold no bare words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from hansei import web

_FOLDER = Path(web.__file__).parent / "templates"
_TEMPLATES = sorted(path for path in _FOLDER.rglob("*.html"))
_QUIET = re.compile(r"<(script|style|code|kbd|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_TRANS = re.compile(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", re.DOTALL)
_CLASS = re.compile(r"\{% block width %\}.*?\{% endblock %\}")
_SHOWN = re.compile(r"""\b(?:aria-label|placeholder|title|alt|data-command)="([^"]*)\"""")
_LEXER = Environment()
_TAG = re.compile(r"<[^>]*>", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")
_NAMES = frozenset(
    {"Hansei", "Markdown", "doctype", "html", "px", "UTC", "nbsp", "middot", "API", "JSON"}
)


def _bare(text: str) -> list[str]:
    """The words outside of code, in text and in the attributes that people read or hear."""
    tokens = _LEXER.lex(_CLASS.sub(" ", _TRANS.sub(" ", text)))
    kept = _QUIET.sub(" ", "".join(value for _, kind, value in tokens if kind == "data"))
    shown = [*_SHOWN.findall(kept), _TAG.sub(" ", kept)]
    return [word for each in shown for word in _WORD.findall(each) if word not in _NAMES]


def test_there_are_templates() -> None:
    assert len(_TEMPLATES) > 5


@pytest.mark.parametrize("path", _TEMPLATES, ids=lambda path: str(path.relative_to(_FOLDER)))
def test_a_template_holds_no_bare_words(path: Path) -> None:
    assert not _bare(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    ["<p>Hello there</p>", '<input placeholder="Your name">', "{% if x %}Yes indeed{% endif %}"],
)
def test_bare_words_are_found(text: str) -> None:
    assert _bare(text)
