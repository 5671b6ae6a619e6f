"""The milestones of an incident, each with its candidates, its evidence and a window.

Typed records speak before words, a person's statement before both, and what nothing tells stays
unknown: impact start is never filled in from detection, and recovery may come before mitigation.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from hansei.domain.candidates import SAID, Found, candidates
from hansei.domain.document import Candidate, How, Mark, Milestone
from hansei.domain.event import Event, Kind, Signal
from hansei.domain.likeness import alike, words_of
from hansei.domain.words import signal_words

_TIER = 12
"""Candidates this close to the strongest one are held equal, and the time decides."""
_LEAST_WEIGHT = 45
_MOST_SHOWN = 8
_CERTAIN = 72
_REPORTED, _REPORTED_WITHIN = 55, timedelta(minutes=60)
"""A person's report of this weight, this long before the alert, was the detection."""
_CONFIRMED_WITHIN = timedelta(minutes=10)
"""Signs of recovery this close together confirm one recovery; its window holds them all."""
_ROOM = re.compile(r"inc(?:ident)?s?[-_\d]|incident|outage|war-?room|sev-?\d|major", re.IGNORECASE)
_HANDLED = {Signal.ACKNOWLEDGED, Signal.ESCALATED, Signal.RESOLVED, Signal.REOPENED}
_CLEARED = {Signal.ALERT_RESOLVED, Signal.UP, Signal.RECOVERED}
_FIRES = {Signal.ALERT_FIRED, Signal.DOWN, Signal.REOPENED}
_RESPONSE = {*_HANDLED, Signal.DECLARED, Signal.SEVERITY_CHANGED, Signal.STATUS_UPDATE}
_ABOUT_BEFORE = timedelta(hours=6)
"""An alert on the same service this long before the response may be its beginning."""
_ALIKE = 0.4
_COUNTED = 3
"""How often one signal counts: an alert that fires a hundred times is no larger incident."""
_SCORE = {
    Signal.ACKNOWLEDGED: 3, Signal.ESCALATED: 4, Signal.DECLARED: 3, Signal.RESOLVED: 2,
    Signal.SEVERITY_CHANGED: 2, Signal.REOPENED: 2, Signal.ALERT_FIRED: 1, Signal.DOWN: 1,
    Signal.ALERT_RESOLVED: 0, Signal.UP: 0, Signal.RECOVERED: 0, Signal.STATUS_UPDATE: 1,
}  # fmt: skip
"""What makes a group of tied events the incident: the response to it more than its alerts."""
_SEVERE = frozenset(("sev-0", "sev-1", "sev-2", "sev0", "sev1", "sev2", "p1", "critical"))
_NOT_STRONG = ("status:", "url:", "service:", "slack:", "commit:", "pr:")


def infer(
    events: Sequence[Event], stated: Mapping[Milestone, Mark] | None = None
) -> dict[Milestone, Mark]:
    """The milestones that `events` tell; those in `stated` win over anything inferred."""
    ours = _of_this_incident(events)
    found = candidates(_in_the_rooms(ours))
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


def _of_this_incident(events: Sequence[Event]) -> list[Event]:
    """The events without the alerts that have nothing to do with the incident that was handled.

    The incident is the group of tied events with the strongest response; an alert belongs to it by
    reference, service or words. Where nothing was handled, every alert may belong.
    """
    groups = _handled_groups(events)
    scored = sorted(groups, key=lambda group: (-_group_score(group), group[0].at, group[0].records))
    if not scored or not any(each.signal in _RESPONSE for each in scored[0]):
        return list(events)
    main = scored[0]
    topic = _Topic(main, {each.service.lower() for each in events if each.service})
    foreign: set[tuple[str, ...]] = set()
    for group in scored[1:]:
        if not topic.holds(group):
            foreign.update(each.records for each in group)
    return [each for each in events if each.records not in foreign]


def _in_the_rooms(events: Sequence[Event]) -> list[Event]:
    """The events without what was said in channels where nobody handled the incident.

    Where no channel shows any handling, all may have.
    """
    rooms = {each.channel for each in events
             if each.channel and (each.signal in _RESPONSE or _ROOM.search(each.channel))}  # fmt: skip
    if not rooms:
        return list(events)
    return [each for each in events
            if each.signal is not Signal.MESSAGE or each.channel is None
            or each.channel in rooms]  # fmt: skip


class _Topic:
    """What an incident is about: its services and the words of its alert."""

    def __init__(self, group: Sequence[Event], known: set[str]) -> None:
        self.texts = list(dict.fromkeys(each.text for each in group))[:20]
        named = {each.service.lower() for each in group if each.service}
        said = {word for text in self.texts for word in words_of(text)}
        self.services = named or (said & known)
        self.start = min(each.at for each in group) - _ABOUT_BEFORE

    def holds(self, group: Sequence[Event]) -> bool:
        if any(each.at >= self.start for each in group):
            services = {each.service.lower() for each in group if each.service}
            if services and self.services:
                return not services.isdisjoint(self.services)
            return any(self._alike(each.text) for each in group[:20])
        return False

    def _alike(self, text: str) -> bool:
        words = words_of(text)
        if not self.services.isdisjoint(words):
            return True
        return any(alike(text, other) >= _ALIKE for other in self.texts)


def _handled_groups(events: Iterable[Event]) -> list[list[Event]]:
    """Typed events tied by references, one group an incident or alert."""
    by_ref: dict[str, list[int]] = defaultdict(list)
    typed = [each for each in events if not each.noise and _told(each) in _SCORE]
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


def _told(event: Event) -> Signal:
    """What an event tells: its typed signal, else what its words say; chat is left aside."""
    if event.signal is Signal.NONE:
        return signal_words(event.text)
    return event.signal


def _group_score(group: Sequence[Event]) -> int:
    severe = any((each.severity or "").lower() in _SEVERE for each in group)
    counts = Counter(_told(each) for each in group)
    return sum(_SCORE[signal] * min(n, _COUNTED) for signal, n in counts.items()) + 3 * severe


def _choose(
    milestone: Milestone,
    pool: Sequence[Found],
    marks: Mapping[Milestone, Mark],
    last_fire: datetime | None,
) -> Found | None:
    detected = marks.get(Milestone.DETECTED)
    if milestone not in (Milestone.IMPACT_START, Milestone.DETECTED) and detected:
        pool = [each for each in pool if each.latest >= detected.earliest]
    if milestone is Milestone.RECOVERED:
        pool = _not_before_the_alert_cleared(pool, last_fire, marks.get(Milestone.MITIGATED))
    if milestone in (Milestone.RECOVERED, Milestone.RESOLVED):
        after = [each for each in pool if last_fire is None or each.at >= last_fire]
        return _earliest(after) or _latest(pool)
    if milestone is Milestone.MITIGATED:
        return _latest(pool)
    chosen = _earliest(pool)
    return _reported_before(chosen, pool) if milestone is Milestone.DETECTED and chosen else chosen


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
