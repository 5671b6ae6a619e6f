"""Phrases compiled for matching, found by their rarest word."""

from __future__ import annotations

from typing import NamedTuple

from hansei.domain.document import Milestone
from hansei.domain.phrases import PHRASES
from hansei.domain.vocabulary import COMMON, GROUPS

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
