"""What the checks see in a post-mortem while it is written, at the lines that people see.

    look(document, drafts)     the document with sections as they are being typed

The whole document is looked at every time, because a sentence may contradict another section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import msgspec

from hansei.checks.fix import edits_of
from hansei.checks.service import Backing, check
from hansei.domain import claims
from hansei.domain.blameless.prose import Places, Sentence, sentences
from hansei.domain.blameless.rules import all_rules
from hansei.domain.claims import Coverage, Standing
from hansei.domain.coverage import FactorCoverage, factor_coverage
from hansei.domain.document import Document
from hansei.domain.errors import UsageError
from hansei.domain.findings import Finding, Level
from hansei.domain.writing import position_of, rewritten
from hansei.editing.placed import Placed, Spot, placed
from hansei.reading.extract import actions, stated_factors

MOST_CHECKED = 1_000_000
"""Characters of a document: some seconds of the checks, which take time linear in them."""
_CITATION = re.compile(r"\s*\[[eE]v?\d+(?:\s*,\s*[eE]v?\d+)*\]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_MARK = re.compile(r"\*\*\w+:?\*\*:?")
_CLOSING = frozenset("])*_.!?\"'")
"""What ends a sentence and is left out of it where only words are looked at."""
_ENOUGH = 60
_MARKED = (Standing.UNKNOWN, Standing.ASSUMPTION, Standing.DISPUTED, Standing.QUESTION)


class Change(msgspec.Struct, frozen=True):
    """What one click does: the text between two places of a section becomes `insert`.

    Lines and columns count from 1, the end column is exclusive. `wording` marks one that a person
    has to read through, because it says the sentence in another way.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    insert: str
    wording: bool = False


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """A finding at its place. `line` 0 is the section's heading, `section` "" the document.

    `against` is the other side of a contradiction with its place; `event` the row of the timeline
    that a finding, or its other side, stands in, `block` the block of its section.
    """

    rule: str
    level: Level
    section: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    says: str = ""
    suggestion: str = ""
    ask: str = ""
    event: str = ""
    drawn: bool = False
    block: int = -1
    against: str = ""
    against_section: str = ""
    against_line: int = 0
    against_event: str = ""
    change: Change | None = None


class Marked(msgspec.Struct, frozen=True):
    """A statement that its author marked: where it stands, and as what."""

    section: str
    line: int
    standing: Standing
    text: str
    block: int = -1

    @property
    def words(self) -> str:
        """The statement without its mark."""
        return _MARK.sub("", self.text, count=1).strip()


class Look(msgspec.Struct, frozen=True):
    """All of it. `claims` are those of the prose, `factors` what answers each of them.

    `unchecked` says that the text is too long to be checked while somebody waits.
    """

    findings: tuple[Noted, ...]
    claims: Coverage
    factors: FactorCoverage
    marks: tuple[Marked, ...]
    unchecked: bool = False

    def count(self, level: Level) -> int:
        """How many findings are of a level."""
        return sum(each.level is level for each in self.findings)


class Written(NamedTuple):
    """A document with the sections as they are being typed."""

    document: Document
    drafts: Mapping[str, str]


def written(document: Document, drafts: Mapping[str, str]) -> Written:
    """`document` with these sections, by handle; those that it does not have are left out."""
    kept: dict[str, str] = {}
    for handle, text in drafts.items():
        position = position_of(document, handle)
        if position is not None:
            document = rewritten(document, position, text)
            kept[handle] = text
    return Written(document, kept)


def look(
    document: Document, drafts: Mapping[str, str] | None = None, *, backing: Backing | None = None
) -> Look:
    """What there is to see in a document, with sections as they are being typed.

    Raises UsageError for a document in a zone that is none.
    """
    draft = written(document, drafts or {})
    stored = backing or Backing()
    try:
        found = placed(draft.document, draft.drafts)
    except ValueError as error:
        raise UsageError(str(error)) from None
    unchecked = len(found.manuscript.text) > MOST_CHECKED
    findings = [] if unchecked else check(found.manuscript, trusted=True, backing=stored)
    factors = factor_coverage(
        stated_factors(draft.document), actions(draft.document), stored.acceptances,
        today=stored.today,
    )  # fmt: skip
    return Look(
        findings=tuple(_noted(findings, found)),
        claims=claims.coverage(draft.document, _citable(draft.document, stored)),
        factors=factors,
        marks=tuple(_marks(draft.document, found)),
        unchecked=unchecked,
    )


def _citable(document: Document, stored: Backing) -> frozenset[str] | None:
    """The events and pieces of evidence that there are; None where nobody can tell."""
    if stored.evidence is None:
        return None
    return frozenset((*(each.id.lower() for each in document.events), *stored.events,
                      *stored.evidence))  # fmt: skip


