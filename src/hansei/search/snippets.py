"""The stretch of a text that shows why it was found, with the found words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from hansei.search.words import Query, words_of

AROUND = 180
"""Letters of a snippet, about."""
_WORD = re.compile(r"[^\W_]+")
_LOOKED_AT = 40_000


class Piece(NamedTuple):
    """A part of a snippet as plain text; `found` is to be marked."""

    text: str
    found: bool


def marked(text: str, query: Query) -> tuple[Piece, ...]:
    """A whole short text, such as a title, with what was found in it."""
    return _pieces(text, _spans(text, query))


def snippet(texts: Iterable[str], query: Query) -> tuple[Piece, ...]:
    """The stretch with most of the words, of the first text that has as many; () for none."""
    best: tuple[int, str, int, list[tuple[int, int]]] | None = None
    for text in texts:
        if not query.is_near(text[:_LOOKED_AT]):
            continue
        flat = " ".join(text[:_LOOKED_AT].split())
        spans = _spans(flat, query)
        count, start = _densest(flat, spans)
        if count and (best is None or count > best[0]):
            best = count, flat, start, spans
    if best is None:
        return ()
    _, flat, start, spans = best
    begin, end = _window(flat, start)
    inside = [(a - begin, b - begin) for a, b in spans if begin <= a and b <= end]
    pieces = _pieces(flat[begin:end], inside)
    before = (Piece("… ", False),) if begin else ()
    after = (Piece(" …", False),) if end < len(flat) else ()
    return (*before, *pieces, *after)


def _spans(text: str, query: Query) -> list[tuple[int, int]]:
    """Where words of the query stand."""
    if text.isascii():  # one letter of the text is one of the folded text
        return [match.span() for match in _in_ascii(query).finditer(text.lower())]
    if not query.is_near(text):
        return []
    whole = {word for term in query.wanted for word in term.words}
    begun = tuple(term.words[-1] for term in query.wanted if term.prefix)
    return [
        match.span()
        for match in _WORD.finditer(text)
        if any(word in whole or (begun and word.startswith(begun)) for word in words_of(match[0]))
    ]


@lru_cache(maxsize=200)
def _in_ascii(query: Query) -> re.Pattern[str]:
    """The words of a query in small letters, each as a whole word or as the beginning of one."""
    whole = {re.escape(word) for term in query.wanted for word in term.words}
    begun = {re.escape(term.words[-1]) for term in query.wanted if term.prefix}
    either = [*(f"{word}[a-z0-9]*" for word in sorted(begun)), *sorted(whole)]
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(either)})(?![a-z0-9])")


def _densest(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """How many different words stand close together at the best place, and where it begins."""
    best = (0, 0)
    for index, (start, _) in enumerate(spans):
        near = {text[a:b].casefold() for a, b in spans[index : index + 40] if b - start <= AROUND}
        if len(near) > best[0]:
            best = (len(near), start)
    return best


def _window(text: str, start: int) -> tuple[int, int]:
    begin = max(0, start - AROUND // 3)
    end = min(len(text), begin + AROUND)
    if begin:
        begin = text.find(" ", begin, start) + 1 or begin
    if end < len(text):
        cut = text.rfind(" ", start + 1, end)
        end = cut if cut > start else end
    return begin, end


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, at = [], 0
    for start, end in spans:
        if start > at:
            pieces.append(Piece(text[at:start], False))
        pieces.append(Piece(text[start:end], True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:], False))
    return tuple(pieces)
