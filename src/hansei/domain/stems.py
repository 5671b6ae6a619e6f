"""Whether two statements are about the same thing, told by the stems of their content words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[a-z][a-z0-9_-]{2,}")
_COMMON = frozenset(
    """the and for not was were did had has have that this with from into onto its our their they
    which when while where because before after during about only just also than then them there
    been being but any all each every some more most other such can could would should will may
    might must does done are who whom what why how very too yet still even ever never now new old
    use used using make made get got way due add added adding improve improving review reviewing
    remove removing change changed changes update updated ensure create created issue issues problem
    problems incident incidents service services system systems team teams time without within
    between under over again same so via per one two three first second up out off as an or by to
    in on of at it is be we no if""".split()
)
_SUFFIX = re.compile(r"(?:ations?|ings?|ments?|edly|ed|ers?|ies|ions?|ity|es|s|e|y|ly)$")
_SHARED, _TELLING = 2, 5
_SHORT = 3


def stems(text: str) -> frozenset[str]:
    """The content words of a text, cut to their stems, so that "validation" meets "validate"."""
    return frozenset(
        stem(word) for word in _WORD.findall(text.lower().replace("-", " "))
        if word not in _COMMON
    )  # fmt: skip


def telling(statements: Sequence[frozenset[str]]) -> frozenset[str]:
    """The stems that tell what a statement is about, not what all of them are about."""
    counts = Counter(stem for each in statements for stem in each)
    most = max(2, len(statements) // 3)
    return frozenset(stem for stem, n in counts.items() if n <= most and len(stem) >= _TELLING)


def about_same(one: frozenset[str], other: frozenset[str], tell: Iterable[str]) -> bool:
    """Whether two statements share enough stems, or one that tells what they are about."""
    needed = 1 if len(one) <= _SHORT else _SHARED
    shared = one & other
    return len(shared) >= needed or not shared.isdisjoint(tell)


def stem(word: str) -> str:
    """A word without its ending: "exhausted" and "exhaustion" are "exhaust"."""
    cut = _SUFFIX.sub("", word)
    return cut if len(cut) >= 3 else word