def _marks(document: Document, found: Placed) -> Iterator[Marked]:
    for claim in claims.claims(document):
        if claim.standing in _MARKED:
            first = found.lines.get((claim.section, claim.block), 1)
            name = found.names[claim.section]
            yield Marked(name, first + claim.line, claim.standing, claim.text, claim.block)


def _noted(findings: Sequence[Finding], found: Placed) -> Iterator[Noted]:
    sheet = _Sheet(found, findings)
    for each in findings:
        start, end = sheet.span(each)
        (line, column), (end_line, end_column) = sheet.places.at(start), sheet.places.at(end)
        spot, last = found.spot(line), found.spot(end_line)
        other = _other(each, found)
        yield Noted(
            rule=each.rule,
            level=each.level,
            section=spot.section,
            line=spot.line,
            column=column,
            end_line=last.line if last.section == spot.section else spot.line,
            end_column=end_column,
            message=each.message,
            says=each.says,
            suggestion=sheet.suggestion(each),
            ask=each.ask or "",
            event=spot.event,
            drawn=spot.drawn,
            block=spot.block,
            against=each.against.text if each.against else "",
            against_section=other.section,
            against_line=other.line,
            against_event=other.event,
            change=None if spot.drawn or not spot.line else sheet.change(each, start),
        )


def _other(finding: Finding, found: Placed) -> Spot:
    place = finding.against.place if finding.against else None
    return found.spot(place.line) if place and place.line else Spot("", 0)


class _Sheet:
    """The text that the findings are of, cut up once for all of them."""

    def __init__(self, found: Placed, findings: Sequence[Finding]) -> None:
        self.found = found
        self.text = found.manuscript.text
        self.places = Places(self.text)
        self._starts = [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]
        self._edits = list(edits_of(self.text, findings))
        self._general = {each.id: each.rewording for each in all_rules()}

    @cached_property
    def _prose(self) -> list[Sentence]:
        return list(sentences(self.text))

    def span(self, finding: Finding) -> tuple[int, int]:
        """Where the wording of a finding begins and ends in the text."""
        place = finding.place
        first = self._starts[place.line - 1]
        start = first + max(place.column - 1, 0)
        last = self._starts[(place.end_line or place.line) - 1]
        end = last + place.end_column - 1 if place.end_column else self._starts[place.line] - 1
        if finding.says and not self.text.startswith(finding.says, start):
            at = self.text.find(finding.says[:_ENOUGH], start, max(end, start))
            if at >= 0:
                return at, max(min(end, at + len(finding.says)), at)
        return start, max(end, start)

    def suggestion(self, finding: Finding) -> str:
        """What to write instead; of a rewording that cut a citation in two, the general advice."""
        said = finding.suggestion or ""
        return said if said.count("[") == said.count("]") else self._general.get(finding.rule, "")

    def change(self, finding: Finding, start: int) -> Change | None:
        """The fix that changes no fact, else the sentence in the suggested wording."""
        for edit in self._edits:
            same = edit.change.rule == finding.rule and edit.change.line == finding.place.line
            if same and (edit.start <= start < max(edit.end, edit.start + 1) or not finding.says):
                return self._at(edit.start, edit.end, edit.instead)
        suggestion = self.suggestion(finding)
        if not suggestion or suggestion == self._general.get(finding.rule, suggestion):
            return None
        for each in self._prose:
            end = each.start + len(each.text)
            if each.start <= start < end:
                while self.text[end : end + 1] in _CLOSING and end < len(self.text):
                    end += 1
                wording = _with_its_citations(suggestion, self.text[each.start : end])
                change = self._at(each.start, end, wording) if wording else None
                return msgspec.structs.replace(change, wording=True) if change else None
        return None

    def _at(self, start: int, end: int, insert: str) -> Change | None:
        """The change at the editor's lines; None where it reaches beyond one section's text."""
        (line, column), (end_line, end_column) = self.places.at(start), self.places.at(end)
        first, last = self.found.spot(line), self.found.spot(end_line)
        if end_column == 1 and end_line > line:  # a whole line with its end
            before = self.found.spot(end_line - 1)
            last = before._replace(line=before.line + 1)
        if first.section != last.section or first.drawn or not first.line:
            return None
        return Change(first.line, column, last.line, end_column, insert)


def _with_its_citations(suggestion: str, sentence: str) -> str | None:
    """The suggested wording with what the sentence cites; None where it would lose a number."""
    cites = "".join(dict.fromkeys(each[0].strip() for each in _CITATION.finditer(sentence)))
    bare = _CITATION.sub("", sentence)
    if not set(_NUMBER.findall(bare)) <= set(_NUMBER.findall(suggestion)):
        return None
    if not cites or cites in suggestion:
        return suggestion
    stop = suggestion[-1] if suggestion[-1:] in ".!?" else ""
    return f"{suggestion.removesuffix(stop)} {cites}{stop or '.'}"
