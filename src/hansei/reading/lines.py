"""The lines of a report, each with its shape: heading, list item, table row, code, text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

LONGEST_LINE = 20_000
MOST_LINES = 200_000


class Shape(StrEnum):
    BLANK = "blank"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    CODE = "code"
    RULE = "rule"
    COMMENT = "comment"
    TEXT = "text"


class Line(NamedTuple):
    """One line: `number` counts from 1, `level` is a heading's, `indent` counts columns.

    `content` is the text without the marks of its shape.
    """

    number: int
    shape: Shape
    content: str
    raw: str
    indent: int = 0
    level: int = 0


_HEADING = re.compile(r"(#{1,6})(?:\s+|(?=[A-Za-z0-9]))(.*?)\s*#*\s*$")
_ITEM = re.compile(r"(?:[-*+•‣▪–]|\d{1,3}[.)](?!\d))(?:\s+|$)(.*)$")
_RULE = re.compile(r"(?:-\s?){3,}$|(?:\*\s?){3,}$|(?:_\s?){3,}$|={3,}$")
_FENCE = ("```", "~~~")
_LINK = re.compile(
    r"!?\[([^\[\]]{0,1000})\]\([^()\s]{0,2000}(?:\([^()]{0,200}\))?(?:\s\"[^\"]{0,200}\")?\)"
)
_REFERENCE = re.compile(r"\[([^\[\]]{1,300})\]\[[^\[\]]{0,100}\]")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>|<!--[^<>]{0,2000}-->")
_UNDERSCORES = re.compile(r"(?<![\w`])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![\w`])")
_RULED, _LISTED = frozenset("-*_="), frozenset("-*+•‣▪–")


def lines_of(text: str, first: int = 1) -> list[Line]:
    """All lines with their shapes, numbered from `first`. Fenced code and comments are told."""
    found: list[Line] = []
    fence = ""
    comment = False
    for number, written in enumerate(text.split("\n")[:MOST_LINES], first):
        raw = written[:LONGEST_LINE].replace("\t", "    ").rstrip()
        if not raw and not fence and not comment:
            found.append(Line(number, Shape.BLANK, "", raw))
            continue
        stripped = raw.lstrip(" \f\xa0\ufeff")
        indent = len(raw) - len(stripped)
        if fence or stripped.startswith(_FENCE):
            fence = _next_fence(fence, stripped)
            found.append(Line(number, Shape.CODE, stripped, raw, indent))
            continue
        if comment or (stripped.startswith("<!--") and "-->" not in stripped):
            comment = "-->" not in stripped
            found.append(Line(number, Shape.COMMENT, "", raw, indent))
            continue
        found.append(_line(number, raw, stripped, indent))
    return _underlined(found)


def _next_fence(fence: str, stripped: str) -> str:
    if not fence:
        mark = stripped[:3]
        return "" if stripped.count(mark) > 1 and len(stripped) > 6 else mark
    return "" if stripped.startswith(fence) or stripped.endswith(fence) else fence


def _line(number: int, raw: str, stripped: str, indent: int) -> Line:
    if not stripped:
        return Line(number, Shape.BLANK, "", raw)
    if stripped.startswith("<!--"):
        return Line(number, Shape.COMMENT, "", raw, indent)
    if stripped[0] == "#" and indent < 4:
        match = _HEADING.match(stripped)
        if match:
            return Line(number, Shape.HEADING, match[2].strip(), raw, indent, len(match[1]))
    first = stripped[0]
    if first in _RULED and _RULE.match(stripped):
        return Line(number, Shape.RULE, stripped, raw, indent)
    if first == "|" or stripped.count("|") >= 2:
        return Line(number, Shape.ROW, stripped, raw, indent)
    item = _ITEM.match(stripped) if first in _LISTED or first.isdecimal() else None
    if item:
        return Line(number, Shape.ITEM, item[1].strip(), raw, indent)
    return Line(number, Shape.TEXT, stripped.strip("> ") or "", raw, indent)


def _underlined(found: list[Line]) -> list[Line]:
    for index in range(1, len(found)):
        line, above = found[index], found[index - 1]
        if line.shape is not Shape.RULE or above.shape is not Shape.TEXT or above.indent > 3:
            continue
        mark = line.content[0]
        alone = index < 2 or found[index - 2].shape in (Shape.BLANK, Shape.RULE)
        if mark in "=-" and alone and len(above.content) < 200:
            level = 1 if mark == "=" else 2
            found[index - 1] = above._replace(shape=Shape.HEADING, level=level)
            found[index] = line._replace(shape=Shape.BLANK, content="")
    return found


def plain(markdown: str, longest: int = 2000) -> str:
    """Markdown of a few lines as one line of plain text: links by their wording, no emphasis."""
    text = markdown[: longest * 4]
    if "[" in text:
        text = _REFERENCE.sub(r"\1", _LINK.sub(r"\1", _LINK.sub(r"\1", text)))
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "_" in text:
        text = _UNDERSCORES.sub("", text)
    text = " ".join(text.replace("*", "").replace("~~", "").split()).strip(" |")
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def cells_of(content: str, *, outer: bool = True) -> list[str]:
    """The cells of a table row, escaped bars taken care of.

    `outer`: the table's rows begin with a bar. Without it a leading bar means an empty cell.
    """
    text = content.strip()
    if "\\|" in text:
        text = text.replace("\\|", "\x00")
    if outer:
        text = text.removeprefix("|")
    text = text.removesuffix("|")
    return [cell.strip().replace("\x00", "|") for cell in text.split("|")]


def is_separator(content: str) -> bool:
    """Whether a table row is the dashes under a header."""
    return "-" in content and not content.strip("|:- \t")


def split_side(text: str) -> str:
    """A printed page in two columns as one: what stands in the right column goes to the end.

    Printed reports carry a side column (owner, times, duration) whose lines would otherwise run
    into the sentences on their left. Line numbers of the left column stay as they are; the right
    column's lines follow as if appended to the same lines behind a form feed.
    """
    lines = text.split("\n")
    column = _side_column(lines)
    if column is None:
        return text
    return "\n".join(_folded(line, column) for line in lines)


SIDE_MARK = "\x1f"
"""Stands between the left and the right column of a line that `split_side` has read."""


def _folded(line: str, column: int) -> str:
    left, right = line[:column], line[column:]
    if not right.strip() or (left.strip() and left[-2:].strip()):
        return line
    return f"{left.rstrip()}{SIDE_MARK}{right.strip()}"


def _side_column(lines: Sequence[str]) -> int | None:
    starts: dict[int, int] = {}
    for line in lines[:120]:
        if len(line) < 45 or "|" in line[:2]:
            continue
        gap = line.rstrip().rfind("   ")
        if gap >= 40:
            starts[gap + 3] = starts.get(gap + 3, 0) + 1
    if not starts:
        return None
    column = max(starts, key=lambda start: starts[start])
    return column if starts[column] >= 4 else None
