"""Takes words out of a sentence where leaving them out changes no fact.

Only patterns that their rule declares `safe` are looked at, and only where spacing, commas and
the capital of the next word follow from what stands around them; anything else is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hansei.domain.blameless.check import remarks_of
from hansei.domain.blameless.prose import Sentence

_QUOTES = (("“", "”"), ("‘", "’"), ("«", "»"))
_LONGEST = 4000
_BARE = re.compile(r"[\s>#*+-]*(?:\d{1,3}[.)]\s+)?")


class Removal(NamedTuple):
    """`words` at the offset `at` may go: `start` to `end` of the text becomes `instead`."""

    rule: str
    words: str
    at: int
    start: int
    end: int
    instead: str


def removals(text: str, split: Iterable[Sentence]) -> Iterator[Removal]:
    """What `--fix` may take out of a text whose sentences are `split`, in order of place.

    Sentences of more than 4,000 characters are left alone.
    """
    for sentence in split:
        if len(sentence.text) > _LONGEST:
            continue
        written = text[sentence.start : sentence.start + len(sentence.text)]
        for remark in remarks_of(sentence.text, written):
            if remark.spare is None or _quoted(written, remark.start):
                continue
            found = _cut(written, *remark.spare)
            if found:
                start, end, instead = found
                yield Removal(
                    remark.rule.id, written[slice(*remark.spare)],
                    sentence.start + remark.start,
                    sentence.start + start, sentence.start + end, instead,
                )  # fmt: skip


def _quoted(sentence: str, at: int) -> bool:
    before = sentence[:at]
    if before.count('"') % 2:
        return True
    return any(before.count(opened) > before.count(closed) for opened, closed in _QUOTES)


def _cut(sentence: str, start: int, end: int) -> tuple[int, int, str] | None:
    """What to replace, and by what; None where the words around do not tell how."""
    if "\n" in sentence[start:end]:
        return None
    before, after = sentence[:start], sentence[end:]
    if _BARE.fullmatch(before):
        return _first_words(sentence, start, end)
    if before.endswith(", "):
        if after.startswith(", "):
            return start - 2, end + 2, " "
        return (start - 2, end, "") if after[:1] in (".", "!", "?", ";") else None
    if not before.endswith(" "):
        return None
    if after.startswith(" "):
        return start, end + 1, ""
    return (start - 1, end, "") if after[:1] in (".", "!", "?", ";", "\n") else None


def _first_words(sentence: str, start: int, end: int) -> tuple[int, int, str] | None:
    """The words that open a sentence, whose next word takes over their capital."""
    stop = end + (sentence[end : end + 1] == ",")
    if sentence[stop : stop + 1] != " " or not sentence[stop + 1 : stop + 2].isalpha():
        return None
    letter = sentence[stop + 1]
    return start, stop + 2, letter.upper() if sentence[start].isupper() else letter
