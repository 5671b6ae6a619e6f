"""Carries a change of a stored text into a shared one that was typed into meanwhile.

    carried(before, after, shared)    what to change in `shared`

`before` became `after` elsewhere: a draft was made again, an older revision restored, the API
wrote. What people typed into `shared` since it was `before` stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MOST_WORDS = 4_000


class Edit(NamedTuple):
    """The characters from `start` to `end` become `insert`."""

    start: int
    end: int
    insert: str


class _Same(NamedTuple):
    """`size` characters that stand at `before` in one text stand at `after` in the other."""

    before: int
    after: int
    size: int


def carried(before: str, after: str, shared: str) -> tuple[Edit, ...]:
    """Edits of `shared` from its end to its beginning, each in the places of the original."""
    if before == after or shared == after:
        return ()
    if shared == before:
        return tuple(reversed([_trimmed(each, before) for each in _changes(before, after)]))
    kept = _same(before, shared)
    found: list[Edit] = []
    for start, end, insert in _changes(before, after):
        at = _place(start, kept)
        gone = [
            (max(start, each.before) - each.before + each.after,
             min(end, each.before + each.size) - each.before + each.after)
            for each in kept
            if each.before < end and start < each.before + each.size
        ]  # fmt: skip
        if gone and gone[0][0] == at:
            found.append(Edit(at, gone[0][1], insert))
            gone = gone[1:]
        elif insert:
            found.append(Edit(at, at, insert))
        found += [Edit(first, last, "") for first, last in gone]
    return tuple(sorted(found, key=lambda each: (-each.start, -each.end)))


def changed(text: str, edits: Sequence[Edit]) -> str:
    """`text` with edits from its end to its beginning."""
    for start, end, insert in edits:
        text = text[:start] + insert + text[end:]
    return text


def _place(start: int, kept: Sequence[_Same]) -> int:
    """Where in the shared text that stands which stood at `start`: behind what stood before it."""
    place = 0
    for each in kept:
        if each.before >= start:
            break
        place = each.after + min(start - each.before, each.size)
    return place


def _changes(before: str, after: str) -> list[Edit]:
    found: list[Edit] = []
    at_before = at_after = 0
    for each in (*_same(before, after), _Same(len(before), len(after), 0)):
        if each.before > at_before or each.after > at_after:
            found.append(Edit(at_before, each.before, after[at_after : each.after]))
        at_before, at_after = each.before + each.size, each.after + each.size
    return found


def _trimmed(edit: Edit, text: str) -> Edit:
    """The same change of fewer characters, so that a cursor inside stays."""
    start, end, insert = edit
    while start < end and insert and text[start] == insert[0]:
        start, insert = start + 1, insert[1:]
    while start < end and insert and text[end - 1] == insert[-1]:
        end, insert = end - 1, insert[:-1]
    return Edit(start, end, insert)


def _same(one: str, other: str) -> list[_Same]:
    """What both texts share, in order: the same beginning and end, and words between."""
    short = min(len(one), len(other))
    head = 0
    while head < short and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < short - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    found = [_Same(0, 0, head)] if head else []
    found += _inner(one[head : len(one) - tail], other[head : len(other) - tail], head)
    if tail:
        found.append(_Same(len(one) - tail, len(other) - tail, tail))
    return found


def _inner(one: str, other: str, shift: int) -> list[_Same]:
    mine, theirs = _WORD.findall(one), _WORD.findall(other)
    if max(len(mine), len(theirs)) > _MOST_WORDS:  # the comparison takes the square of them
        mine, theirs = _LINE.findall(one), _LINE.findall(other)
        if max(len(mine), len(theirs)) > _MOST_WORDS:
            return []
    starts, ends = _starts(mine), _starts(theirs)
    return [
        _Same(shift + starts[each.a], shift + ends[each.b],
              starts[each.a + each.size] - starts[each.a])
        for each in SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
        if each.size
    ]  # fmt: skip


def _starts(pieces: Sequence[str]) -> list[int]:
    found = [0]
    for each in pieces:
        found.append(found[-1] + len(each))
    return found
