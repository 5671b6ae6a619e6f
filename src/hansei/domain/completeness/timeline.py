"""Milestones that the timeline does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hansei.domain.completeness.report import Report
from hansei.domain.document import Milestone
from hansei.domain.findings import Finding, Level

RULE = "complete/missing-milestone"

_NEEDED = (
    Milestone.IMPACT_START, Milestone.DETECTED, Milestone.MITIGATED, Milestone.RECOVERED,
    Milestone.RESOLVED,
)  # fmt: skip
_HINTS = {
    Milestone.DETECTED: re.compile(
        r"alert|notic|report|detect|discover|page[ds]|ask|aware|alarm|found|see[ns]?\b|saw\b"
    ),
    Milestone.MITIGATED: re.compile(
        r"fix|deploy|restart|roll|revert|merge|appl[iy]|patch|scal|delet|upgrad|disabl|enabl|"
        r"replac|increas|chang|updat|mitigat|switch|renew|push|reboot|rebuil|\bset\b|creat|redirect"
    ),
    Milestone.RECOVERED: re.compile(
        r"back\b|work|health|normal|recover|restor|resolv|success|stable|green|\bup\b|running|"
        r"clos|available|fixed|complete"
    ),
}
"""Words by which a line may tell of a milestone unread: then it is not missed."""
_READ = 300
_MOST_LOOKED_AT = 50
_LISTED = re.compile(r"\s*(?:[|#*+•–-]|\[?\d)")
_UNTIMED = frozenset(("project-launch",))


def missing_milestones(report: Report) -> Iterator[Finding]:
    """One note with the milestones that a report should hold and this one does not.

    Recovery and the close stand in for each other: many teams keep one of the two.
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
    if not report.heading("timeline") and not _listed(report):
        yield report.gap(
            RULE, Level.NOTE, document.events[0].place.line or 1,
            "there is no timeline: its times stand in sentences only",
            suggestion="Set the events out one a line, each with its time, and name the zone.",
        )  # fmt: skip
        return
    known = {*document.milestones, *report.case.marks}
    if known & {Milestone.RECOVERED, Milestone.RESOLVED}:
        known |= {Milestone.RECOVERED, Milestone.RESOLVED}
    lacking = [each for each in _NEEDED if each not in known and not _hinted(report, each)]
    if lacking:
        names = ", ".join(str(each.value).replace("_", " ") for each in lacking)
        line = report.heading("timeline") or document.events[0].place.line
        yield report.gap(
            RULE, Level.NOTE, line, f"the timeline does not tell: {names}",
            suggestion="Add them with their times, or say that they are unknown.",
        )  # fmt: skip


def _listed(report: Report) -> bool:
    """Whether the events stand in a list or table rather than in sentences."""
    case = report.case
    lines = [case.line_text(each.place.line) for each in case.document.events[:_MOST_LOOKED_AT]]
    return sum(bool(_LISTED.match(line)) for line in lines) * 2 > len(lines)


def _hinted(report: Report, stone: Milestone) -> bool:
    pattern = _HINTS.get(stone)
    return pattern is not None and any(
        pattern.search(each.text[:_READ].lower()) for each in report.case.document.events
    )
