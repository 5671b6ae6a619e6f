"""Finds the sentences of a Markdown or plain text, each with its place.

What is no prose is blanked out, character for character, so that every offset still holds: code,
link targets, comments, tags, front matter and quoted log lines. Inline code stays as a word of
its own, since it can be the subject of a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

CODE = "\u00a4"
"""Stands for each character of inline code."""

_FENCE = re.compile(r"[ \t>]{0,20}(`{3,}|~{3,})")
_CODE_SPAN = re.compile(r"`+[^`\n]*`+")
_LINK_TARGET = re.compile(r"\]\([^()\n]*\)|\]\[[^\[\]\n]*\]")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_URL = re.compile(r"\bhttps?://[^\s<>()\]]+")
_EMPHASIS = re.compile(r"\*{1,3}|~~|(?<!\w)_{1,3}|_{1,3}(?!\w)")
_TYPOGRAPHY = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00a0": " ", "\t": " "})
_LOG = re.compile(
    r"\s*(?:"
    r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S{0,20}.{0,80}?"
    r"\b(?:ERROR|WARN|WARNING|INFO|DEBUG|FATAL|TRACE)\b"
    r"|[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d \S{1,80} \S{1,80}:"
    r"|(?:ERROR|WARN|WARNING|INFO|FATAL|DEBUG|panic|Error|Exception|Traceback)[\]:] ?"
    r"|[EWI]\d{4} \d\d:\d\d:\d\d|[{\[]\s?\"|\$ \S|\s+at \S{1,200}\(|level="
    r")"
)
_HEADING = re.compile(r" {0,3}#{1,6}(?= )")
_RULE_LINE = re.compile(r"\s*[-=_+:|\s]{3,}$")
_ITEM = re.compile(r"[ >]*(?:[-+*\u2022]|\d{1,3}[.)])(?= )(?: +\[[ xX]\](?= ))?")
_QUOTE = re.compile(r" {0,3}>[ >]*")
_STOP = re.compile(r"[.!?][\"')\]]{0,3}(?=\s)")
_RULED = frozenset("-=_+:|")
_LOGGED, _LISTED = frozenset("[{$"), frozenset("-+*\u2022")
_ABBREVIATIONS = frozenset(
    "e.g i.e etc vs cf mr mrs ms dr st no approx incl resp est fig al inc ltd co dept".split()
)
_LONGEST_LINE_LOOKED_AT = 400


class Sentence(NamedTuple):
    """A sentence as written (blanked where it is no prose) and its offset in the text."""

    text: str
    start: int


class Places:
    """Turns an offset into a line and a column, both counted from 1."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self._text = text
        self._first = first_line

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self._text.split("\n")[:-1])]

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column of `offset`."""
        index = bisect_right(self._starts, offset) - 1
        return self._first + index, offset - self._starts[index] + 1


def comments(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each closed HTML comment."""
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            return
        yield start, end + 3
        start = text.find("<!--", end + 3)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of `text`, in order; takes time linear in its length."""
    prose = _blank_comments(text)
    for start, block in _blocks(prose):
        yield from _split(block, start)


def _blank_comments(text: str) -> str:
    pieces, done = [], 0
    for start, end in comments(text):
        pieces += [text[done:start], _spaces(text[start:end])]
        done = end
    return "".join([*pieces, text[done:]])


def _spaces(text: str) -> str:
    if "\n" not in text:
        return " " * len(text)
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Runs of lines that belong together: a paragraph, a list item, a heading, a table cell."""
    lines = text.split("\n")
    offset, begin, fence = 0, 0, ""
    held: list[str] = []
    skip_to = _front_matter(lines)
    for number, line in enumerate(lines):
        start, offset = offset, offset + len(line) + 1
        if fence or "```" in line or "~~~" in line:
            fence, fenced = _fence_state(fence, line)
        else:
            fenced = False
        head = line[:_LONGEST_LINE_LOOKED_AT]
        if number < skip_to or fenced or _is_no_prose(head):
            parts: list[tuple[int, str]] = []
            ends, starts = True, True
        else:
            parts, starts, ends = _line_parts(line, head)
        if starts and held:
            yield begin, "\n".join(held)
            held = []
        if ends:
            yield from ((start + at, part) for at, part in parts)
        elif parts:
            if not held:
                begin = start
            held.append(parts[0][1])
    if held:
        yield begin, "\n".join(held)


