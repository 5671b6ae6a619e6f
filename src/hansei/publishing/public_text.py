"""The text for customers: made from what was released, and held back while anything is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from hansei.domain.document import Document
from hansei.domain.event import Place
from hansei.domain.findings import Finding, Level
from hansei.domain.redact import leaks
from hansei.domain.timeline import Timeline
from hansei.outputs.base import Dossier
from hansei.outputs.statuspage.guard import INTERNAL, LINK, NAME
from hansei.outputs.statuspage.render import Passage, passages, render
from hansei.publishing.judging import against_record

PLACEHOLDER, REMOVED = "public/placeholder", "public/removed"
_BRACKET = re.compile(r"\[[^\[\]\n]{1,200}\]")
_REMOVED = {
    NAME: "a person's or team's name was taken out here",
    INTERNAL: "an internal name was taken out here",
    LINK: "a link was taken out here",
}
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_WORDS = 2000


class PublicText(NamedTuple):
    """What customers would read. `findings` are what keeps it back; line 0 is the title."""

    title: str
    markdown: str
    findings: tuple[Finding, ...]


class Change(NamedTuple):
    """A stretch of a text that customers read ("same", "added") or do not ("gone")."""

    kind: str
    text: str


class Compared(NamedTuple):
    """One block of the post-mortem beside what customers read of it."""

    section: str
    released: bool
    changes: tuple[Change, ...]


def public_text(document: Document, timeline: Timeline) -> PublicText:
    """The public text of a document with everything that is wrong with it."""
    dossier = Dossier(document=document, timeline=timeline)
    head, _, body = render(dossier).decode().partition("\n\n")
    title, text = head.removeprefix("# ").strip(), body.strip() + "\n"
    found = [*_open(title, 0), *_lines(text), *_leaks(title, 0)]
    found += leaks(text)
    found += against_record(document, text)
    return PublicText(title, text, tuple(sorted(found, key=lambda each: each.place.line)))


def compared(document: Document, timeline: Timeline) -> tuple[Compared, ...]:
    """Every block of prose with the words that customers do not read, or read instead."""
    return tuple(
        _compared(each) for each in passages(Dossier(document=document, timeline=timeline))
    )


def leaks_in(title: str, text: str) -> tuple[Finding, ...]:
    """What must not be published of a text that was published before."""
    return (*_leaks(title, 0), *leaks(text))


def _lines(text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.split("\n"), start=1):
        yield from _open(line, number)


def _open(line: str, number: int) -> Iterator[Finding]:
    """What a person still has to write, or to word without the inside."""
    for match in _BRACKET.finditer(line):
        gone = _REMOVED.get(match[0])
        message = f"{gone}: word the sentence without it" if gone else "this is still to be written"
        yield Finding(
            rule=REMOVED if gone else PLACEHOLDER,
            level=Level.ERROR,
            place=Place(line=number, column=match.start() + 1, end_column=match.end() + 1),
            message=message,
            says=match[0],
        )


def _leaks(line: str, number: int) -> Iterator[Finding]:
    for each in leaks(line):
        yield Finding(
            rule=each.rule, level=each.level, place=Place(line=number), message=each.message,
            says=each.says, suggestion=each.suggestion,
        )  # fmt: skip


def _compared(passage: Passage) -> Compared:
    if passage.outside is None:
        return Compared(passage.section, False, (Change("gone", passage.inside),))
    before, after = _WORD.findall(passage.inside), _WORD.findall(passage.outside)
    if passage.inside == passage.outside:
        return Compared(passage.section, True, (Change("same", passage.inside),))
    if len(before) + len(after) > _MOST_WORDS:
        changes = (Change("gone", passage.inside), Change("added", passage.outside))
        return Compared(passage.section, True, changes)
    return Compared(passage.section, True, tuple(_changes(before, after)))


def _changes(before: list[str], after: list[str]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            yield Change("same", "".join(before[start:end]))
            continue
        if end > start:
            yield Change("gone", "".join(before[start:end]))
        if last > first:
            yield Change("added", "".join(after[first:last]))
