"""Contributing factors that no action answers, and causes that no evidence stands behind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from hansei.domain.completeness.report import Factor, Report
from hansei.domain.findings import Finding, Level

UNCOVERED, NO_EVIDENCE = "complete/uncovered-factor", "complete/cause-without-evidence"

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
_MOST_FACTORS, _MOST_ACTIONS = 100, 300
_EVIDENCE = re.compile(
    r"https?://|\]\(|\[e\d|`|\d|\"|“|\b(?:logs?|metrics?|graphs?|dashboards?|traces?|commits?|"
    r"pull request|reproduc\w*|confirmed|observed|measured|shows?|shown|screenshot|according|"
    r"evidence|tests?|tested|ticket|PR)\b|<img|!\["
)
_FEW_WORDS = 6


def factors(report: Report) -> Iterator[Finding]:
    """A finding for each factor whose words no action shares and no action refers to."""
    if not report.actions:
        if report.factors and report.heading("actions"):
            yield report.gap(
                UNCOVERED, Level.WARNING, report.heading("actions"),
                f"{len(report.factors)} contributing factors and no action that answers them",
                ask="Which of the factors will be dealt with, and which is accepted as a risk?",
            )  # fmt: skip
        return
    actions = [stems(each.text) for each in report.actions[:_MOST_ACTIONS]]
    stated = [each for each in report.factors[:_MOST_FACTORS] if not each.text.endswith("?")]
    rare = _rare([*actions, *(stems(each.text) for each in stated)])
    by_number = {name for each in report.actions for name in each.answers}
    for number, factor in enumerate(stated, 1):
        if f"F{number}" in by_number or _answered(factor, actions, rare):
            continue
        yield report.gap(
            UNCOVERED, Level.WARNING, factor.line, "no action answers this contributing factor",
            says=factor.text[:200],
            suggestion="Add an action that changes it, or say that the risk is accepted, and why.",
            ask="What would have to change so that this cannot add to an incident again?",
        )  # fmt: skip


def _rare(statements: list[frozenset[str]]) -> frozenset[str]:
    """The stems that tell what a statement is about, not what the whole incident is about."""
    counts = Counter(stem for each in statements for stem in each)
    most = max(2, len(statements) // 3)
    return frozenset(stem for stem, n in counts.items() if n <= most and len(stem) >= _TELLING)


def _answered(factor: Factor, actions: list[frozenset[str]], rare: frozenset[str]) -> bool:
    words = stems(factor.text)
    if not words:
        return True
    needed = 1 if len(words) <= _SHORT else _SHARED
    return any(len(words & each) >= needed or words & each & rare for each in actions)


def stems(text: str) -> frozenset[str]:
    """The content words of a text, cut to their stems, so that "validation" meets "validate"."""
    return frozenset(
        _stem(word) for word in _WORD.findall(text.lower().replace("-", " "))
        if word not in _COMMON
    )  # fmt: skip


def _stem(word: str) -> str:
    cut = _SUFFIX.sub("", word)
    return cut if len(cut) >= 3 else word


def evidence(report: Report) -> Iterator[Finding]:
    """A note where the cause is asserted with nothing that a reader could follow."""
    sections = [each for each in report.case.document.sections if each.key == "root_cause"]
    text = "\n".join(each.text for each in sections).strip()
    if not sections or len(text.split()) < _FEW_WORDS or _EVIDENCE.search(text):
        return
    line = report.heading("root_cause")
    yield report.gap(
        NO_EVIDENCE, Level.NOTE, line,
        "the cause is stated without anything that shows it: no log, figure, change, test or link",
        ask="What shows that this was the cause, and what would have shown that it was not?",
    )  # fmt: skip
