"""What the documentation shows: its pages, their links, and the command lines in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.docs.session import ROOT

_FENCE = re.compile(r"^(```+)([a-z]*)\n(.*?)^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"`((?:\.venv/bin/)?hansei [^`]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_START = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?(hansei .*)")
_SHELL_FENCES = ("sh", "console")
_GENERATED = ROOT / "docs" / "reference"
_OTHERS = ROOT / "docs" / "checks"


class Command(NamedTuple):
    """A command line with the page that shows it."""

    page: str
    words: tuple[str, ...]


def pages() -> list[Path]:
    """Every page that people read."""
    top = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "examples/README.md")
    found = [ROOT / each for each in top]
    return [*found, *sorted((ROOT / "docs").rglob("*.md"))]


def links(page: Path) -> Iterator[str]:
    """The relative links of a page, pictures among them."""
    text = _SPAN.sub("", _FENCE.sub("", page.read_text(encoding="utf-8")))
    for target in _LINK.findall(text):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings as GitHub makes them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    found: set[str] = set()
    for heading in _HEADING.findall(text):
        bare = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        slug, count = bare.replace(" ", "-"), 0
        while slug in found:
            count += 1
            slug = f"{bare.replace(' ', '-')}-{count}"
        found.add(slug)
    return found


def commands() -> list[Command]:
    """Every `hansei ...` line of the pages, each once a page, without pipes and redirections."""
    found: dict[Command, None] = {}
    for page in pages():
        if page.is_relative_to(_OTHERS):
            continue
        name = page.relative_to(ROOT).as_posix()
        for line in _lines(page.read_text(encoding="utf-8"), generated=page.parent == _GENERATED):
            words = tuple(_words(line))
            if len(words) > 1:
                found[Command(name, words)] = None
    return list(found)


def _lines(text: str, *, generated: bool) -> Iterator[str]:
    for _, language, body in _FENCE.findall(text):
        if language in _SHELL_FENCES:
            for line in body.replace("\\\n", " ").splitlines():
                start = _START.match(line)
                if start:
                    yield start[1]
    if not generated:
        for span in _SPAN.findall(_FENCE.sub("", text)):
            yield span.removeprefix(".venv/bin/")


def _words(line: str) -> Iterator[str]:
    lexer = shlex.shlex(re.sub(r"\d?>.*", "", line), posix=True, punctuation_chars="|;&")
    lexer.whitespace_split = True
    for word in lexer:
        if word[0] in "|;&":
            return
        yield word
