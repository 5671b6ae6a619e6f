"""The milestones of an incident, each with its candidates, its evidence and a window.

Typed records speak before words, a person's statement before both, and what nothing tells stays
unknown: impact start is never filled in from detection, and recovery may come before mitigation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from hansei.domain.belonging import in_the_rooms, of_this_incident
from hansei.domain.candidates import SAID, Found, candidates
from hansei.domain.document import Candidate, How, Mark, Milestone
from hansei.domain.event import Event, Kind, Signal

_TIER = 12
"""Candidates this close to the strongest one are held equal, and the time decides."""
_LEAST_WEIGHT = 46
_MOST_SHOWN = 8
_SAID_FOR = timedelta(days=3)
"""What is said longer after detection than this is about something else."""
_CERTAIN = 72
_REPORTED, _REPORTED_WITHIN = 55, timedelta(minutes=60)
"""A person's report of this weight, this long before the alert, was the detection."""
_CONFIRMED_WITHIN = timedelta(minutes=10)
"""Signs of recovery this close together confirm one recovery; its window holds them all."""
_CLEARED = {Signal.ALERT_RESOLVED, Signal.UP, Signal.RECOVERED}
_FIRES = {Signal.ALERT_FIRED, Signal.DOWN, Signal.REOPENED}


def infer(
    events: Sequence[Event], stated: Mapping[Milestone, Mark] | None = None
) -> dict[Milestone, Mark]:
    """The milestones that `events` tell; those in `stated` win over anything inferred."""
    return infer_from(of_this_incident(events), stated)


def infer_from(
    ours: Sequence[Event], stated: Mapping[Milestone, Mark] | None = None
) -> dict[Milestone, Mark]:
    """The same from events that are known to belong to the incident."""
    found = candidates(in_the_rooms(ours))
    marks: dict[Milestone, Mark] = {}
    last_fire = max((each.at for each in ours if each.signal in _FIRES and not each.noise),
                    default=None)  # fmt: skip
    for milestone in Milestone:
        if stated and milestone in stated and stated[milestone].how is How.STATED:
            marks[milestone] = stated[milestone]
            continue
        pool = [each for each in found[milestone] if each.weight >= _LEAST_WEIGHT]
        chosen = _choose(milestone, pool, marks, last_fire)
        if chosen:
            marks[milestone] = _mark(chosen, pool, marks)
    _begun_before_detection(marks)
    return _mitigated_by_recovery(marks, found[Milestone.MITIGATED])


def _choose(
    milestone: Milestone,
    pool: Sequence[Found],
    marks: Mapping[Milestone, Mark],
    last_fire: datetime | None,
) -> Found | None:
    detected = marks.get(Milestone.DETECTED)
    if milestone not in (Milestone.IMPACT_START, Milestone.DETECTED) and detected:
        pool = [each for each in pool if _follows(each, detected)]
    if milestone is Milestone.RECOVERED:
        pool = _not_before_the_alert_cleared(pool, last_fire, marks.get(Milestone.MITIGATED))
    if milestone in (Milestone.RECOVERED, Milestone.RESOLVED):
        after = [each for each in pool if last_fire is None or each.at >= last_fire]
        return _earliest(after) or _latest(pool)
    if milestone is Milestone.MITIGATED:
        return _latest(pool)
    chosen = _earliest(pool)
    return _reported_before(chosen, pool) if milestone is Milestone.DETECTED and chosen else chosen


def _follows(found: Found, detected: Mark) -> bool:
    """Whether a candidate may belong to what was detected then."""
    soon = found.event.signal not in SAID or found.at - detected.at <= _SAID_FOR
    return found.latest >= detected.earliest and soon


def _reported_before(alert: Found, pool: Sequence[Found]) -> Found:
    """The first person's report shortly before the alert, where people noticed it first."""
    reports = [
        each
        for each in pool
        if each.event.kind is Kind.HUMAN
        and each.weight >= _REPORTED
        and alert.at - _REPORTED_WITHIN <= each.at < alert.at
    ]
    return min(reports, key=lambda each: (each.at, each.event.id), default=alert)


