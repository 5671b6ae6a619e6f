"""Words: what is indexed and what is looked for, made the same way for every engine.

Text becomes small letters without accents, in words of letters and digits. Engines get nothing
else, so that what a person types can be no operator of theirs, and both engines find the same.

    checkout pool       both words, each at the beginning of a word ("pool" finds "pooling")
    "database pool"     these words in this order
    -staging            not this word
    checkout-api        written as one word: these words in this order

Chinese and Japanese are written without spaces: there, pairs of letters are the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

MOST_TERMS = 12
LONGEST_QUERY = 300
LONGEST_WORD = 60
MOST_WORDS = 20_000
"""Words of one text that are indexed; positions beyond about 16,000 are alike to PostgreSQL."""
_RUN = re.compile(r"[^\W_]+")
_MARKS = re.compile("[\u0300-\u036f]")
_NO_SPACES = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_ALIKE = re.compile(f"([{_NO_SPACES}]+)|([^{_NO_SPACES}]+)")
_PART = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')


class Term(NamedTuple):
    """Words that follow each other; `prefix`: the last one may go on."""

    words: tuple[str, ...]
    prefix: bool


class Query(NamedTuple):
    """What all has to be there, and what must not."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]

    def __bool__(self) -> bool:
        """Whether it asks for anything; "not this" alone does not."""
        return bool(self.wanted)

    def is_near(self, text: str) -> bool:
        """Whether some of the words' letters are in a text: told without splitting it."""
        plain = folded(text)
        return any(word in plain for term in self.wanted for word in term.words)

    def of_whole_words(self) -> Query:
        """The same, with every word as it is typed."""
        return Query(tuple(each._replace(prefix=False) for each in self.wanted), self.unwanted)


def folded(text: str) -> str:
    """Small letters without accents, as words are compared."""
    if text.isascii():
        return text.lower()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFKC", plain)


def words_of(text: str) -> Iterator[str]:
    """The words of a text in order."""
    for run in _RUN.findall(folded(text)):
        for unspaced, word in _ALIKE.findall(run):
            if word:
                yield word[:LONGEST_WORD]
            else:
                yield from (unspaced[at : at + 2] for at in range(max(1, len(unspaced) - 1)))


def indexed(text: str) -> str:
    """A text as it is indexed: its words with spaces between."""
    found: list[str] = []
    for word in words_of(text):
        found.append(word)
        if len(found) >= MOST_WORDS:
            break
    return " ".join(found)


def parsed(text: str) -> Query:
    """What somebody typed as a query; any text is one."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for without, quoted, minus, bare in _PART.findall(text[:LONGEST_QUERY]):
        words = tuple(words_of(quoted or bare))
        if words:
            # One letter begins too many words to be of use, but for those of unspaced scripts.
            begins = not quoted and (len(words[-1]) > 1 or not words[-1].isascii())
            term = Term(words, prefix=begins)
            (unwanted if without or minus else wanted).append(term)
    return Query(_first(wanted), _first(unwanted))


def _first(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]