def _front_matter(lines: list[str]) -> int:
    if lines[0].rstrip() != "---":
        return 0
    for number, line in enumerate(lines[1:200], 1):
        if line.rstrip() in ("---", "..."):
            return number + 1
    return 0


def _fence_state(fence: str, line: str) -> tuple[str, bool]:
    match = _FENCE.match(line) if "```" in line or "~~~" in line else None
    if fence:
        closes = match is not None and match[1].startswith(fence)
        return ("" if closes else fence), True
    if match and not (match[1][0] == "`" and "`" in line[match.end() :]):
        return match[1], True
    return "", False


def _is_no_prose(head: str) -> bool:
    bare = head.lstrip()
    if not bare:
        return True
    first = bare[0]
    if first in _RULED:
        return _RULE_LINE.match(head) is not None
    loggy = first.isupper() or first.isdecimal() or first in _LOGGED
    if loggy or bare.startswith(("panic", "at ", "at\t", "level=")):
        return _LOG.match(head) is not None
    return False


def _line_parts(line: str, head: str) -> tuple[list[tuple[int, str]], bool, bool]:
    """The blanked line as parts, whether it starts a block, and whether it ends one."""
    first = head.lstrip(" >")[:1]
    marker = _HEADING.match(head) if first == "#" else None
    if marker:
        return [(0, blank_inline(" " * marker.end() + line[marker.end() :]))], True, True
    if "|" in line and (line.count("|") >= 2 or head.lstrip().startswith("|")):
        return list(_cells(line)), True, True
    marker = _ITEM.match(head) if first in _LISTED or first.isdecimal() else None
    if marker:
        return [(0, blank_inline(" " * marker.end() + line[marker.end() :]))], True, False
    marker = _QUOTE.match(head) if ">" in head else None
    if marker:
        line = " " * marker.end() + line[marker.end() :]
    return [(0, blank_inline(line))], False, False


def _cells(line: str) -> Iterator[tuple[int, str]]:
    at = 0
    for cell in blank_inline(line).split("|"):
        if cell.strip():
            yield at, cell
        at += len(cell) + 1


def blank_inline(line: str) -> str:
    """One line with its marks, code, tags and targets blanked out; of the same length."""
    if not line.isascii() or "\t" in line:
        line = line.translate(_TYPOGRAPHY)
    if "`" in line:
        line = _CODE_SPAN.sub(lambda m: CODE * len(m[0]), line)
    if "](" in line or "][" in line:
        line = _LINK_TARGET.sub(lambda m: " " * len(m[0]), line)
    if "://" in line:
        line = _URL.sub(lambda m: CODE * len(m[0]), line)
    if "<" in line:
        line = _TAG.sub(lambda m: " " * len(m[0]), line)
    if "*" in line or "_" in line or "~" in line:
        line = _EMPHASIS.sub(lambda m: " " * len(m[0]), line)
    return line.replace("[", " ").replace("]", " ") if "[" in line or "]" in line else line


def _split(block: str, offset: int) -> Iterator[Sentence]:
    begin = 0
    for stop in _STOP.finditer(block):
        end = stop.end()
        if _continues(block, stop.start(), end):
            continue
        yield from _sentence(block, begin, end, offset)
        begin = end
    yield from _sentence(block, begin, len(block), offset)


def _continues(block: str, at: int, end: int) -> bool:
    """Whether the full stop at `at` belongs to an abbreviation or is followed by lower case."""
    following = block[end : end + 80].lstrip()
    if following[:1].islower():
        return True
    if block[at] != ".":
        return False
    word = block[max(0, at - 12) : at].split()[-1:]
    return bool(word) and word[0].lstrip("(").lower() in _ABBREVIATIONS


def _sentence(block: str, begin: int, end: int, offset: int) -> Iterator[Sentence]:
    text = block[begin:end]
    kept = text.strip()
    if kept:
        yield Sentence(kept, offset + begin + text.index(kept[0]))
