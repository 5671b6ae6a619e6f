"""Phrases compiled for matching, found by their rarest word."""

from __future__ import annotations

from typing import NamedTuple

from hansei.domain.document import Milestone
from hansei.domain.phrases import PHRASES
from hansei.domain.vocabulary import COMMON, GROUPS

_MOST_PAIRS = 4
_GAPS = {"..": 3, "...": 7}


class Phrase(NamedTuple):
    """A phrase as rows of alternatives; `anchor` is the element that it is looked for at."""

    milestone: Milestone
    weight: int
    elements: tuple[frozenset[str], ...]
    gaps: tuple[int, ...]  # words allowed before each element, the first one unused
    anchor: int


def _compile(milestone: Milestone, weight: int, phrase: str) -> Phrase:
    elements: list[frozenset[str]] = []
    gaps: list[int] = []
    gap = 0
    for part in phrase.split():
        if part in _GAPS:
            gap = _GAPS[part]
            continue
        elements.append(_alternatives(part))
        gaps.append(gap)
        gap = 0
    anchor = min(range(len(elements)), key=lambda index: _commonness(elements[index]))
    return Phrase(milestone, weight, tuple(elements), tuple(gaps), anchor)


def _commonness(words: frozenset[str]) -> int:
    return len(words) + 100 * len(words & COMMON)


def _alternatives(part: str) -> frozenset[str]:
    words: set[str] = set()
    for word in part.split("|"):
        words.update(GROUPS[word[1:-1]].split() if word.startswith("{") else (word,))
    return frozenset(words)


def prefilter() -> tuple[frozenset[str], tuple[str, ...]]:
    """Words and pairs of words, one of which every text with a phrase holds.

    A phrase of common words alone is looked for by two of them side by side.
    """
    words: set[str] = set()
    pairs: set[str] = set()
    for found in phrase_index().values():
        for phrase in found:
            anchor = phrase.elements[phrase.anchor]
            pair = _pairs(phrase) if anchor & COMMON else ()
            pairs.update(pair)
            words.update(anchor if not pair else ())
    return frozenset(words), tuple(sorted(pairs))


def _pairs(phrase: Phrase) -> tuple[str, ...]:
    last = phrase.anchor == len(phrase.elements) - 1
    first = phrase.anchor - 1 if last else phrase.anchor
    if len(phrase.elements) < 2 or phrase.gaps[first + 1]:
        return ()
    sides = phrase.elements[first], phrase.elements[first + 1]
    if len(sides[0]) * len(sides[1]) > _MOST_PAIRS:
        return ()
    return tuple(f"{one} {two}" for one in sides[0] for two in sides[1])


def phrase_index() -> dict[str, tuple[Phrase, ...]]:
    """Every phrase under each word of its rarest element, heaviest first."""
    by_anchor: dict[str, list[Phrase]] = {}
    for milestone, phrases in PHRASES.items():
        for weight, text in phrases:
            phrase = _compile(milestone, weight, text)
            for word in phrase.elements[phrase.anchor]:
                by_anchor.setdefault(word, []).append(phrase)
    return {
        word: tuple(sorted(found, key=lambda phrase: -phrase.weight))
        for word, found in by_anchor.items()
    }
