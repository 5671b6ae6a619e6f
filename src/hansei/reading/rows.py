"""The entries of a timeline, found in tables, lists, headings and lines alike."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from hansei.reading.figures import figure_label
from hansei.reading.lines import Line, Shape, plain
from hansei.reading.marks import label_milestone
from hansei.reading.stamps import Stamp, stamp_at, stamps_in
from hansei.reading.tables import PLACEHOLDER, table_rows

_SEPARATOR = re.compile(r"[\s:\-–—|>.,;*_~\]=]+")
_LABEL_WORDS = 7
_LONGEST = 1200
_PARAGRAPH = 12
_SHORT, _WIDE = 70, 120


class Row(NamedTuple):
    """One entry: where it stands (`line` to `last`), its stamp, its words.

    `label` tells that the words name what the time is of ("First detected 12:06"). A row without
    text only sets the day for those below it. `zone` is the one in its table's header.
    """

    line: int
    last: int
    stamp: Stamp
    text: str
    shape: Shape
    label: bool = False
    actor: str | None = None
    zone: str | None = None


class Unread(NamedTuple):
    """An entry whose time cannot be read, with the reason."""

    line: int
    text: str


class _Start(NamedTuple):
    at: int
    stamp: Stamp
    rest: str
    label: bool = False


def rows_in(lines: Sequence[Line], *, expected: bool) -> tuple[list[Row], list[Unread]]:
    """The entries among `lines`, in order. `expected`: the lines are a timeline's own.

    Where no timeline is expected, only plain times at the very start of a line count.
    """
    rows: list[Row] = []
    unread: list[Unread] = []
    index = 0
    starts: list[_Start] = []
    stops: set[int] = set()
    while index < len(lines):
        if lines[index].shape is Shape.ROW:
            end = index
            while end < len(lines) and lines[end].shape is Shape.ROW:
                end += 1
            found, bad = table_rows(lines[index:end], expected=expected)
            rows.extend(Row(*row) for row in found)
            unread.extend(Unread(*each) for each in bad)
            stops.add(index)
            index = end
            continue
        start = _start(lines, index, expected, starts)
        if start:
            starts.append(start)
        index += 1
    starts = _outermost(lines, starts)
    bounds = sorted({start.at for start in starts} | stops | {len(lines)})
    for start in starts:
        end = bounds[bisect_right(bounds, start.at)]
        row = _row(lines, start, end)
        if row:
            rows.append(row)
    return sorted(rows, key=lambda row: row.line), unread


def _outermost(lines: Sequence[Line], starts: Sequence[_Start]) -> list[_Start]:
    """The entries without plain lines that are indented deeper: times quoted inside an entry."""
    indents = [lines[each.at].indent for each in starts if lines[each.at].shape is Shape.TEXT]
    if not indents:
        return list(starts)
    allowed = min(indents) + 3
    return [
        each
        for each in starts
        if lines[each.at].shape is not Shape.TEXT or lines[each.at].indent <= allowed
    ]


def _start(
    lines: Sequence[Line], index: int, expected: bool, starts: Sequence[_Start]
) -> _Start | None:
    line = lines[index]
    if line.shape not in (Shape.HEADING, Shape.ITEM, Shape.TEXT) or not line.content:
        return None
    if PLACEHOLDER.search(line.content[:40]):
        return None
    stamp = stamp_at(line.content)
    if stamp is None:
        return _labelled(line, index, expected)
    rest = line.content[stamp.end :]
    if line.shape is Shape.TEXT and not expected and not _apart(lines, index, starts, rest):
        return None
    if stamp.time and stamp.time.weak and not (expected and (stamp.day or _separated(rest))):
        return None
    words = _unled(rest)
    if stamp.time is None:
        if not words or line.shape is Shape.HEADING:
            return _Start(index, stamp, "")
        if not (expected and line.shape is Shape.ITEM and _separated(rest)):
            return None
    if line.shape is Shape.TEXT and rest[:1].isalnum():
        return None
    return _Start(index, stamp, rest)


def _unled(rest: str) -> str:
    """What follows a stamp without the dash, colon or bar between."""
    match = _SEPARATOR.match(rest)
    return rest[match.end() :] if match else rest


def _apart(lines: Sequence[Line], index: int, starts: Sequence[_Start], rest: str) -> bool:
    """Whether a line that begins with a time is an entry, not the middle of a paragraph."""
    if index == 0 or (starts and starts[-1].at == index - 1):
        return True
    if not rest.strip() or rest.startswith(("  ", " - ", " – ", " — ", ": ")):
        return True
    return lines[index - 1].shape is not Shape.TEXT


def _separated(rest: str) -> bool:
    match = _SEPARATOR.match(rest)
    return bool(match and match[0].strip()) or not rest.strip()


def _labelled(line: Line, index: int, expected: bool) -> _Start | None:
    """An entry whose words come first: "Fault occurs 2020-02-12 11:45".

    Outside a timeline only the names of milestones count as such words.
    """
    stamps = stamps_in(line.content, 3)
    if len(stamps) != 1 or stamps[0].time is None or line.shape is Shape.HEADING:
        return None
    stamp = stamps[0]
    label = plain(line.content[: stamp.start]).strip(" :-–—@(")
    after = plain(line.content[stamp.end :]).strip(" .)")
    if figure_label(label):
        return None
    weak = stamp.time is not None and stamp.time.weak and stamp.day is None
    if weak or not label or len(label.split()) > _LABEL_WORDS or len(after.split()) > _LABEL_WORDS:
        return None
    sentence = line.shape is Shape.TEXT and line.content.endswith((".", "!"))
    if label.endswith((".", ",")) or sentence:
        return None
    label = re.sub(r"\s(?:at|on|time)$", "", label, flags=re.IGNORECASE)
    if not expected and label_milestone(label) is None:
        return None
    return _Start(index, stamp, f"{label} {after}".strip(), label=True)


def _row(lines: Sequence[Line], start: _Start, end: int) -> Row | None:
    line = lines[start.at]
    own = _unled(start.rest)
    pieces = [own] if own else []
    last = start.at
    day_only = start.stamp.time is None
    above = [] if pieces else _above(lines, start.at)
    if above:
        pieces = above
    elif not (start.label or (day_only and not start.rest and line.shape is Shape.ITEM)):
        more, last = _continuation(lines, start, end)
        pieces.extend(more)
    text = plain(_joined(pieces), _LONGEST)
    if day_only and line.shape is not Shape.ITEM and not _prose_follows(lines, start.at, end):
        text = ""
    return Row(line.number, lines[last].number, start.stamp, text, line.shape, start.label)


def _above(lines: Sequence[Line], at: int) -> list[str]:
    """The paragraph that ends with a time alone, as on status pages."""
    ends = at + 1 == len(lines) or lines[at + 1].shape is Shape.BLANK
    if not ends or lines[at].shape is not Shape.TEXT:
        return []
    first = at
    while first > 0 and lines[first - 1].shape is Shape.TEXT and at - first < _PARAGRAPH:
        first -= 1
    return [line.content for line in lines[first:at]]


def _joined(pieces: Sequence[str]) -> str:
    """Lines as one text; a line too short or too long to be wrapped ends its sentence."""
    text = ""
    for piece in pieces:
        length = len(text) - text.rfind("\n")
        unwrapped = length < _SHORT or length > _WIDE
        if text and unwrapped and text[-1].isalnum() and piece[:1].isupper():
            text += "."
        text += f"\n{piece}" if text else piece
    return text


def _prose_follows(lines: Sequence[Line], index: int, end: int) -> bool:
    """Whether words stand right below a day, before any other heading: the day is an entry."""
    if lines[index].shape is not Shape.HEADING:
        return False
    following = [line for line in lines[index + 1 : end] if line.shape is not Shape.BLANK]
    return bool(following) and following[0].shape in (Shape.TEXT, Shape.ITEM)


def _continuation(lines: Sequence[Line], start: _Start, end: int) -> tuple[list[str], int]:
    head = lines[start.at]
    pieces: list[str] = []
    last = start.at
    size = 0
    blank = False
    alone = not _unled(start.rest)
    for index in range(start.at + 1, end):
        line = lines[index]
        if line.shape in (Shape.CODE, Shape.COMMENT, Shape.RULE):
            last = index
            continue
        if line.shape is Shape.BLANK:
            blank = True
            continue
        if line.shape is Shape.HEADING or (blank and not _belongs(head, line, alone)):
            break
        if head.shape is Shape.ITEM and line.shape is Shape.ITEM and line.indent <= head.indent:
            break
        last = index
        if size < _LONGEST:
            pieces.append(line.content)
            size += len(line.content)
    return pieces, last


def _belongs(head: Line, line: Line, alone: bool) -> bool:
    """Whether a line after a blank one still belongs to the entry above."""
    if head.shape is Shape.HEADING:
        return True
    if head.shape is Shape.ITEM:
        return line.indent > head.indent
    return alone or line.indent >= head.indent + 4
