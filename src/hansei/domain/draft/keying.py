"""Which events are worth a reader's time, and what the events are called.

Key events are the evidence of a milestone, the typed steps of the response, the changes before it,
and what people said that tells a milestone. Repeated firings of one alert count once. A post-mortem
shows at most `MOST_KEY`; the full timeline keeps the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from hansei.domain.amendment import NOTHING_KEPT, Kept
from hansei.domain.belonging import of_this_incident
from hansei.domain.document import Mark, Milestone
from hansei.domain.event import Event, Kind, Signal
from hansei.domain.words import milestones_told

MOST_KEY = 60
_WEIGHTS = {
    Signal.IMPACT_STARTED: 90, Signal.DECLARED: 85, Signal.ESCALATED: 85, Signal.ROLLBACK: 85,
    Signal.RESOLVED: 85, Signal.MITIGATED: 85, Signal.RECOVERED: 85, Signal.IDENTIFIED: 85,
    Signal.ACKNOWLEDGED: 80, Signal.REOPENED: 80, Signal.SEVERITY_CHANGED: 75, Signal.DOWN: 75,
    Signal.UP: 75, Signal.STATUS_UPDATE: 70, Signal.DEPLOY: 65, Signal.ALERT_FIRED: 65,
    Signal.ALERT_RESOLVED: 60, Signal.CHANGE: 50, Signal.ASSIGNED: 40, Signal.NOTE: 35,
}  # fmt: skip
_REPEATABLE = {Signal.ALERT_FIRED, Signal.ALERT_RESOLVED, Signal.DOWN, Signal.UP, Signal.NOTE}
_SPOKEN = {Signal.NONE, Signal.MESSAGE, Signal.NOTE}
_LEAST = 35
_FOREIGN = 35
"""How much less an alert weighs that has nothing to do with the incident."""
_UNTYPED_TIMELINE = 40
"""A log without types of up to this many lines was written by hand: all of it is key."""


def numbered(
    events: Sequence[Event],
    previous: Sequence[Event] = (),
    cited: Collection[str] = (),
    kept: Kept = NOTHING_KEPT,
) -> list[Event]:
    """The events with their ids: those that share a record with a previous one keep its id.

    No other event takes an id of a previous one, one that was ever given on the timeline that is
    `kept`, nor one that the prose before already `cited`.
    """
    known = {record: event.id for event in previous for record in event.records}
    known |= kept.names
    used = {event.id for event in previous}.union(cited, kept.used)
    reserved = {event.id for event in events if event.id}
    taken: set[str] = set()
    result: list[Event] = []
    number = 0
    for event in events:
        name = event.id or next((known[each] for each in event.records if each in known), "")
        if not name or name in taken or (not event.id and name in reserved):
            number += 1
            while f"e{number}" in used:
                number += 1
            name = f"e{number}"
        taken.add(name)
        result.append(msgspec.structs.replace(event, id=name))
    return result


def with_keys(
    events: Sequence[Event],
    marks: Mapping[Milestone, Mark],
    belonging: Sequence[Event] | None = None,
) -> list[Event]:
    """The events with `key` set on those that a post-mortem shows.

    `belonging` are those of the incident itself, where they are known already.
    """
    evidence = {each for mark in marks.values() for each in mark.events}
    ours = {each.id for each in (belonging or of_this_incident(events))}
    weights = {
        index: weight if events[index].id in ours else weight - _FOREIGN
        for index, weight in _weighed(events, evidence).items()
        if events[index].id in ours or weight - _FOREIGN >= _LEAST
    }
    chosen = sorted(weights, key=lambda index: (-weights[index], index))[:MOST_KEY]
    keep = set(chosen)
    return [
        msgspec.structs.replace(event, key=True) if index in keep else event
        for index, event in enumerate(events)
    ]


def _weighed(events: Sequence[Event], evidence: set[str]) -> dict[int, int]:
    """Index -> weight of every event that may be key."""
    seen: set[tuple[Signal, str]] = set()
    weights: dict[int, int] = {}
    untyped = [each for each in events if each.signal is Signal.NONE and not each.noise]
    by_hand = len(untyped) <= _UNTYPED_TIMELINE
    for index, event in enumerate(events):
        if event.id in evidence or event.by_person:
            weights[index] = 100
            continue
        if event.noise:
            continue
        weight = _weight(event, by_hand=by_hand)
        if event.signal in _REPEATABLE:
            name = (event.signal, event.text)
            if name in seen:
                weight -= 40
            seen.add(name)
        if weight >= _LEAST:
            weights[index] = weight
    return weights


def _weight(event: Event, *, by_hand: bool) -> int:
    weight = _WEIGHTS.get(event.signal, 0)
    if event.signal in _SPOKEN:
        hits = milestones_told(event.text)
        if hits:
            weight = max(weight, round(hits[0].weight * 0.7))
        elif event.signal is Signal.NONE and by_hand:
            weight = max(weight, 45)
    if weight and len(event.sources) > 1:
        weight += 5
    return weight + (3 if weight and event.kind is Kind.HUMAN else 0)
