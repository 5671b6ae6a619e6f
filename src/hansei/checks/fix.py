"""Mends what can be mended without changing a fact: what `hansei check --fix` does.

A fix is declared where its rule is: `safe` on a pattern of a blame rule, `fix` in the catalogue.
Findings that are switched off are not mended. Code, quotes, comments (Hansei's own data among
them), front matter and the tables that Hansei draws stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import NamedTuple

from hansei.checks.files import check_bytes, read_bytes
from hansei.checks.service import Settings
from hansei.domain.blameless.prose import Places, comments, sentences
from hansei.domain.blameless.removal import removals
from hansei.domain.errors import Unreadable
from hansei.domain.findings import Finding
from hansei.domain.redact import LEAKED_KEY
from hansei.reading import decode

REMOVED = "[secret removed]"
PLACEHOLDER = "complete/placeholder"

_BOM = b"\xef\xbb\xbf"
_EMPTY_ROW = re.compile(r"\s*\|(?:[ \t]*\|){2,}\s*$")
_SEPARATOR = re.compile(r"[\s|:-]*-[\s|:-]*$")
_FENCE = re.compile(r"[ \t>]{0,20}(`{3,}|~{3,})")
_LISTED = re.compile(r"\s+(?:[-+*\u2022]|\d{1,3}[.)])\s")
_DRAWN, _DRAWN_END = ("<!-- timeline -->", "<!-- milestones -->"), "<!-- end -->"
_MOST_ROUNDS = 20
_SHOWN = 60


class Change(NamedTuple):
    """One fix: its rule, the line that it was made on, and what it did in a few words."""

    rule: str
    line: int
    did: str


class Fixed(NamedTuple):
    """A file with its fixes made, as bytes in its own encoding and line ends."""

    data: bytes
    changes: tuple[Change, ...]


class Edit(NamedTuple):
    """One fix as it is made: what stands `instead` between two offsets of the text."""

    start: int
    end: int
    instead: str
    change: Change


def fixed(
    data: bytes, *, file: str, zone: tzinfo | None = None, settings: Settings | None = None
) -> Fixed:
    """A file with every safe fix made; making them again changes nothing.

    Raises InputError as `check_bytes` does, and Unreadable for findings in a file that is no
    plain UTF-8 text with one kind of line end, or that Hansei could no longer read afterwards.
    """
    changes: list[Change] = []
    known = data
    for _ in range(_MOST_ROUNDS):
        found = check_bytes(data, file=file, zone=zone, settings=settings)
        edits = list(edits_of(decode(data, file=file), found))
        if not edits:
            break
        data = _edited(data, edits, file)
        changes += [each.change for each in edits]
    if data is not known:
        _hold_to_its_events(known, data, file)
    return Fixed(data, tuple(changes))


def _edited(data: bytes, edits: Sequence[Edit], file: str) -> bytes:
    mark = _BOM if data.startswith(_BOM) else b""
    try:
        written = data[len(mark) :].decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("not fixed: its text is not UTF-8", place=file) from None
    end = "\r\n" if "\r\n" in written else "\n"
    text = written.replace("\r\n", "\n")
    if text != decode(data, file=file).removeprefix("\ufeff"):
        raise Unreadable("not fixed: it is no plain text", place=file)
    if text.replace("\n", end) != written:
        raise Unreadable("not fixed: its lines end in more than one way", place=file)
    pieces, done = [], 0
    for each in edits:
        pieces += [text[done : each.start], each.instead]
        done = each.end
    mended = "".join([*pieces, text[done:]])
    return mark + mended.replace("\n", end).encode()


def _hold_to_its_events(before: bytes, after: bytes, file: str) -> None:
    """Raises Unreadable where a fix would cost a document of Hansei's own its structure."""
    old, new = read_bytes(before, file=file), read_bytes(after, file=file)
    kept = [each.manuscript.document.milestones for each in old if each.own]
    if kept != [each.manuscript.document.milestones for each in new if each.own]:
        raise Unreadable("not fixed: its milestones would change", place=file)


def edits_of(text: str, found: Sequence[Finding]) -> Iterator[Edit]:
    """The edits for findings of a text, in order, none across another or in what is left alone."""
    places, lines = Places(text), text.split("\n")
    kept = _left_alone(text, lines)
    end = 0
    for each in sorted(_wanted(text, lines, found, places), key=lambda edit: edit.start):
        touched = range(places.at(each.start)[0], places.at(max(each.end - 1, each.start))[0] + 1)
        if each.start >= end and kept.isdisjoint(touched):
            yield each
            end = each.end


def _wanted(
    text: str, lines: Sequence[str], found: Sequence[Finding], places: Places
) -> Iterator[Edit]:
    told = {(each.rule, each.place.line, each.place.column) for each in found}
    starts = [0]
    for row in lines:
        starts.append(starts[-1] + len(row) + 1)
    for each in found:
        number = each.place.line
        if each.rule == LEAKED_KEY:
            start = starts[number - 1] + each.place.column - 1
            stop = starts[number - 1] + each.place.end_column - 1
            yield Edit(start, stop, REMOVED, Change(each.rule, number, f"{each.says} masked"))
        elif each.rule == PLACEHOLDER and _is_unfilled(lines, number - 1):
            yield Edit(starts[number - 1], min(starts[number], len(text)), "",
                        Change(each.rule, number, "an empty row taken out"))  # fmt: skip
    blamed = any(rule.startswith("blame/") for rule, _, _ in told)
    for removal in removals(text, sentences(text)) if blamed else ():
        line, column = places.at(removal.at)
        if (removal.rule, line, column) in told:
            words = removal.words[:_SHOWN]
            yield Edit(removal.start, removal.end, removal.instead,
                        Change(removal.rule, line, f"{words!r} taken out"))  # fmt: skip


def _is_unfilled(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a row without a word, below others: no header over its dashes."""
    if not _EMPTY_ROW.match(lines[at]):
        return False
    below = lines[at + 1] if at + 1 < len(lines) else ""
    return not ("|" in below and _SEPARATOR.match(below)) and at > 0 and "|" in lines[at - 1]


def _left_alone(text: str, lines: Sequence[str]) -> frozenset[int]:
    """The numbers of lines that no fix touches."""
    found: set[int] = set(_front_matter(lines))
    fence, drawn = "", False
    for number, line in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if fence or mark:
            found.add(number)
            closes = bool(fence and mark and mark[1].startswith(fence))
            fence = "" if closes else fence or (mark[1] if mark else "")
            continue
        drawn = (drawn or line.strip() in _DRAWN) and line.strip() != _DRAWN_END
        indented = line.startswith(("    ", "\t")) and not _LISTED.match(line)
        if drawn or indented or line.lstrip().startswith(">"):
            found.add(number)
    places = Places(text)
    for start, end in comments(text):
        found.update(range(places.at(start)[0], places.at(end - 1)[0] + 1))
    return frozenset(found)


def _front_matter(lines: Sequence[str]) -> range:
    if lines[0].rstrip() != "---":
        return range(0)
    closing = (at for at, line in enumerate(lines[1:400], 2) if line.rstrip() in ("---", "..."))
    return range(1, next(closing, 0) + 1)
