"""Which events may be which milestone, and how strongly: typed signals first, words second."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hansei.domain.document import Milestone
from hansei.domain.event import Event, Kind, Signal
from hansei.domain.likeness import RELAYS
from hansei.domain.words import milestones_told

TYPED: dict[Signal, tuple[tuple[Milestone, int, str], ...]] = {
    Signal.IMPACT_STARTED: ((Milestone.IMPACT_START, 95, "the source states the impact's start"),),
    Signal.DOWN: (
        (Milestone.IMPACT_START, 80, "an outside check failed"),
        (Milestone.DETECTED, 90, "an outside check failed"),
    ),
    Signal.ALERT_FIRED: ((Milestone.DETECTED, 90, "an alert fired"),),
    Signal.DECLARED: ((Milestone.DETECTED, 80, "the incident was opened"),),
    Signal.ACKNOWLEDGED: ((Milestone.ACKNOWLEDGED, 95, "acknowledged"),),
    Signal.ESCALATED: ((Milestone.ESCALATED, 95, "escalated"),),
    Signal.IDENTIFIED: ((Milestone.CAUSE_IDENTIFIED, 85, "the cause is stated as identified"),),
    Signal.ROLLBACK: ((Milestone.MITIGATED, 80, "rolled back"),),
    Signal.MITIGATED: ((Milestone.MITIGATED, 90, "stated as mitigated"),),
    Signal.RECOVERED: ((Milestone.RECOVERED, 90, "stated as recovered"),),
    Signal.UP: ((Milestone.RECOVERED, 85, "an outside check passed again"),),
    Signal.ALERT_RESOLVED: ((Milestone.RECOVERED, 80, "the alert cleared"),),
    Signal.RESOLVED: ((Milestone.RESOLVED, 95, "the incident was resolved"),),
}
STATUS: dict[str, tuple[Milestone, int, str]] = {
    "status:investigating": (Milestone.DETECTED, 46, "customers were told of an investigation"),
    "status:identified": (Milestone.CAUSE_IDENTIFIED, 60, "customers were told it is identified"),
    "status:monitoring": (Milestone.MITIGATED, 55, "customers were told a fix is in place"),
    "status:resolved": (Milestone.RESOLVED, 75, "customers were told it is resolved"),
}
SAID = {Signal.MESSAGE, Signal.NOTE, Signal.STATUS_UPDATE}
_REMARKS = {Signal.MESSAGE, Signal.NOTE}
_CHAT_WEIGHT = 0.75
_NOTE_WEIGHT = 0.9
_POST_WEIGHT = 0.65
"""A post to customers follows what it tells of by minutes."""
_TOLD_CUSTOMERS = {Milestone.CAUSE_IDENTIFIED, Milestone.MITIGATED, Milestone.RECOVERED}
_UNTYPED = {Signal.NONE, Signal.MESSAGE, Signal.NOTE, Signal.STATUS_UPDATE, Signal.CHANGE}
_STARTED = (
    "rolling back",
    "reverting",
    "initiated",
    "started",
    "starting",
    "begin",
    "initiating",
    "triggered",
    "in progress",
)
RELAYED_WITHIN = timedelta(seconds=10)
"""What only a bot's message shows happened up to this much earlier."""
CORRECTED_WITHIN = timedelta(seconds=5)
"""How well a corrected clock is known, at worst, where a correction is applied at all."""
_SAID_START = 64
"""What people say of trouble they see is a report; only a stated beginning is a beginning."""
SAID_WITHIN = timedelta(minutes=10)
"""What is told in a chat happened before it was told; this much before at most is assumed."""


_WORSENED = re.compile(r"\boperational to (?!operational)[a-z]+(?: [a-z]+)?")
"""What a post says of a component that broke names the state that it left as well."""


class Found(NamedTuple):
    """A candidate with the window in which its instant lies for certain.

    `typed`: a source's own signal says so first-hand; a post to customers or words do not.
    """

    milestone: Milestone
    event: Event
    weight: int
    reason: str
    earliest: datetime
    latest: datetime
    typed: bool = False

    @property
    def at(self) -> datetime:
        return self.event.at


def candidates(events: Iterable[Event]) -> dict[Milestone, list[Found]]:
    """All candidates by milestone, each list in time order."""
    found: dict[Milestone, list[Found]] = {milestone: [] for milestone in Milestone}
    for event in events:
        if not event.noise:
            for each in _of_event(event):
                found[each.milestone].append(each)
    return found


def _of_event(event: Event) -> list[Found]:
    best: dict[Milestone, Found] = {}
    for milestone, weight, reason in _typed(event):
        first_hand = event.signal is not Signal.STATUS_UPDATE
        best[milestone] = _made(milestone, event, weight, reason)._replace(typed=first_hand)
    if event.signal in _UNTYPED:
        factor = _words_factor(event)
        for hit in milestones_told(_WORSENED.sub(" ", event.text)):
            weight = round(hit.weight * factor)
            if not _may_tell(event, hit.milestone, weight):
                continue
            known = best.get(hit.milestone)
            if known is None or known.weight < weight:
                best[hit.milestone] = _made(hit.milestone, event, weight, hit.reason)
    return list(best.values())


def _may_tell(event: Event, milestone: Milestone, weight: int) -> bool:
    """Whether words of such an event can stand for the milestone at all."""
    if event.signal is Signal.STATUS_UPDATE:
        return milestone in _TOLD_CUSTOMERS and not _retold(event)
    if milestone is Milestone.IMPACT_START and event.signal in SAID:
        return weight >= _SAID_START
    return True


def _typed(event: Event) -> Sequence[tuple[Milestone, int, str]]:
    if event.signal is Signal.ROLLBACK and any(word in event.text.lower() for word in _STARTED):
        return ((Milestone.MITIGATED, 66, "a rollback began"),)
    if event.signal is Signal.STATUS_UPDATE:
        return _posted(event)
    return TYPED.get(event.signal, ())


def _posted(event: Event) -> Sequence[tuple[Milestone, int, str]]:
    """What the state of a post tells. A post that only begins with "Resolved" may be a back-filled
    one that holds the whole story: its source marks the times that count by a reference."""
    told = [STATUS[ref] for ref in event.refs if ref in STATUS]
    if not told and not _retold(event) and "investigating" in event.text.lower():
        return (STATUS["status:investigating"],)
    return told


def _retold(event: Event) -> bool:
    """Whether a post is a back-filled one that tells the whole incident after the fact."""
    return event.text.startswith("Resolved") and "status:resolved" not in event.refs


def _words_factor(event: Event) -> float:
    if event.signal is Signal.MESSAGE:
        return _CHAT_WEIGHT
    if event.signal is Signal.STATUS_UPDATE:
        return _POST_WEIGHT
    return _NOTE_WEIGHT


def _made(milestone: Milestone, event: Event, weight: int, reason: str) -> Found:
    width = timedelta(seconds=event.precision_s)
    if event.signal is Signal.DOWN and milestone is Milestone.IMPACT_START:
        # The check before this one passed: the outage began in between.
        return Found(milestone, event, weight, reason, event.at - width, event.at)
    if event.signal in _REMARKS and event.kind is Kind.HUMAN:
        return Found(milestone, event, weight, reason, event.at - SAID_WITHIN, event.at)
    relayed = event.source in RELAYS and event.signal is not Signal.NONE
    delay = RELAYED_WITHIN if relayed else timedelta(0)
    doubt = CORRECTED_WITHIN if event.shift_s else timedelta(0)
    earliest, latest = event.at - delay - doubt, event.at + width + doubt
    return Found(milestone, event, weight, reason, earliest, latest)
