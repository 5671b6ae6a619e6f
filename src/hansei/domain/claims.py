"""The claim ledger: every factual sentence with what it rests on.

A claim is a sentence of prose, a bullet or a table row with words in it. It cites events ("[e3]",
"[e3, e7]") or is marked as an assumption, unknown, question or disputed. Headings, code, the
timeline itself and the action table are no claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from hansei.domain.document import BlockKind, Document, Section

_CITATION = re.compile(r"\[((?:[eE]v?\d+)(?:\s*,\s*(?:[eE]v?\d+))*)\](?!\()")
_MARK = re.compile(r"\*\*(Assumption|Unknown|Question|Disputed):?\*\*:?", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)[”\"')\]]*(?:\s+\[[eE]v?\d[^\]\n]{0,200}\])?"
    r"(?=\s+(?:[A-Z\d“\"*`]|\[(?![eE]v?\d)))"
)
"""A full stop with the citation behind it, where another sentence begins."""
_NO_CLAIM_SECTIONS = frozenset(("timeline", "actions", "questions", "status_update"))
_WORDS = re.compile(r"[^\W\d_]{2,}")


class Standing(StrEnum):
    """How a claim stands."""

    CITED = "cited"
    UNCITED = "uncited"
    ASSUMPTION = "assumption"
    UNKNOWN = "unknown"
    QUESTION = "question"
    DISPUTED = "disputed"


class Claim(msgspec.Struct, frozen=True):
    """One sentence: its text, its citations, and where it stands (section, block, line offset)."""

    text: str
    standing: Standing
    cites: tuple[str, ...]
    section: int
    block: int
    line: int = 0


class Coverage(msgspec.Struct, frozen=True):
    """ "41 of 44 claims cited": marked statements are no claims and count apart."""

    cited: int
    total: int
    marked: int


def claims(document: Document) -> Iterator[Claim]:
    """All claims in reading order."""
    for index, section in enumerate(document.sections):
        if section.key in _NO_CLAIM_SECTIONS:
            continue
        for number, block in enumerate(section.blocks):
            if block.kind is BlockKind.TEXT:
                for line, sentence in sentences(block.text):
                    yield _claim(sentence, index, number, line)


def coverage(document: Document) -> Coverage:
    """How many of the factual sentences cite something."""
    cited = total = marked = 0
    for claim in claims(document):
        if claim.standing is Standing.CITED:
            cited += 1
            total += 1
        elif claim.standing is Standing.UNCITED:
            total += 1
        else:
            marked += 1
    return Coverage(cited, total, marked)


def cited_events(sections: Iterable[Section]) -> set[str]:
    """Every event that the prose of some sections points at."""
    return {
        each.strip()
        for section in sections
        for found in _CITATION.finditer(section.text)
        for each in found[1].split(",")
    }


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a Markdown block with the line that each begins on, from 0."""
    if text.startswith(("```", "~~~", "    ", "#", "<!--")):
        return
    pending: list[str] = []
    start = 0
    for number, line in enumerate(text.splitlines()):
        bare = line.strip()
        if bare.startswith("|"):
            continue
        if pending and (_BULLET.match(line) or not bare):
            yield from _split(" ".join(pending), start)
            pending = []
        if bare:
            if not pending:
                start = number
            pending.append(_BULLET.sub("", line).strip())
    if pending:
        yield from _split(" ".join(pending), start)


def _split(text: str, line: int) -> Iterator[tuple[int, str]]:
    begin = seen = open_quotes = 0
    for found in _SENTENCE_END.finditer(text):
        end = found.end()
        open_quotes += text.count("“", seen, end) - text.count("”", seen, end)
        seen = end
        if open_quotes > 0:
            continue  # inside a quotation
        sentence = text[begin:end].strip()
        if _WORDS.search(sentence):
            yield line, sentence
        begin, open_quotes = end, 0
    rest = text[begin:].strip()
    if _WORDS.search(rest):
        yield line, rest


def _claim(sentence: str, section: int, block: int, line: int) -> Claim:
    cites = tuple(
        each.strip() for found in _CITATION.finditer(sentence) for each in found[1].split(",")
    )
    mark = _MARK.search(sentence)
    if mark:
        standing = Standing(mark[1].lower())
    elif cites:
        standing = Standing.CITED
    elif sentence.endswith("?"):
        standing = Standing.QUESTION
    else:
        standing = Standing.UNCITED
    return Claim(sentence, standing, cites, section, block, line)
