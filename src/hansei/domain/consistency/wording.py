"""Durations, milestones and ranges as findings word them."""

from __future__ import annotations

from hansei.domain.document import Milestone
from hansei.domain.times import duration_text

_DAY_S = 86400

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
    """As `duration_text`, but with hours that are not folded into days: "51 h 57 min".

    Reports count long incidents in hours, and folding would round the minutes away.
    """
    total = round(abs(seconds))
    if total < _DAY_S:
        return duration_text(seconds)
    hours, rest = divmod(total, 3600)
    minutes = f" {rest // 60:02d} min" if rest >= 60 else ""
    return f"{'-' if seconds < 0 else ''}{hours} h{minutes}"


def number(value: float) -> str:
    """A count or share with its thousands marked: "18,000", "45", "99.95"."""
    return f"{int(value):,}" if value == int(value) else f"{value:g}"
