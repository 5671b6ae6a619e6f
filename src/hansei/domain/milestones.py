"""The milestones of an incident, each with its candidates, its evidence and a window.

Typed records speak before words, a person's statement before both, and what nothing tells stays
unknown: impact start is never filled in from detection, and recovery may come before mitigation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from hansei.domain.candidates import SAID, Found, candidates
from hansei.domain.document import Candidate, How, Mark, Milestone
from hansei.domain.event import Event, Signal
from hansei.domain.likeness import alike

_TIER = 12
"""Candidates this close to the strongest one are held equal, and the time decides."""
_LEAST_WEIGHT = 45
_MOST_SHOWN = 8
_CONFIRMED_WITHIN = timedelta(minutes=10)
"""Signs of recovery this close together confirm one recovery; its window holds them all."""
_HANDLED = {Signal.ACKNOWLEDGED, Signal.ESCALATED, Signal.RESOLVED, Signal.REOPENED}
_FIRES = {Signal.ALERT_FIRED, Signal.DOWN, Signal.REOPENED}
_SCORE = {Signal.ACKNOWLEDGED: 3, Signal.ESCALATED: 4, Signal.DECLARED: 3, Signal.RESOLVED: 2,
          Signal.ALERT_FIRED: 1, Signal.SEVERITY_CHANGED: 2, Signal.REOPENED: 2}  # fmt: skip
_SEVERE = frozenset(("sev-0", "sev-1", "sev-2", "sev0", "sev1", "sev2", "p1", "critical"))
_NOT_STRONG = ("status:", "url:", "service:", "slack:", "commit:", "pr:")


def infer(
    events: Sequence[Event], stated: Mapping[Milestone, Mark] | None = None
) -> dict[Milestone, Mark]:
    """The milestones that `events` tell; those in `stated` win over anything inferred."""
    found = candidates(_of_this_incident(events))
    marks: dict[Milestone, Mark] = {}
    last_fire = max((each.at for each in events if each.signal in _FIRES and not each.noise),
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


def _of_this_incident(events: Sequence[Event]) -> list[Event]:
    """The events without those of another incident that was handled at the same time."""
    groups = _handled_groups(events)
    if len(groups) < 2:
        return list(events)
    scored = sorted(groups, key=lambda group: (-_group_score(group), group[0].at, group[0].records))
    main, others = scored[0], scored[1:]
    foreign: set[tuple[str, ...]] = set()
    for group in others:
        if any(each.signal in _HANDLED for each in group) and not _related(main, group):
            foreign.update(each.records for each in group)
    return [each for each in events if each.records not in foreign]


def _handled_groups(events: Iterable[Event]) -> list[list[Event]]:
    """Typed events tied by references, one group an incident or alert."""
    by_ref: dict[str, list[int]] = defaultdict(list)
    typed = [each for each in events if each.signal in _SCORE and not each.noise]
    parent = list(range(len(typed)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, event in enumerate(typed):
        for ref in event.refs:
            if not ref.startswith(_NOT_STRONG):
                by_ref[ref].append(index)
    for indices in by_ref.values():
        for index in indices[1:]:
            parent[root(index)] = root(indices[0])
    groups: dict[int, list[Event]] = defaultdict(list)
    for index, event in enumerate(typed):
        groups[root(index)].append(event)
    return list(groups.values())


def _group_score(group: Sequence[Event]) -> int:
    severe = any((each.severity or "").lower() in _SEVERE for each in group)
    return sum(_SCORE[each.signal] for each in group[:50]) + 3 * severe


def _related(main: Sequence[Event], group: Sequence[Event]) -> bool:
    services = {each.service for each in main if each.service}
    if services & {each.service for each in group if each.service}:
        return True
    return any(alike(one.text, other.text) >= 0.4 for one in main[:20] for other in group[:20])


def _choose(
    milestone: Milestone,
    pool: Sequence[Found],
    marks: Mapping[Milestone, Mark],
    last_fire: datetime | None,
) -> Found | None:
    detected = marks.get(Milestone.DETECTED)
    if milestone not in (Milestone.IMPACT_START, Milestone.DETECTED) and detected:
        pool = [each for each in pool if each.latest >= detected.earliest]
    if milestone in (Milestone.RECOVERED, Milestone.RESOLVED):
        after = [each for each in pool if last_fire is None or each.at >= last_fire]
        return _earliest(after) or _latest(pool)
    if milestone is Milestone.MITIGATED:
        return _latest(pool)
    return _earliest(pool)


def _tier(pool: Sequence[Found]) -> list[Found]:
    top = max((each.weight for each in pool), default=0)
    return [each for each in pool if each.weight >= top - _TIER]


def _earliest(pool: Sequence[Found]) -> Found | None:
    return min(_tier(pool), key=lambda each: (each.at, -each.weight, each.event.id), default=None)


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
        latest = max(latest, *confirmed)
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
