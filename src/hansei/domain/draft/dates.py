"""The policy's dates in the front matter: whether it is due, when to meet and to look again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from hansei.domain import policy
from hansei.domain.document import Mark, Milestone
from hansei.domain.severity import Scale


def policy_dates(
    milestones: Mapping[Milestone, Mark],
    *,
    severity: str | None,
    zone: tzinfo,
    rules: policy.Policy,
    scale: Scale,
) -> dict[str, Any]:
    """What the front matter tells: `due` with its reason, and once it is resolved `review` and
    `check_ins`. Times are ISO 8601 in the given zone, days ISO dates."""
    resolved = milestones.get(Milestone.RESOLVED) or milestones.get(Milestone.RECOVERED)
    due = policy.is_due(severity=severity, policy=rules, scale=scale)
    found: dict[str, Any] = {"due": {"due": due.due, "reason": due.reason}}
    if resolved:
        major = scale.is_major(severity)
        slot = policy.review_slot(resolved=resolved.at, zone=zone, major=major, policy=rules)
        found["review"] = {
            "start": slot.start.isoformat(),
            "minutes": slot.minutes,
            "reason": slot.reason,
        }
        days = policy.check_ins(slot.start.date(), policy=rules)
        found["check_ins"] = [day.isoformat() for day in days]
    return found
