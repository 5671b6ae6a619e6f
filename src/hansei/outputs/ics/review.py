"""When the review is held and who is asked to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from hansei.domain.document import Document, Milestone
from hansei.domain.errors import UsageError
from hansei.domain.policy import review_slot, severity_rank
from hansei.domain.times import from_iso, zone_or_utc
from hansei.sources.text import one_line

INVITEES = (
    "on-call responders",
    "service owners",
    "product",
    "support or communications",
    "neutral facilitator (optional)",
)
_MOST_INVITEES = 50
_MAJOR = 2  # the worst two ranks


class Review(NamedTuple):
    """An aware start in the team's zone, minutes, roles to invite, and why then.

    `key` stays where the meeting is moved, "" for one that is known by its start alone;
    `sequence` grows with every move.
    """

    start: datetime
    minutes: int
    invitees: tuple[str, ...]
    reason: str = ""
    key: str = ""
    sequence: int = 0


def review_of(document: Document) -> Review:
    """The review as the document sets it, else as the policy does from when it was resolved.

    Raises UsageError where neither is possible or the front matter makes no sense.
    """
    zone = zone_or_utc(document.zone)
    stated = document.extra.get("review")
    if isinstance(stated, Mapping):
        minutes = stated.get("minutes", 60)
        if not isinstance(minutes, int) or isinstance(minutes, bool):
            raise UsageError(f"review: minutes must be a number, not {_shown(minutes)}")
        key, sequence = stated.get("key"), stated.get("sequence")
        return Review(
            _start(stated.get("start"), zone), minutes, _invitees(stated),
            key=key if isinstance(key, str) else "",
            sequence=sequence if isinstance(sequence, int) else 0,
        )  # fmt: skip
    marks = document.milestones
    end = marks.get(Milestone.RESOLVED) or marks.get(Milestone.RECOVERED)
    if end is None:
        raise UsageError(
            "no time for the review: neither “closed” nor “recovery confirmed” is known; "
            "record one of them, or set review.start in the front matter"
        )
    rank = severity_rank(document.severity)
    slot = review_slot(resolved=end.at, zone=zone, major=rank is not None and rank <= _MAJOR)
    return Review(slot.start, slot.minutes, INVITEES, slot.reason)


def _start(value: Any, zone: tzinfo) -> datetime:
    if value is None:
        raise UsageError("review: start is missing")
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    try:
        return from_iso(text, zone).at.astimezone(zone)
    except ValueError as error:
        raise UsageError(f"review: start {error}") from None


def _invitees(stated: Mapping[str, Any]) -> tuple[str, ...]:
    value = stated.get("invitees", list(INVITEES))
    if not isinstance(value, (list, tuple)):
        raise UsageError(f"review: invitees must be a list of roles, not {_shown(value)}")
    return tuple(one_line(each, 80) for each in value[:_MOST_INVITEES] if one_line(each, 80))


def _shown(value: Any) -> str:
    return repr(one_line(value, 40))
