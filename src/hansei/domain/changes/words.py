"""A text against an earlier one, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

import msgspec

_TOKEN = re.compile(r"\s+|[^\W_]+(?:['’.,:-][^\W_]+)*|.", re.DOTALL)
_WORD = re.compile(r"[^\W_]")
_MOST_PAIRS = 600_000
_BRIDGE = 3
"""So many characters that stayed between two changes are told as part of them."""


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(msgspec.Struct, frozen=True):
    """Some words that stayed, came or went."""

    kind: Kind
    text: str

    @property
    def words(self) -> int:
        return count_words(self.text)


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order, what went before what came.

    Without those that came they are `before`, without those that went `after`.
    """
    if before == after:
        return (Piece(Kind.SAME, after),) if after else ()
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) * len(new) > _MOST_PAIRS:
        return tuple(_whole(before, after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(_bridged(list(_pieces(matcher, old, new))))


def words_of(text: str) -> list[str]:
    """The words of a text, marks at their ends left off."""
    return [each.strip("*_.,;:!?()[]") for each in text.split() if _WORD.search(each)]


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(words_of(text))


def counts(pieces: Sequence[Piece]) -> tuple[int, int]:
    """How many words came and how many went."""
    came = sum(each.words for each in pieces if each.kind is Kind.ADDED)
    went = sum(each.words for each in pieces if each.kind is Kind.REMOVED)
    return came, went


def _pieces(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Kind.SAME, "".join(new[c:d]))
        else:
            yield from _whole("".join(old[a:b]), "".join(new[c:d]))


def _whole(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece(Kind.REMOVED, before)
    if after:
        yield Piece(Kind.ADDED, after)


def _bridged(pieces: list[Piece]) -> Iterator[Piece]:
    """Changes that only a blank or a comma lies between as one: confetti is hard to read."""
    went = came = ""
    for at, piece in enumerate(pieces):
        if piece.kind is Kind.SAME:
            inside = 0 < at < len(pieces) - 1
            if inside and len(piece.text) <= _BRIDGE and not _WORD.search(piece.text):
                went, came = went + piece.text, came + piece.text
                continue
            yield from _whole(went, came)
            went = came = ""
            yield piece
        elif piece.kind is Kind.REMOVED:
            went += piece.text
        else:
            came += piece.text
    yield from _whole(went, came)
