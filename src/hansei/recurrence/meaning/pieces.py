"""Cuts a text into the pieces that the model knows: BERT's, uncased (Devlin and others 2018).

`vocabulary.txt` holds one piece a line, its number is the line's. A word that is not in it is cut
into the longest pieces from the left; those that continue a word begin with "##".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

MOST = 256
"""Pieces that the model reads of one text, its two marks among them."""
_LONGEST_WORD = 100
_LONGEST_TEXT = 20_000
_ASCII_MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_HAN = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0x2F800, 0x2FA1F),
)  # fmt: skip


def pieces(text: str) -> list[int]:
    """The numbers of a text's pieces between the marks of its beginning and its end."""
    known = _vocabulary()
    found = [known["[CLS]"]]
    for word in _words(text[:_LONGEST_TEXT]):
        found += _cut(word)
        if len(found) >= MOST:
            break
    return [*found[: MOST - 1], known["[SEP]"]]


@cache
def _vocabulary() -> dict[str, int]:
    text = files(__package__).joinpath("vocabulary.txt").read_text(encoding="utf-8")
    return {piece: number for number, piece in enumerate(text.split("\n")[:-1])}


def _words(text: str) -> Iterator[str]:
    """Lower-case words without accents; punctuation and Han characters stand alone."""
    spaced = "".join(map(_spaced, text))
    plain = unicodedata.normalize("NFD", spaced)
    plain = "".join(each for each in plain if unicodedata.category(each) != "Mn")
    for word in plain.lower().split():
        start = 0
        for at, each in enumerate(word):
            if _is_mark(each):
                if start < at:
                    yield word[start:at]
                yield each
                start = at + 1
        if start < len(word):
            yield word[start:]


def _spaced(character: str) -> str:
    if character.isascii() and character.isprintable():
        return character
    if character.isspace():
        return " "
    if character == "\ufffd" or unicodedata.category(character)[0] == "C":
        return ""
    at = ord(character)
    return f" {character} " if any(low <= at <= high for low, high in _HAN) else character


def _is_mark(character: str) -> bool:
    return character in _ASCII_MARKS or (
        not character.isascii() and unicodedata.category(character)[0] == "P"
    )


@lru_cache(maxsize=50_000)
def _cut(word: str) -> tuple[int, ...]:
    known = _vocabulary()
    unknown = (known["[UNK]"],)
    if len(word) > _LONGEST_WORD:
        return unknown
    found, start = [], 0
    while start < len(word):
        before = "##" if start else ""
        end = len(word)
        while end > start and before + word[start:end] not in known:
            end -= 1
        if end == start:
            return unknown
        found.append(known[before + word[start:end]])
        start = end
    return tuple(found)
