"""Contributing factors that no action answers, and causes that no evidence stands behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hansei.domain.completeness.report import Report
from hansei.domain.coverage import Answer, factor_coverage
from hansei.domain.findings import Finding, Level
from hansei.domain.stems import stems

UNCOVERED, NO_EVIDENCE = "complete/uncovered-factor", "complete/cause-without-evidence"

_EVIDENCE = re.compile(
    r"https?://|\]\(|\[e\d|`|\d|\"|“|\b(?:logs?|metrics?|graphs?|dashboards?|traces?|commits?|"
    r"pull request|reproduc\w*|confirmed|observed|measured|shows?|shown|screenshot|according|"
    r"evidence|tests?|tested|ticket|PR)\b|<img|!\["
)
_NUMBER = re.compile(r"\bF\d{1,3}\b")  # a factor's own number shows nothing
_FEW_WORDS = 6


def factors(report: Report) -> Iterator[Finding]:
    """A finding for each factor whose words no action shares and no action refers to."""
    if not report.actions and not report.acceptances:
        if report.factors and report.heading("actions"):
            yield report.gap(
                UNCOVERED, Level.WARNING, report.heading("actions"),
                f"{len(report.factors)} contributing factors and no action that answers them",
                ask="Which of the factors will be dealt with, and which is accepted as a risk?",
            )  # fmt: skip
        return
    found = factor_coverage(report.factors, report.actions, report.acceptances, today=report.today)
    for each in found.open:
        if not stems(each.factor.text):
            continue
        message = "no action answers this contributing factor"
        if each.answer is Answer.EXPIRED and each.acceptance and each.acceptance.until:
            message += f"; its risk was accepted until {each.acceptance.until.isoformat()}"
        yield report.gap(
            UNCOVERED, Level.WARNING, each.factor.line, message,
            says=each.factor.text[:200],
            suggestion="Add an action that changes it, or say that the risk is accepted, and why.",
            ask="What would have to change so that this cannot add to an incident again?",
        )  # fmt: skip


def evidence(report: Report) -> Iterator[Finding]:
    """A note where the cause is asserted with nothing that a reader could follow."""
    sections = [each for each in report.case.document.sections if each.key == "root_cause"]
    text = _NUMBER.sub("", "\n".join(each.text for each in sections)).strip()
    if not sections or len(text.split()) < _FEW_WORDS or _EVIDENCE.search(text):
        return
    line = report.heading("root_cause")
    yield report.gap(
        NO_EVIDENCE, Level.NOTE, line,
        "the cause is stated without anything that shows it: no log, figure, change, test or link",
        ask="What shows that this was the cause, and what would have shown that it was not?",
    )  # fmt: skip
