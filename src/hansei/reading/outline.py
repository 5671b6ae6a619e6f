"""The sections of a report: its headings, however they are marked, and the lines below each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from hansei.reading.lines import Line, Shape, plain
from hansei.reading.sections import exact_key, normal, section_key
from hansei.reading.stamps import stamp_at

_BOLD_LINE = re.compile(r"(?:\*\*|__)([^*_]{2,90})(?:\*\*|__)\s*:?\s*$")
_BOLD_LABEL = re.compile(r"(?:\*\*|__)([^*_]{2,60}?)\s*:?\s*(?:\*\*|__)\s*:?\s*(.*)$")
_LABEL = re.compile(r"([A-Z][A-Za-z /&'’-]{2,50}):(?:\s+(.*))?$")
_INLINE_LEVEL, _BOLD_LEVEL = 8, 7
_FOLDING = frozenset(("actions", "timeline"))
_ASIDE = frozenset(("metadata", "people", "stats", "references"))
_OWN = frozenset(("timeline", "actions", "lessons", "summary"))


@dataclass(slots=True)
class Part:
    """A section as it stands: its key, title, heading line and the lines that belong to it."""

    key: str
    title: str
    number: int
    level: int
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """All parts in order; the first one may be a preamble without title."""

    title: str
    parts: list[Part]
    title_line: int = 0


class _Head:
    __slots__ = ("content", "inline", "key", "level", "title")

    def __init__(
        self, level: int, title: str, key: str, content: str = "", *, inline: bool = False
    ) -> None:
        self.level, self.title, self.key = level, title, key
        self.content, self.inline = content, inline


def outline_of(lines: Sequence[Line]) -> Outline:
    """The parts of a report. Headings that are times stay in the part that they stand in."""
    marked = sum(line.shape is Shape.HEADING for line in lines)
    title, title_index = _title(lines)
    parts = [Part("", "", 0, 0)]
    stack: list[Part] = []
    for index, line in enumerate(lines):
        if index == title_index:
            continue
        head = _head(lines, index, marked, bool(stack) and stack[-1].key == "timeline")
        if head is None and line.shape is Shape.HEADING:
            _close_labels(stack)
        if head is None or _folds(head, stack):
            (stack[-1] if stack else parts[0]).lines.append(line)
            continue
        while stack and stack[-1].level >= head.level:
            stack.pop()
        if not head.key and stack:
            stack[-1].lines.append(line)
            continue
        part = Part(head.key, head.title, line.number, head.level)
        if head.content:
            part.lines.append(
                line._replace(shape=Shape.TEXT, content=head.content, raw=head.content)
            )
        parts.append(part)
        stack.append(part)
    return Outline(title, parts, lines[title_index].number if title_index >= 0 else 0)


def _close_labels(stack: list[Part]) -> None:
    """A heading that is a time ends what a label in the text above it began."""
    while len(stack) > 1 and stack[-1].level >= _BOLD_LEVEL:
        stack.pop()


def _folds(head: _Head, stack: list[Part]) -> bool:
    """Whether a heading only divides the part it stands in ("Process" below "Action items")."""
    inner = [part for part in stack if part.level < head.level]
    if not inner:
        return False
    parent = inner[-1]
    if parent.key and (parent.key == head.key or parent.key == "status_update"):
        return True
    if head.inline and parent.key and head.key in _ASIDE:
        return True
    return parent.key in _FOLDING and head.level < _BOLD_LEVEL and head.key not in _OWN


def _title(lines: Sequence[Line]) -> tuple[str, int]:
    for index, line in enumerate(lines[:60]):
        if line.shape in (Shape.BLANK, Shape.COMMENT, Shape.RULE, Shape.CODE):
            continue
        if line.shape is Shape.HEADING:
            name = plain(line.content)
            if normal(name) in ("title", ""):
                return _title_below(lines, index)
            if line.level == 1 and (not exact_key(name) or _only_h1(lines, index)):
                return name, index
            return ("", -1) if exact_key(name) else (name, index)
        if line.shape is Shape.TEXT and line.indent < 4:
            return _plain_title(lines, index)
        if line.shape is Shape.TEXT:
            continue
        return "", -1
    return "", -1


def _only_h1(lines: Sequence[Line], index: int) -> bool:
    return exact_key(lines[index].content) not in ("summary", "timeline", "metadata") and not any(
        line.shape is Shape.HEADING and line.level == 1 for line in lines[index + 1 :]
    )


def _title_below(lines: Sequence[Line], index: int) -> tuple[str, int]:
    for below in range(index + 1, min(index + 4, len(lines))):
        if lines[below].shape in (Shape.HEADING, Shape.TEXT):
            return plain(lines[below].content), below
    return "", -1


def _plain_title(lines: Sequence[Line], index: int) -> tuple[str, int]:
    """The first line of a text without marks, when it is short and stands apart."""
    line = lines[index]
    named = re.match(r"(?:\*\*)?title(?:\*\*)?\s*:\s*(?:\*\*)?\s*(.+)", line.content, re.IGNORECASE)
    if named:
        return plain(named[1]), index
    below = next((one for one in lines[index + 1 : index + 3]), None)
    heading_follows = any(one.shape is Shape.HEADING for one in lines[index + 1 : index + 4])
    stamp = stamp_at(line.content)
    label = _LABEL.match(line.content)
    if (
        len(line.content) < 120
        and not line.content.endswith((".", ":", ","))
        and not exact_key(line.content)
        and not heading_follows
        and (below is None or below.shape is Shape.BLANK or ":" in below.content)
        and not (stamp and stamp.time)
        and not (label and exact_key(label[1]))
    ):
        return plain(line.content), index
    return "", -1


def _head(lines: Sequence[Line], index: int, marked: int, in_timeline: bool) -> _Head | None:
    line = lines[index]
    if line.shape is Shape.HEADING:
        return _marked_head(line)
    if line.shape is Shape.ITEM and line.indent < 2:
        label = _bold_label(line.content)
        if label and exact_key(label[1]):
            return _Head(_INLINE_LEVEL, label[1], exact_key(label[1]), label[2], inline=True)
        return None
    if line.shape is not Shape.TEXT or line.indent > 3:
        return None
    return _text_head(lines, index, marked, in_timeline)


def _marked_head(line: Line) -> _Head | None:
    stamp = stamp_at(line.content)
    if stamp and not (stamp.time and stamp.time.weak):
        rest = line.content[stamp.end :].strip(" -–—:.,*_|")
        if stamp.time or not rest:
            return None
    title = plain(line.content)
    return _Head(line.level, title, section_key(title))


def _text_head(lines: Sequence[Line], index: int, marked: int, in_timeline: bool) -> _Head | None:
    content = lines[index].content
    bold = _BOLD_LINE.match(content)
    level = 2 if marked < 2 else _BOLD_LEVEL
    if bold and not _timed(bold[1]):
        key = section_key(bold[1]) if marked < 2 else exact_key(bold[1])
        return _Head(level + (marked < 2), bold[1], key) if key else None
    label = _bold_label(content) or _LABEL.match(content)
    if label:
        key = exact_key(label[1])
        strong = content.startswith(("*", "_")) or marked < 2
        if key and strong and not (in_timeline and key in ("detection", "metadata", "people")):
            depth = max(level, 3) if marked < 2 else _INLINE_LEVEL
            return _Head(depth, label[1], key, label[2] or "", inline=True)
        return None
    if marked < 2 and len(content) < 60 and exact_key(content) and not content.endswith("."):
        apart = index == 0 or lines[index - 1].shape is not Shape.TEXT
        upper = content[:1].isupper()
        followed = index + 1 < len(lines)
        if upper and followed and (apart or len(content.split()) > 1):
            return _Head(2, content, exact_key(content))
    return None


def _bold_label(content: str) -> re.Match[str] | None:
    """ "**Impact**: text", or "**Impact**" alone; bold words before a dash are no label."""
    label = _BOLD_LABEL.match(content)
    if label is None or (label[2] and ":" not in content[: label.start(2)]):
        return None
    return label


def _timed(text: str) -> bool:
    stamp = stamp_at(text)
    return bool(stamp and stamp.time)
