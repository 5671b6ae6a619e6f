"""Placeholders left in, why-chains that stop at a person, bloated sections, uncited statements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hansei.domain.blameless import check_sentence
from hansei.domain.claims import Standing, claims, coverage
from hansei.domain.completeness.report import Report
from hansei.domain.consistency.case import Passage
from hansei.domain.document import BlockKind
from hansei.domain.findings import Finding, Level
from hansei.domain.hints import any_in

PLACEHOLDER, WHY_CHAIN = "complete/placeholder", "complete/why-chain"
BLOATED, UNCITED = "complete/bloated-section", "complete/uncited"

_PLACEHOLDER = re.compile(
    r"\b(?:TBD|TBC|TBA|FIXME|XXX)\b|\bTODO\b(?=\s*[:\]>)*_]|\s*$)|\bto be (?:determined|confirmed|"
    r"filled(?: in)?|completed|added|written)\b|lorem ipsum|\{\{[^{}\n]{1,60}\}\}|"
    r"\b\d{1,2}:(?:\?\?|xx|__)|(?:\?\?|xx|__):(?:\d\d|\?\?|xx|__)|"
    r"\?{3,}|(?<![\w-])(?:YYYY-MM-DD|dd/mm/yyyy|mm/dd/yyyy|HH:MM)(?![\w-])"
)
_BRACKETED = re.compile(
    r"[\[<](?:fill (?:in|me)|insert|your|enter|add|describe|name|date|time|placeholder|todo|tbd)"
    r"\b[^\]>\n]{0,60}[\]>](?!\()"
)
_PLACEHOLDER_HINTS = (
    "TBD", "TBC", "TBA", "FIXME", "XXX", "TODO", "to be ", "lorem ipsum", "{{", ":??", ":xx",
    ":__", "??:", "xx:", "__:", "???", "YYYY-MM-DD", "dd/mm/", "mm/dd/", "HH:MM",
)  # fmt: skip
_CODE = re.compile(r"`[^`]*`")
_EMPTY_ROW = re.compile(r"\s*\|(?:[ \t]*\|){2,}\s*$")
_CITED = ("[e", "[E")
_MOST = 50
_WHY = re.compile(r"\s*(?:\d{1,2}[.)]\s*)?(?:\*{0,2})why\b", re.IGNORECASE)
_PERSON = re.compile(
    r"\b(?:engineers?|developers?|operators?|admin\w*|someone|somebody|person|he|she|they|"
    r"technicians?|employees?|colleagues?|responders?|staff|humans?|user)\b[^.]{0,40}?\b(?:forgot|"
    r"did not|didn't|failed to|made|misread|mistyped|overlooked|missed|ignored|was (?:unaware|"
    r"tired|careless|distracted|new|inexperienced)|misunderstood|deleted|ran|typed|chose)\b",
    re.IGNORECASE,
)
_LIMITS = {"summary": 250, "root_cause": 900, "impact": 500, "detection": 600, "status_update": 400}
_LIMIT = 1500
_MOST_EVENTS = 120


def placeholders(report: Report) -> Iterator[Finding]:
    """A finding for each place that still waits to be filled in."""
    first = report.case.places.at(0)[0]
    found = 0
    fenced = False
    hints = [each for each in _PLACEHOLDER_HINTS if each in report.case.text]
    for number, line in enumerate(report.case.text.split("\n"), first):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        if fenced or line.lstrip().startswith("#"):
            continue
        head = line[:2000]
        if "`" in head:
            head = _CODE.sub(lambda span: " " * len(span[0]), head)
        match = _placeholder(head, hints)
        if match or (head.rstrip().endswith("|") and _EMPTY_ROW.match(head)):
            found += 1
            if found > _MOST:
                return
            shown = match[0].strip() if match else "an empty row"
            yield report.case.finding_at_line(
                PLACEHOLDER, Level.WARNING, number, f"still to be filled in: {shown}",
                says=match[0].strip() if match else line.strip(),
            )  # fmt: skip


def _placeholder(line: str, hints: Sequence[str]) -> re.Match[str] | None:
    """The first placeholder in a line. `hints` are those of the whole text."""
    named = _PLACEHOLDER.search(line) if any_in(hints, line) else None
    bracketed = _BRACKETED.search(line) if "[" in line or "<" in line else None
    found = [each for each in (named, bracketed) if each]
    return min(found, key=lambda each: each.start(), default=None)


def why_chains(report: Report) -> Iterator[Finding]:
    """A finding where the last answer to "why?" is a person."""
    chain: list[Passage] = []
    section = -2
    for passage in [*report.case.passages]:
        if passage.section != section:
            yield from _stops(report, chain)
            chain, section = [], passage.section
        asked = "why" in passage.lower and _WHY.match(passage.text)
        if asked or (chain and passage.line - chain[-1].line <= 3):
            chain.append(passage)
    yield from _stops(report, chain)


def _stops(report: Report, chain: Sequence[Passage]) -> Iterator[Finding]:
    if sum(bool(_WHY.match(each.text)) for each in chain) < 2:
        return
    last = chain[-1]
    if ends_at_person(last.text):
        yield report.case.finding(
            WHY_CHAIN, Level.WARNING, last, "the chain of whys ends at a person",
            suggestion="Ask once more: what made that the easy or the only thing to do?",
        )  # fmt: skip


def ends_at_person(answer: str) -> bool:
    """Whether the last answer to "why?" is what a person did or did not do."""
    marked = any(
        each.rule.id in ("blame/person-as-cause", "blame/human-error")
        for each in check_sentence(answer)
    )
    return marked or _PERSON.search(answer) is not None


def bloat(report: Report) -> Iterator[Finding]:
    """A note for each section that is longer than readers will read."""
    for number, section in enumerate(report.case.document.sections):
        words = sum(
            len(block.text.split()) for block in section.blocks
            if block.kind is BlockKind.TEXT and not block.text.startswith(("```", "~~~"))
        )  # fmt: skip
        limit = _LIMITS.get(section.key, _LIMIT)
        if section.key != "timeline" and words > limit:
            yield report.gap(
                BLOATED, Level.NOTE, report.case.section_lines.get(number, 0),
                f"{words:,} words in one section (more than {limit:,})",
                suggestion="Keep what a reader acts on, and link to the rest.",
            )  # fmt: skip
    events = len(report.case.document.events)
    if events > _MOST_EVENTS:
        yield report.gap(
            BLOATED, Level.NOTE, report.heading("timeline"),
            f"{events:,} lines of timeline (more than {_MOST_EVENTS})",
            suggestion="Keep the key events here, and link to the full log.",
        )  # fmt: skip


def uncited(report: Report) -> Iterator[Finding]:
    """Statements that cite nothing, in a document whose other statements cite events."""
    document = report.case.document
    if not any_in(_CITED, report.case.text):
        return
    if not coverage(document).cited:
        return
    for count, claim in enumerate(
        each for each in claims(document) if each.standing is Standing.UNCITED
    ):
        if count >= _MOST:
            return
        line = report.case.block_lines.get((claim.section, claim.block), 0)
        if line:
            yield report.gap(
                UNCITED, Level.NOTE, line + claim.line, "nothing is cited for this statement",
                says=claim.text[:200],
                suggestion="Cite the events that show it, or mark it as an assumption.",
            )  # fmt: skip
