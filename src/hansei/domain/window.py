"""Which stretch of the records is the incident, when a folder holds weeks of them.

Small inputs are taken whole. In larger ones the signs of a response (acknowledged, escalated,
declared, told to customers, rolled back) mark incidents; the densest stretch of them is taken,
with the hour before it and half an hour after. Whatever lies outside stays in the store, is
counted, and can be had with an explicit window.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from hansei.domain.document import Milestone
from hansei.domain.event import Record, Signal
from hansei.domain.words import milestones_told

TAKEN_WHOLE = 300
"""Events up to which nothing is left out, if they also lie within `WHOLE_SPAN`."""
WHOLE_SPAN = timedelta(hours=48)
QUIET = timedelta(hours=4)
"""A pause between signs of a response that separates two incidents."""
BEFORE, AFTER = timedelta(minutes=60), timedelta(minutes=30)
_PLAIN_WORDS = 70
ALERT_REACH = timedelta(minutes=45)
_RESPONSE = {
    Signal.DECLARED: 3, Signal.ACKNOWLEDGED: 3, Signal.ESCALATED: 4, Signal.RESOLVED: 2,
    Signal.STATUS_UPDATE: 3, Signal.ROLLBACK: 2, Signal.IMPACT_STARTED: 4, Signal.DOWN: 2,
    Signal.SEVERITY_CHANGED: 2, Signal.IDENTIFIED: 3, Signal.MITIGATED: 3, Signal.RECOVERED: 3,
    Signal.UP: 1, Signal.REOPENED: 2,
}  # fmt: skip
_ALERTS = {Signal.ALERT_FIRED: 2, Signal.ALERT_RESOLVED: 1}


class Window(NamedTuple):
    """From `start` to `end`, both inclusive."""

    start: datetime
    end: datetime

    def span_of(self, records: Sequence[Record]) -> tuple[int, int]:
        """The indices of the first record inside and of the first one behind."""
        start = bisect_left(records, self.start, key=_at)
        return start, bisect_right(records, self.end, key=_at)


def _at(record: Record) -> datetime:
    return record.at


def is_sign(record: Record) -> bool:
    """Whether a record can mark an incident by its typed signal."""
    return record.signal in _RESPONSE or record.signal in _ALERTS


def has_signs(records: Sequence[Record]) -> bool:
    """Whether anything among `records` marks an incident by its typed signal."""
    return any(is_sign(each) and not each.noise for each in records)


def find_window(
    records: Sequence[Record], *, count: int | None = None, whole: Window | None = None
) -> Window | None:
    """The incident's stretch of `records` (in time order); None for none at all.

    Where `records` are the telling ones of more, `count` and `whole` tell of all of them.
    """
    if whole is None:
        if not records:
            return None
        whole = Window(records[0].at, records[-1].at)
    number = len(records) if count is None else count
    if number <= TAKEN_WHOLE and whole.end - whole.start <= WHOLE_SPAN:
        return whole
    best = _densest(records)
    if best is None:
        return whole
    start, end = best[0].at, max(each.until or each.at for each in best)
    start = _first_alert(records, start)
    return Window(max(start - BEFORE, whole.start), min(end + AFTER, whole.end))


def _densest(records: Sequence[Record]) -> list[Record] | None:
    """The stretch with most signs of a response; of alerts without any; of words without those."""
    for weights in (_RESPONSE, _ALERTS):
        signs = [each for each in records if each.signal in weights and not each.noise]
        if signs:
            return max(_stretches(signs), key=lambda run: (_weight(run, weights), run[-1].at))
    told = {index: _told(each) for index, each in enumerate(records) if not each.noise}
    signs = [records[index] for index, milestones in told.items() if milestones]
    if not signs:
        return None
    return max(_stretches(signs), key=lambda run: (_breadth(run), run[-1].at))


def _told(record: Record) -> frozenset[Milestone]:
    return frozenset(
        hit.milestone for hit in milestones_told(record.text) if hit.weight >= _PLAIN_WORDS
    )


def _breadth(run: Sequence[Record]) -> int:
    """How many different milestones a stretch of plain text tells."""
    return len(frozenset().union(*(_told(each) for each in run)))


def _stretches(signs: Sequence[Record]) -> list[list[Record]]:
    """Runs of signs without a long pause; runs that share an incident's reference are one."""
    runs: list[list[Record]] = [[signs[0]]]
    for sign in signs[1:]:
        if sign.at - runs[-1][-1].at > QUIET and not _continues(runs[-1], sign):
            runs.append([])
        runs[-1].append(sign)
    return runs


def _continues(run: Sequence[Record], sign: Record) -> bool:
    if sign.at - run[-1].at > timedelta(days=5):
        return False
    refs = {ref for ref in sign.refs if not ref.startswith(("status:", "url:", "service:"))}
    return any(not refs.isdisjoint(each.refs) for each in run[-20:])


def _weight(run: Sequence[Record], weights: dict[Signal, int]) -> int:
    """Many kinds of sign from many sources weigh more than many of one kind."""
    kinds: dict[tuple[str, Signal], int] = {}
    for each in run:
        key = (each.source, each.signal)
        kinds[key] = min(kinds.get(key, 0) + weights[each.signal], 3 * weights[each.signal])
    return sum(kinds.values())


def _first_alert(events: Sequence[Record], start: datetime) -> datetime:
    """The start moved back over the alerts that led up to the first sign."""
    reached = [
        event.at
        for event in events
        if start - ALERT_REACH <= event.at < start and event.signal in _ALERTS and not event.noise
    ]
    return reached[0] if reached else start
