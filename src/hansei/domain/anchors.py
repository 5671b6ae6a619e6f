"""Where a remark belongs in a text that people go on writing.

A remark keeps the words that it is about and some before and after. Words are compared, never marks
of Markdown, so that a passage is found in its source and as it is read. It is found again where it
stands word for word, else where its surroundings still do, else where most of it does; else it is
orphaned, which is said and never hidden.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import StrEnum

import msgspec

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_CITATION = re.compile(r"\[[eE]v?\d+(?:\s*,\s*[eE]v?\d+)*\]")
CONTEXT = 8
"""Words that are kept on either side."""
MOST_QUOTE = 600
"""Characters of a passage."""
_ALIKE = 0.7
_STOPS = ".!?,;:"
_MOST_STARTS = 400


class Anchor(msgspec.Struct, frozen=True):
    """The passage that a remark is about: a section's handle, its words, and what stood around it.

    An empty `quote` is about the whole section; `event` names an event of the timeline instead.
    """

    section: str = ""
    quote: str = ""
    before: str = ""
    after: str = ""
    event: str = ""


class How(StrEnum):
    """How a passage was found again."""

    SAME = "same"
    CHANGED = "changed"


class Span(msgspec.Struct, frozen=True):
    """A passage in a text: positions of its first and behind its last character."""

    start: int
    end: int
    how: How


class _Words:
    def __init__(self, text: str) -> None:
        bare = _CITATION.sub(lambda found: " " * len(found[0]), text)
        found = list(_WORD.finditer(bare))
        self.words = [each[0].casefold() for each in found]
        self.spans = [each.span() for each in found]

    def span(self, start: int, end: int, how: How) -> Span:
        return Span(self.spans[start][0], self.spans[end - 1][1], how)


def find(anchor: Anchor, text: str) -> Span | None:
    """Where the passage stands in a text; None where it does not any more."""
    quote, before, after = (
        _Words(each).words for each in (anchor.quote, anchor.before, anchor.after)
    )
    here = _Words(text)
    if not quote or not here.words:
        return None
    starts = [
        at
        for at in range(len(here.words) - len(quote) + 1)
        if here.words[at : at + len(quote)] == quote
    ]
    if starts:
        best = max(starts, key=lambda at: _around(here.words, at, at + len(quote), before, after))
        return here.span(best, best + len(quote), How.SAME)
    return _between(here, quote, before, after) or _likest(here, quote)


def anchored(text: str, quote: str, *, section: str, before: str = "") -> Anchor | None:
    """The anchor of a passage that somebody chose in a section's text; None where it has none such.

    `before` tells which one where the words stand more than once.
    """
    span = find(Anchor(section, quote, before), text)
    if span is None or span.how is not How.SAME:
        return None
    left, right = _Words(text[: span.start]), _Words(text[span.end :])
    return Anchor(
        section,
        quote=" ".join(quote.split())[:MOST_QUOTE],
        before=" ".join(left.words[-CONTEXT:]),
        after=" ".join(right.words[:CONTEXT]),
    )


def replaced(text: str, span: Span, wording: str) -> str | None:
    """The text with another wording in place of a passage; None where that cuts marks in two.

    A stop that ends the wording does not stand twice where one follows the passage.
    """
    passage = text[span.start : span.end]
    marks = ("**", "`", "~~", "[", "]", "\n\n", "|")
    if any(passage.count(each) % 2 if len(each) < 3 else each in passage for each in marks[:3]):
        return None
    if passage.count("[") != passage.count("]") or "\n\n" in passage or "|" in passage:
        return None
    end = span.end
    if wording and wording[-1] in _STOPS and text[end : end + 1] == wording[-1]:
        end += 1
    return f"{text[: span.start]}{wording}{text[end:]}"


def _around(
    words: Sequence[str], start: int, end: int, before: Sequence[str], after: Sequence[str]
) -> int:
    """How many of the words around a place are those that stood there."""
    left = 0
    for back, word in enumerate(reversed(before), start=1):
        if start - back < 0 or words[start - back] != word:
            break
        left += 1
    right = 0
    for ahead, word in enumerate(after):
        if end + ahead >= len(words) or words[end + ahead] != word:
            break
        right += 1
    return left + right


def _between(
    here: _Words, quote: Sequence[str], before: Sequence[str], after: Sequence[str]
) -> Span | None:
    """What stands now between the words that stood before and after, where that is as long."""
    most = 2 * len(quote) + 4
    left, right = list(before[-3:]), list(after[:3])
    if len(left) < 2 or len(right) < 2:
        return None
    for at in range(len(left), len(here.words)):
        if here.words[at - len(left) : at] != left:
            continue
        for end in range(at + 1, min(at + most, len(here.words)) + 1):
            if here.words[end : end + len(right)] == right:
                return here.span(at, end, How.CHANGED)
    return None


def _likest(here: _Words, quote: Sequence[str]) -> Span | None:
    """The stretch of as many words that is most alike, where it is alike enough."""
    size, kept = len(quote), set(quote)
    starts = [
        at
        for at in range(max(len(here.words) - size, 0) + 1)
        if at < len(here.words) and here.words[at] in kept
    ]
    best, score = -1, 0.0
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(list(quote))
    for at in starts[:_MOST_STARTS]:
        matcher.set_seq1(here.words[at : at + size])
        if matcher.real_quick_ratio() > score and matcher.quick_ratio() > score:
            ratio = matcher.ratio()
            if ratio > score:
                best, score = at, ratio
    if size < 3 or score < _ALIKE:
        return None
    return here.span(best, min(best + size, len(here.words)), How.CHANGED)