def _not_before_the_alert_cleared(
    pool: Sequence[Found], last_fire: datetime | None, mitigated: Mark | None
) -> Sequence[Found]:
    """Without words of health from before the alert cleared, or before the fix."""
    cleared = [each.at for each in pool if each.event.signal in _CLEARED]
    after = min((at for at in cleared if last_fire is None or at >= last_fire), default=None)
    if after is None and mitigated:
        return [each for each in pool if each.event.signal not in SAID
                or each.weight >= _CERTAIN or each.at >= mitigated.at]  # fmt: skip
    if after is None:
        return pool
    return [each for each in pool if each.event.signal not in SAID or each.at >= after]


def _tier(pool: Sequence[Found]) -> list[Found]:
    top = max((each.weight for each in pool), default=0)
    return [each for each in pool if each.weight >= top - _TIER]


def _earliest(pool: Sequence[Found]) -> Found | None:
    first_hand = [each for each in pool if each.typed]
    return min(
        _tier(first_hand or pool),
        key=lambda each: (each.at, -each.weight, each.event.id),
        default=None,
    )


def _latest(pool: Sequence[Found]) -> Found | None:
    tier = _tier(pool)
    first_hand = [each for each in tier if each.event.signal not in SAID]
    return max(
        first_hand or tier, key=lambda each: (each.at, each.weight, each.event.id), default=None
    )


def _mark(chosen: Found, pool: Sequence[Found], marks: Mapping[Milestone, Mark]) -> Mark:
    earliest, latest = chosen.earliest, chosen.latest
    if chosen.milestone is Milestone.RECOVERED:
        until = chosen.at + _CONFIRMED_WITHIN
        confirmed = (each.at for each in _tier(pool) if chosen.at <= each.at <= until)
        latest = max([latest, *confirmed])
    detected = marks.get(Milestone.DETECTED)
    if detected and earliest < detected.at <= chosen.at:
        earliest = detected.at
    strongest = sorted(pool, key=lambda each: (-each.weight, each.at))[:_MOST_SHOWN]
    return Mark(
        at=chosen.at,
        earliest=earliest,
        latest=latest,
        events=(chosen.event.id,),
        reason=chosen.reason,
        candidates=tuple(
            Candidate(event=each.event.id, at=each.at, reason=each.reason, weight=each.weight)
            for each in strongest
        ),
    )


def _begun_before_detection(marks: dict[Milestone, Mark]) -> None:
    """Narrows an impact start whose window reaches past detection: it had begun by then.

    A start that lies behind detection for certain stays: the alert came first.
    """
    start, detected = marks.get(Milestone.IMPACT_START), marks.get(Milestone.DETECTED)
    if not start or not detected or start.how is How.STATED:
        return
    if start.earliest <= detected.at < start.at:
        marks[Milestone.IMPACT_START] = msgspec.structs.replace(
            start, at=detected.at, latest=detected.at, reason=f"{start.reason}, after the alert"
        )


def _mitigated_by_recovery(
    marks: dict[Milestone, Mark], pool: Sequence[Found]
) -> dict[Milestone, Mark]:
    """Of several fixes the last one before recovery is the one that was applied."""
    mitigated, recovered = marks.get(Milestone.MITIGATED), marks.get(Milestone.RECOVERED)
    if not mitigated or not recovered or mitigated.how is How.STATED:
        return marks
    margin = timedelta(seconds=60)
    if mitigated.at <= recovered.latest + margin:
        return marks
    before = [each for each in pool
              if each.weight >= _LEAST_WEIGHT and each.at <= recovered.latest + margin]  # fmt: skip
    chosen = _latest(before)
    if chosen:
        marks[Milestone.MITIGATED] = _mark(chosen, pool, marks)
    return marks
