"""Zones: a time of the timeline that the prose gives in another zone without converting it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hansei.domain.consistency.case import Case, Passage, TimeSaid
from hansei.domain.consistency.wording import length
from hansei.domain.findings import Finding, Level

RULE = "consistency/zone"


def zones(case: Case) -> Iterator[Finding]:
    """A finding for each zone that puts a time of the timeline, or of another section, elsewhere.

    A converted time ("12:36 UTC" beside "13:36 CET" on the timeline) is right and gives none.
    """
    first: dict[tuple[int, int | None], tuple[Passage, TimeSaid]] = {}
    against_timeline = bool(case.events) and case.zone_name is not None
    for passage in case.passages:
        found: Finding | None = None
        for said in passage.times:
            if said.tz is None or found:
                continue
            if against_timeline:
                found = _against_timeline(case, passage, said)
            key = (said.clock, said.until)
            other = first.setdefault(key, (passage, said))
            if found is None and not against_timeline and other[1] is not said:
                found = _against_prose(case, passage, said, *other)
        if found:
            yield found


def offset_differs(case: Case, said: TimeSaid) -> timedelta:
    """How far the zone of a time lies ahead of the document's zone, on the incident's day."""
    at = case.events[0].at if case.events else datetime(2000, 1, 1, tzinfo=UTC)
    if said.tz is None:
        return timedelta()
    theirs, ours = at.astimezone(said.tz).utcoffset(), at.astimezone(case.zone).utcoffset()
    return (theirs or timedelta()) - (ours or timedelta())


def misread(case: Case, said: TimeSaid) -> bool:
    """Whether a time fits the timeline by its digits, and not in the zone it is given in."""
    if said.tz is None or not offset_differs(case, said):
        return False
    clocks = [said.clock] if said.until is None else [said.clock, said.until]
    raw = sum(case.clock().has(clock, 0, said.days) for clock in clocks)
    converted = sum(case.clock(said.tz).has(clock, 0, said.days) for clock in clocks)
    return raw > converted


def _against_timeline(case: Case, passage: Passage, said: TimeSaid) -> Finding | None:
    if not misread(case, said):
        return None
    clocks = (said.clock,) if said.until is None else (said.clock, said.until)
    event = next(event for clock in clocks for event, _ in case.clock().near(clock, 0))
    shown = case.shown(event.at)
    apart = length(abs(offset_differs(case, said).total_seconds()))
    return case.finding(
        RULE, Level.ERROR, passage,
        f"the time is given in {said.zone}, but the timeline has {shown} in {case.zone_name}:"
        f" {apart} apart",
        span=(said.start, said.end),
        against=f"{shown} {case.zone_name}: {event.text[:80]}",
        line=case.event_lines.get(event.id, 0),
        suggestion=f"Use {case.zone_name} throughout, or convert the time.",
    )  # fmt: skip


def _against_prose(
    case: Case, passage: Passage, said: TimeSaid, other: Passage, earlier: TimeSaid
) -> Finding | None:
    apart = offset_differs(case, said) - offset_differs(case, earlier)
    if not apart or said.days != earlier.days:
        return None
    hours = length(abs(apart.total_seconds()))
    return case.finding(
        RULE, Level.ERROR, passage,
        f"the same time is given in {earlier.zone} elsewhere: {hours} apart",
        span=(said.start, said.end),
        against=" ".join(other.text[earlier.start : earlier.end].split()),
        line=other.line,
        suggestion="Name one zone for the whole report.",
    )  # fmt: skip
