"""Files that hold more than one incident: a log of them under headings of one level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo

from hansei.domain.document import Manuscript
from hansei.domain.hints import any_in
from hansei.reading.lines import Line, Shape, lines_of, plain
from hansei.reading.read import MOST_CHARACTERS, read_text
from hansei.reading.sections import exact_key
from hansei.reading.stamps import stamp_at, stamps_in

_NAMED = re.compile(
    r"\b(?:incident|outage|post-?mortem|inc|pir|sev|pm|case)\b[\s#:-]{0,3}(?:on|of|report|\d)|"
    r"\b(?:INC|PM|PIR|SEV)-?\d", re.IGNORECASE,
)  # fmt: skip
_LEVELS = (1, 2, 3)
_FEW = 2


def split_incidents(text: str) -> list[tuple[str, int, int]]:
    """Title, first and last line of each incident in a log; empty for a report of one incident.

    A log is told by two or more headings of one level that name an incident or its date. Where
    section headings ("Summary") of that level or above stand beside them, each incident must
    have a list of timed entries of its own.
    """
    if _titles(text[:MOST_CHARACTERS]) < _FEW:
        return []
    lines = lines_of(text[:MOST_CHARACTERS])
    headings = [line for line in lines if line.shape is Shape.HEADING]
    for level in _LEVELS:
        chosen = [line for line in headings if line.level == level and _names_incident(line)]
        if len(chosen) < _FEW:
            continue
        beside = headings[1:] if headings[0].level < level else headings  # the log's own title
        shared = any(line.level <= level and exact_key(line.content) for line in beside)
        found = _spans(lines, chosen, level)
        tells = _lists_times if shared else _tells
        if sum(tells(lines, start, end) for _, start, end in found) >= _FEW:
            return found
    return []


def _titles(text: str) -> int:
    """How many lines may be headings that name an incident: most files hold none at all."""
    lines = text.split("\n")
    found = 0
    for index, line in enumerate(lines):
        bare = line.lstrip()
        if bare.startswith(("---", "===")) and index:
            bare = lines[index - 1]
        elif not bare.startswith("#"):
            continue
        if any_in("0123456789", bare) or _NAMED.search(plain(bare)):
            found += 1
    return found


def _names_incident(line: Line) -> bool:
    title = plain(line.content)
    if _NAMED.search(title):
        return True
    stamp = next(iter(stamps_in(title, 1)), None)
    if stamp is None or stamp.day is None or stamp.day.year is None:
        return False
    rest = (title[: stamp.start] + title[stamp.end :]).strip(" -–—:,.")
    return len(rest.split()) >= _FEW and stamp.time is None


def _spans(lines: Sequence[Line], chosen: Sequence[Line], level: int) -> list[tuple[str, int, int]]:
    """Each incident ends before the next heading of its level or above."""
    ends = [line.number for line in lines if line.shape is Shape.HEADING and line.level <= level]
    ends.append(lines[-1].number + 1)
    found = []
    at = 0
    for line in chosen:
        while ends[at] <= line.number:
            at += 1
        found.append((plain(line.content, 300), line.number, ends[at] - 1))
    return found


def _tells(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether an incident's lines hold times or sections of their own, not just a title."""
    body = lines[start:end]
    return any(
        line.content and (exact_key(line.content.strip("*: ")) or _timed(line.content))
        for line in body[:200]
    )


def _lists_times(lines: Sequence[Line], start: int, end: int) -> bool:
    timed = [
        line
        for line in lines[start:end]
        if line.shape in (Shape.ITEM, Shape.ROW)
        and (stamp := stamp_at(line.content.lstrip("| ")))
        and stamp.time
    ]
    return len(timed) > _FEW


def _timed(content: str) -> bool:
    stamp = stamp_at(content)
    return bool(stamp and stamp.time) or bool(stamps_in(content[:200], 1))


def read_all(text: str, *, file: str = "", zone: tzinfo | None = None) -> list[Manuscript]:
    """Every incident of a file, in order; a file with one gives one."""
    found = split_incidents(text)
    if not found:
        return [read_text(text, file=file, zone=zone)]
    lines = text[:MOST_CHARACTERS].split("\n")
    return [
        read_text(
            "\n".join(lines[start - 1 : end]), file=file, zone=zone, title=title, first_line=start
        )
        for title, start, end in found
    ]
