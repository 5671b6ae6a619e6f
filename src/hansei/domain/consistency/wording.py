"""Durations, milestones and ranges as findings word them."""

from __future__ import annotations

from hansei.domain.document import Milestone

TOLD = {
    Milestone.IMPACT_START: "the start of impact",
    Milestone.DETECTED: "detection",
    Milestone.ACKNOWLEDGED: "acknowledgement",
    Milestone.ESCALATED: "escalation",
    Milestone.CAUSE_IDENTIFIED: "finding the cause",
    Milestone.MITIGATED: "the fix",
    Milestone.RECOVERED: "recovery",
    Milestone.RESOLVED: "the close",
}
"""A milestone inside a sentence: "14 min from detection to the fix"."""


def length(seconds: float) -> str:
    """ "45 s", "24 min", "51 h 57 min": hours are not folded into days, as reports count them."""
    sign = "-" if seconds < 0 else ""
    total = round(abs(seconds))
    if total < 60:
        return f"{sign}{total} s"
    minutes, rest = divmod(total, 60)
    if minutes < 60:
        return f"{sign}{minutes} min" + (f" {rest:02d} s" if rest else "")
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours} h" + (f" {minutes:02d} min" if minutes else "")


def number(value: float) -> str:
    """A count or share with its thousands marked: "18,000", "45", "99.95"."""
    return f"{int(value):,}" if value == int(value) else f"{value:g}"
