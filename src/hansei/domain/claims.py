"""The claim ledger: every factual sentence with what it rests on.

A claim is a sentence of prose, a bullet, or a row of a table that has a column for evidence. It
cites events and evidence ("[e3]", "[e3, ev1]") or is marked as an assumption, unknown, question or
disputed. Headings, code, other tables, the timeline itself and the actions are no claims.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum

import msgspec

from hansei.domain.blocks.cells import citations_in
from hansei.domain.blocks.markdown import public_and_rest, read_table
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
_EVIDENCE, _ASIDE = "evidence", frozenset(("no.", "no", "#", "type", "kind"))
"""Headings: of the column that makes a table's rows claims, and of those that claim nothing."""


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


def claims(document: Document, citable: Collection[str] | None = None) -> Iterator[Claim]:
    """All claims in reading order. `citable` are the events and pieces of evidence that there are.

    With it, a claim that cites none of them is not cited.
    """
    for index, section in enumerate(document.sections):
        if section.key in _NO_CLAIM_SECTIONS:
            continue
        for number, block in enumerate(section.blocks):
            if block.kind is BlockKind.TEXT:
                for line, sentence, cites in _statements(block.text):
                    yield _claim(sentence, cites, citable, (index, number, line))


def coverage(document: Document, citable: Collection[str] | None = None) -> Coverage:
    """How many of the factual statements cite something (that there is, with `citable`)."""
    cited = total = marked = 0
    for claim in claims(document, citable):
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
    return {each for section in sections for each in citations_of(section.text)}


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


def _statements(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The statements of a block with their line and what they cite."""
    _, rest = public_and_rest(text)
    table = read_table(rest) if "|" in text else None
    if table is None:
        for line, sentence in sentences(text):
            yield line, sentence, citations_of(sentence)
        return
    titles = [each.strip("* :").lower() for each in table.headings]
    if _EVIDENCE not in titles[1:]:
        return
    at = titles.index(_EVIDENCE, 1)
    for line, row in enumerate(table.rows, text.count("\n") + 1 - len(table.rows)):
        told = [cell for cell, title in zip(row, titles, strict=True)
                if cell and title != _EVIDENCE and title not in _ASIDE]  # fmt: skip
        needed = min(2, sum(title != _EVIDENCE and title not in _ASIDE for title in titles))
        statement = " | ".join(each.replace("\n", " ") for each in told)
        if len(told) >= needed and _WORDS.search(statement):
            own = citations_in(row[at]) or citations_of(row[at])
            yield line, statement, (*citations_of(statement), *own)


def citations_of(text: str) -> tuple[str, ...]:
    """What a text cites, in order."""
    return tuple(each.strip() for found in _CITATION.finditer(text) for each in found[1].split(","))


def _claim(
    statement: str, cites: tuple[str, ...], citable: Collection[str] | None,
    place: tuple[int, int, int],
) -> Claim:  # fmt: skip
    mark = _MARK.search(statement)
    if mark:
        standing = Standing(mark[1].lower())
    elif any(citable is None or each.lower() in citable for each in cites):
        standing = Standing.CITED
    elif statement.rstrip("*_").endswith("?"):
        standing = Standing.QUESTION
    else:
        standing = Standing.UNCITED
    return Claim(statement, standing, cites, *place)
