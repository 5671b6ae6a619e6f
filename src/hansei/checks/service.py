"""Runs every check over a post-mortem."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from hansei.checks.passages import case_of
from hansei.checks.rules import catalogue
from hansei.domain.blameless import check_text
from hansei.domain.blameless.prose import Places, sentences
from hansei.domain.blameless.switches import Switches
from hansei.domain.blocks.causes import factors_of, tables_of_factors
from hansei.domain.completeness import Factor, Report, gaps
from hansei.domain.consistency import Case, contradictions
from hansei.domain.consistency.unknown_citations import unknown_citations
from hansei.domain.coverage import Acceptance
from hansei.domain.document import Manuscript
from hansei.domain.errors import Unreadable
from hansei.domain.findings import Against, Finding, Level
from hansei.domain.redact import LEAKED_KEY, concealed, leaks, secret_values
from hansei.reading import extract
from hansei.reading.lines import plain

MOST_FINDINGS = 2000
_NO_WORD = re.compile(r"[\W_]+")


class Settings(NamedTuple):
    """What a configuration says: rules that are off, and rules with a level of their own."""

    disabled: frozenset[str] = frozenset()
    levels: Mapping[str, Level] = {}


class Backing(NamedTuple):
    """What a store knows of a post-mortem beside its text.

    `events` are names of events that its timeline has beside those that the text shows, `evidence`
    the names of its evidence ("ev3"), None where nobody can tell. `acceptances` are those that were
    not withdrawn; they have run out by `today`, if it is given.
    """

    events: Collection[str] = ()
    evidence: Collection[str] | None = None
    acceptances: Sequence[Acceptance] = ()
    today: date | None = None


def check(
    manuscript: Manuscript, *, settings: Settings | None = None, first_line: int = 1,
    trusted: bool = False, backing: Backing | None = None,
) -> list[Finding]:  # fmt: skip
    """The findings of one post-mortem, in order of place.

    `first_line` is the line of the file that its text begins on; `trusted` tells that milestones
    are structured rather than read from prose. `backing` is what a store knows beside the file.
    In-place switches hold for every rule.
    """
    stored = backing or Backing()
    chosen = settings or Settings()
    text = manuscript.text
    if not text.strip():
        raise Unreadable("nothing is written in it", place=manuscript.file)
    on = frozenset(catalogue()) - chosen.disabled
    found: list[Finding] = []
    split = tuple(sentences(text))
    if _any(on, "consistency/", "complete/"):
        case = case_of(manuscript, first_line=first_line, trusted=trusted, split=split)
        if _any(on, "consistency/"):
            found += contradictions(case)
            if trusted:
                found += unknown_citations(case, stored.events, stored.evidence)
        if _any(on, "complete/"):
            found += gaps(_report(manuscript, case, stored))
    if _any(on, "blame/"):
        found += check_text(text, file=manuscript.file, first_line=first_line,
                            disabled=chosen.disabled, split=split)  # fmt: skip
    if _any(on, "leak/"):
        found += leaks(text, file=manuscript.file, first_line=first_line)
    if trusted:
        found = list(_shown(found, text, first_line))
    return _kept(found, manuscript, chosen, on, first_line)


def _shown(found: Iterable[Finding], text: str, first_line: int) -> Iterator[Finding]:
    """The findings in what readers see, and secrets anywhere: the data at the end is not shown."""
    from hansei.outputs.markdown.render import DATA  # slow to load, and for own documents only

    at = text.rfind(f"\n{DATA}\n")
    last = first_line + text.count("\n", 0, at) if at >= 0 else None
    for each in found:
        if last is None or each.place.line <= last or each.rule == LEAKED_KEY:
            yield each


def _any(on: frozenset[str], *families: str) -> bool:
    return any(each.startswith(families) for each in on)


def _kept(
    found: Iterable[Finding], manuscript: Manuscript, settings: Settings, on: frozenset[str],
    first_line: int,
) -> list[Finding]:  # fmt: skip
    switches = Switches(manuscript.text, Places(manuscript.text, first_line))
    kept: dict[tuple[str, int, int, str], Finding] = {}
    for each in found:
        place = each.place
        if each.rule not in on or switches.off(each.rule, place.line, place.end_line or place.line):
            continue
        level = settings.levels.get(each.rule)
        if level and level is not each.level:
            each = msgspec.structs.replace(each, level=level)  # noqa: PLW2901
        kept.setdefault((each.rule, place.line, place.column, each.says), each)
    if any(each.rule == LEAKED_KEY for each in kept.values()):
        values = secret_values(manuscript.text)
        kept = {key: _concealed(each, values) for key, each in kept.items()}
    ordered = sorted(kept.values(), key=lambda one: (one.place.line, one.place.column, one.rule))
    return ordered[:MOST_FINDINGS]


def _concealed(finding: Finding, values: tuple[str, ...]) -> Finding:
    """A finding that quotes no secret: what one rule must not show, another may not quote."""
    against = finding.against
    return msgspec.structs.replace(
        finding,
        message=concealed(finding.message, values),
        says=concealed(finding.says, values),
        suggestion=concealed(finding.suggestion, values) if finding.suggestion else None,
        against=Against(concealed(against.text, values), against.place) if against else None,
    )


def _report(manuscript: Manuscript, case: Case, stored: Backing) -> Report:
    return Report(
        case=case,
        actions=extract.actions_of(manuscript),
        factors=list(_factors(manuscript, case)),
        acceptances=stored.acceptances,
        today=stored.today,
    )


def _factors(manuscript: Manuscript, case: Case) -> Iterator[Factor]:
    """The contributing factors with their lines, found again by their first words.

    What merely "went wrong" is no factor: such lists hold complaints beside causes.
    """
    document = manuscript.document
    if not any(section.key in ("factors", "root_cause") for section in document.sections):
        return
    wrong = {text for section in document.sections if section.key == "went_wrong"
             for text in extract.statements(section.text)}  # fmt: skip
    lines: dict[str, int] = {}
    for passage in case.passages:
        if passage.key in ("factors", "root_cause"):
            written = case.text[passage.offset : passage.offset + len(passage.text)]
            lines.setdefault(_head(plain(written)), passage.line)
    for at, block, grid in tables_of_factors(document):
        yield from factors_of(grid, manuscript.block_lines.get((at, block), 0))
    for factor in extract.stated_factors(document):
        if not factor.line and factor.text not in wrong:
            line = lines.get(_head(factor.text), case.headings.get("factors", 0))
            yield Factor(factor.text, line, factor.key)


def _head(text: str) -> str:
    return " ".join(_NO_WORD.sub(" ", text.lower()).split()[:5])
