"""The milestones of a report: what it states by a label, else what its timeline's words tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import msgspec

from hansei.domain.document import Candidate, How, Mark, Milestone
from hansei.domain.event import Event, Signal
from hansei.domain.words import Hit, milestone_words, signal_words

_TIER = 12
_LEAST = 45
_STATED_WEIGHT = 100
_WORDS_READ = 400
_FIRST_WORDS = 160
_DAY = 86400
_PLAIN = 90
_DETECTION_LEAST = 56
_ORDER = (
    Milestone.IMPACT_START, Milestone.DETECTED, Milestone.ACKNOWLEDGED, Milestone.ESCALATED,
    Milestone.CAUSE_IDENTIFIED, Milestone.RECOVERED, Milestone.MITIGATED, Milestone.RESOLVED,
)  # fmt: skip

_LABELS: dict[Milestone, str] = {
    Milestone.IMPACT_START: "start|started|starts|start time|incident start|impact start|began|"
    "incident began|outage start|outage started|fault occurs|fault occurred|fault|impact started|"
    "impact began|start of impact|start of incident|start of outage|onset|incident started|"
    "incident start time|started on|occurred|time of incident|beginning|from|begin|impact begins",
    Milestone.DETECTED: "detected|first detected|detection|detection time|time detected|"
    "fault detected|team aware|discovered|first report|first reported|reported|alerted|"
    "first alert|time of detection|issue detected|incident detected|detect|noticed|"
    "problem detected|first noticed|detected by monitoring|date detected|alert received",
    Milestone.ACKNOWLEDGED: "acknowledged|acknowledgement|ack|time acknowledged|response started|"
    "responded|incident acknowledged|response|first response",
    Milestone.ESCALATED: "escalated|escalation|time escalated",
    Milestone.CAUSE_IDENTIFIED: "identified|root cause identified|root cause found|cause found|"
    "diagnosed|cause identified|issue identified|problem identified|diagnosis",
    Milestone.MITIGATED: "mitigated|fixed|fix applied|mitigation|repaired|contained|fix deployed|"
    "time mitigated|mitigation applied|rolled back|fix|workaround applied|incident mitigated",
    Milestone.RECOVERED: "recovered|restored|service restored|end|ended|end time|impact end|"
    "outage end|incident end|services restored|recovery|incident ended|outage ended|"
    "impact ended|end of impact|end of outage|end of incident|recovery confirmed|finish|until|to",
    Milestone.RESOLVED: "resolved|closed|incident closed|incident resolved|resolution|"
    "resolution time|time resolved|closure|declared over|all clear|date resolved|resolved at|"
    "incident resolution|resolved on",
}
_BY_LABEL = {label: stone for stone, labels in _LABELS.items() for label in labels.split("|")}
_CLEAN = re.compile(r"[^a-z ]+")
_TAIL = re.compile(r"\s(?:at|on|time|date|utc|gmt|and time)$")


class _Hit(NamedTuple):
    event: Event
    weight: int
    reason: str


def label_milestone(label: str) -> Milestone | None:
    """The milestone that a label names ("First detected", "End time"); None for any other words."""
    text = " ".join(_CLEAN.sub(" ", label.lower()).split())
    known = _BY_LABEL.get(text)
    while known is None:
        shorter = _TAIL.sub("", text)
        if shorter == text:
            return None
        text = shorter
        known = _BY_LABEL.get(text)
    return known


def milestones_of(
    events: Sequence[Event], labelled: frozenset[str], stated: Mapping[Milestone, Mark]
) -> dict[Milestone, Mark]:
    """The milestones that the text tells. `labelled` are ids of events that are labels of times.

    `stated` are milestones given outside the timeline; they outrank its words. Nothing is filled
    in from another milestone: a start of impact that no line tells is taken from the change that
    came last before the detection, with a window up to the detection, or stays unknown.
    """
    hits = _hits(events, labelled)
    marks = {stone: _tied(mark, hits.get(stone, ())) for stone, mark in stated.items()}
    for stone in _ORDER:
        found = hits.get(stone)
        if found and stone not in marks:
            chosen = _chosen(stone, found, marks)
            if chosen:
                marks[stone] = _mark(chosen, found, labelled)
        if stone is Milestone.DETECTED:
            _start_before(marks, hits, events)
    return {stone: marks[stone] for stone in Milestone if stone in marks}


@lru_cache(maxsize=4096)
def _told(text: str) -> tuple[Hit, ...]:
    return tuple(milestone_words(text))


def _hits(events: Sequence[Event], labelled: frozenset[str]) -> dict[Milestone, list[_Hit]]:
    found: dict[Milestone, list[_Hit]] = {}
    for event in events:
        if event.id in labelled:
            stone = label_milestone(event.text)
            if stone:
                found.setdefault(stone, []).append(_Hit(event, _STATED_WEIGHT, event.text))
                if stone is Milestone.MITIGATED and "repair" in event.text.lower():
                    found.setdefault(Milestone.RECOVERED, []).append(_Hit(event, 60, event.text))
                continue
        for hit in _told(event.text[:_WORDS_READ]):
            if hit.weight >= _LEAST:
                found.setdefault(hit.milestone, []).append(_Hit(event, hit.weight, hit.reason))
    return found


def _tied(mark: Mark, found: Sequence[_Hit]) -> Mark:
    """A stated milestone with the entries of the same instant that tell it too."""
    same = tuple(hit.event.id for hit in found if mark.earliest <= hit.event.at <= mark.latest)
    return msgspec.structs.replace(mark, events=same) if same else mark


def _chosen(
    stone: Milestone, found: Sequence[_Hit], marks: Mapping[Milestone, Mark]
) -> _Hit | None:
    allowed = [hit for hit in found if _in_order(stone, hit, marks)]
    if not allowed:
        return None
    fine = [hit for hit in allowed if hit.event.precision_s < _DAY]
    allowed = fine or allowed  # a day alone would otherwise come before every time in it
    top = max(hit.weight for hit in allowed)
    tier = [hit for hit in allowed if hit.weight >= top - _TIER]
    if stone is Milestone.IMPACT_START and top >= _PLAIN:
        tier = [hit for hit in allowed if hit.weight >= _PLAIN]
    if stone is Milestone.DETECTED and top < _STATED_WEIGHT:
        start = marks.get(Milestone.IMPACT_START)
        if start and start.how is How.STATED:  # an alert before a stated start is another one
            allowed = [hit for hit in allowed if hit.event.at >= start.earliest] or allowed
            top = max(hit.weight for hit in allowed)
        tier = [hit for hit in allowed if hit.weight >= min(top, _DETECTION_LEAST)]
    recovered = marks.get(Milestone.RECOVERED)
    if stone is Milestone.MITIGATED and recovered and top < _STATED_WEIGHT:
        before = [hit for hit in tier if hit.event.at <= recovered.at]
        if before:  # of several attempts the last one before the recovery is what helped
            return max(before, key=lambda hit: hit.event.at)
    if stone in (Milestone.RECOVERED, Milestone.RESOLVED):
        best = [hit for hit in tier if hit.weight >= top - _TIER // 2]
        return max(best, key=lambda hit: hit.event.at)
    return min(tier, key=lambda hit: hit.event.at)


def _in_order(stone: Milestone, hit: _Hit, marks: Mapping[Milestone, Mark]) -> bool:
    start, detected = marks.get(Milestone.IMPACT_START), marks.get(Milestone.DETECTED)
    if hit.weight >= _STATED_WEIGHT or stone in (Milestone.IMPACT_START, Milestone.DETECTED):
        return True
    if start and hit.event.at < start.earliest:
        return False
    if stone is Milestone.RESOLVED and detected and hit.event.at < detected.earliest:
        return False
    late = stone in (Milestone.MITIGATED, Milestone.RECOVERED, Milestone.RESOLVED)
    return not (late and detected and start is None and hit.event.at < detected.earliest)


def _mark(hit: _Hit, found: Sequence[_Hit], labelled: frozenset[str]) -> Mark:
    event = hit.event
    stated = event.id in labelled and hit.weight >= _STATED_WEIGHT
    earliest, latest = window(event)
    return Mark(
        at=event.at,
        earliest=earliest,
        latest=latest,
        how=How.STATED if stated else How.INFERRED,
        events=(event.id,),
        reason=hit.reason,
        candidates=tuple(
            Candidate(event=each.event.id, at=each.event.at, reason=each.reason, weight=each.weight)
            for each in found
        ),
    )


def window(event: Event) -> tuple[datetime, datetime]:
    """Between which instants an event happened, given how precisely its time is written."""
    if event.precision_s <= 60:
        width = timedelta(seconds=max(event.precision_s - 1, 0))
        return event.at, event.at + width
    about = event.written is not None and event.precision_s == 300
    width = timedelta(seconds=event.precision_s)
    return (event.at - width, event.at + width) if about else (event.at, event.at + width)


def _start_before(
    marks: dict[Milestone, Mark], hits: Mapping[Milestone, Sequence[_Hit]], events: Sequence[Event]
) -> None:
    """Check the start of impact against the detection; take the change before it where none is."""
    detected = marks.get(Milestone.DETECTED)
    start = marks.get(Milestone.IMPACT_START)
    if detected is None:
        return
    if start and start.how is How.INFERRED and start.at > detected.at:
        earlier = [hit for hit in hits.get(Milestone.IMPACT_START, ()) if
                   hit.event.at <= detected.at]  # fmt: skip
        del marks[Milestone.IMPACT_START]
        start = None
        if earlier:
            best = max(earlier, key=lambda hit: hit.weight)
            start = marks[Milestone.IMPACT_START] = _mark(best, earlier, frozenset())
    if start is None:
        changed = _change_before(detected, events)
        if changed:
            marks[Milestone.IMPACT_START] = Mark(
                at=changed.at, earliest=changed.at, latest=detected.latest, events=(changed.id,),
                reason="the last change before the detection",
            )  # fmt: skip


def _change_before(detected: Mark, events: Sequence[Event]) -> Event | None:
    changes = [
        event
        for event in events
        if event.at < detected.at
        and signal_words(event.text[:_FIRST_WORDS]) in (Signal.DEPLOY, Signal.CHANGE)
    ]
    return max(changes, key=lambda event: event.at) if changes else None
