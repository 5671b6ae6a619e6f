"""Milestones that the timeline does not tell."""

from __future__ import annotations

from collections.abc import Iterator

from hansei.domain.completeness.report import Report
from hansei.domain.document import Milestone
from hansei.domain.findings import Finding, Level

RULE = "complete/missing-milestone"

_NEEDED = (
    Milestone.IMPACT_START, Milestone.DETECTED, Milestone.MITIGATED, Milestone.RECOVERED,
    Milestone.RESOLVED,
)  # fmt: skip
_UNTIMED = frozenset(("project-launch",))


def missing_milestones(report: Report) -> Iterator[Finding]:
    """One note with the milestones that a report should hold and this one does not.

    The close is missed only where recovery is unknown too: many teams keep one of the two.
    """
    document = report.case.document
    if document.variant in _UNTIMED:
        return
    if not document.events:
        yield report.gap(
            RULE, Level.NOTE, report.heading("timeline") or 1, "no event has a time",
            suggestion="Add a timeline with its zone: start of impact, detection, fix, recovery.",
        )  # fmt: skip
        return
    known = {*document.milestones, *report.case.marks}
    lacking = [
        each for each in _NEEDED
        if each not in known and not (each is Milestone.RESOLVED and Milestone.RECOVERED in known)
    ]  # fmt: skip
    if lacking:
        names = ", ".join(str(each.value).replace("_", " ") for each in lacking)
        line = report.heading("timeline") or document.events[0].place.line
        yield report.gap(
            RULE, Level.NOTE, line, f"the timeline does not tell: {names}",
            suggestion="Add them with their times, or say that they are unknown.",
        )  # fmt: skip
