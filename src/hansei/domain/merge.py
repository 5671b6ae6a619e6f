"""Records of many sources become one timeline.

The same item read twice is one record. Records that show one happening become one event: they share
a reference and the class of their signal, or are worded alike within a short time. The result does
not depend on the order of the input: pairs are taken best first under a total order, and a source
never appears twice in one event unless at the same moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

import msgspec

from hansei.domain.clocks import clock_of, solve
from hansei.domain.event import Event, Kind, Record, Signal
from hansei.domain.likeness import RELAYS, Weights, classes_of, strong_refs
from hansei.domain.timeline import ClockShift

SAME_SOURCE_S = 5.0
"""One source's two views of one happening (an incident and its log entry) differ by less."""
RELAYED_WITHIN_S = 180.0
"""A bot's or webhook's repetition of a referenced happening comes within this."""
ALIKE_WITHIN_S = 120.0
AT_ONCE_S = 20.0
_ALIKE, _ALIKE_AT_ONCE = 0.6, 0.4
_NEIGHBOURS = 40
_LEAST_WORDING = 15
_T = TypeVar("_T")


class Merged(NamedTuple):
    """Events in order (without ids), the clocks, and how many records went into another's event."""

    events: list[Event]
    clocks: tuple[ClockShift, ...]
    merged: int


class Aligned(NamedTuple):
    """Records by corrected time with their happening classes, the clocks, and what was applied."""

    records: list[Record]
    classes: list[str]
    clocks: tuple[ClockShift, ...]
    shifts: Mapping[str, float]
    trust: Mapping[str, int]


class _Pair(NamedTuple):
    score: float
    apart: float
    one: int
    other: int


def unique(records: Iterable[Record]) -> list[Record]:
    """Each identity once, in time order; of differing versions the longest, then the greatest."""
    known: dict[tuple[str, str], Record] = {}
    for record in records:
        identity = (record.source, record.key)
        other = known.get(identity)
        if other is None:
            known[identity] = record
        elif other != record:
            known[identity] = max(other, record, key=_version)
    return sorted(known.values(), key=_order)


def _version(record: Record) -> tuple[int, str]:
    return len(record.text), repr(record)


def _order(record: Record) -> tuple[datetime, str, str]:
    return record.at, record.source, record.key


def aligned(records: Iterable[Record], trust: Mapping[str, int]) -> Aligned:
    """Each record once, in order, its time corrected where its clock is surely off.

    `trust` ranks the sources' clocks (`sources.base.Clock`).
    """
    ordered = unique(records)
    classes = classes_of(ordered, trust)
    weights = Weights(each.text for each, kind in zip(ordered, classes, strict=True) if kind)
    clocks = solve(ordered, classes, weights, trust)
    shifts = {each.source: each.offset_s for each in clocks if each.applied}
    if shifts:
        moved = [_shifted(each, shifts, trust) for each in ordered]
        places = sorted(range(len(moved)), key=lambda index: _order(moved[index]))
        ordered = [moved[index] for index in places]
        classes = [classes[index] for index in places]
    return Aligned(ordered, classes, clocks, shifts, trust)


def merge(records: Iterable[Record], trust: Mapping[str, int]) -> Merged:
    """The merged timeline of all records."""
    found = aligned(records, trust)
    return merge_aligned(found, 0, len(found.records))


def merge_aligned(found: Aligned, start: int, end: int) -> Merged:
    """The merged timeline of the aligned records from index `start` up to `end`."""
    records, classes = found.records[start:end], found.classes[start:end]
    weights = Weights(each.text for each, kind in zip(records, classes, strict=True) if kind)
    groups = _groups(records, classes, weights)
    events: list[Event] = []
    grouped: set[int] = set()
    for members in groups:
        grouped.update(members)
        events.append(_event([records[each] for each in members], found))
    for index, record in enumerate(records):
        if index not in grouped:
            events.append(_single(record, found))
    events.sort(key=lambda event: (event.at, event.records))
    return Merged(events, found.clocks, len(grouped) - len(groups))


def _shifted(record: Record, shifts: Mapping[str, float], trust: Mapping[str, int]) -> Record:
    seconds = shifts.get(clock_of(record, trust))
    if seconds is None:
        return record
    by = timedelta(seconds=seconds)
    until = record.until - by if record.until else None
    return msgspec.structs.replace(record, at=record.at - by, until=until)


def _groups(records: Sequence[Record], classes: Sequence[str], weights: Weights) -> list[list[int]]:
    """Indices of the records that belong together, each group of two or more in time order."""
    pairs = _reference_pairs(records, classes)
    pairs += _wording_pairs(records, classes)
    pairs += _alike_pairs(records, classes, weights)
    pairs.sort(key=lambda each: (-each.score, each.apart, each.one, each.other))
    parent: dict[int, int] = {}
    members: dict[int, list[int]] = {}

    def root(index: int) -> int:
        while parent.setdefault(index, index) != index:
            index = parent[index]
        return index

    for pair in pairs:
        one, other = root(pair.one), root(pair.other)
        if one == other:
            continue
        mine, theirs = members.get(one, [one]), members.get(other, [other])
        if _compatible(records, mine, theirs):
            parent[other] = one
            members[one] = mine + theirs
            members.pop(other, None)
    return [sorted(each) for _, each in sorted(members.items())]


def _compatible(records: Sequence[Record], mine: Sequence[int], theirs: Sequence[int]) -> bool:
    for one in mine:
        for other in theirs:
            a, b = records[one], records[other]
            if a.source == b.source and _apart(a, b) > SAME_SOURCE_S:
                return False
    return len(mine) + len(theirs) <= 50


def _apart(one: Record, other: Record) -> float:
    return abs((one.at - other.at).total_seconds())


def _reference_pairs(records: Sequence[Record], classes: Sequence[str]) -> list[_Pair]:
    """Pairs that name the same thing and say the same of it."""
    by_reference: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        if record.refs and classes[index]:
            for ref in strong_refs(record):
                by_reference[ref, classes[index]].append(index)
    pairs: list[_Pair] = []
    for indices in by_reference.values():
        for position, one in enumerate(indices):
            for other in indices[position + 1 : position + 1 + _NEIGHBOURS]:
                apart = _apart(records[one], records[other])
                if apart > RELAYED_WITHIN_S:
                    break
                same = records[one].source == records[other].source
                if not same or apart <= SAME_SOURCE_S:
                    pairs.append(_Pair(3.0, apart, one, other))
    return pairs


def _wording_pairs(records: Sequence[Record], classes: Sequence[str]) -> list[_Pair]:
    """Pairs with the very same words: an item exported twice, a post made in two places."""
    latest: dict[str, list[int]] = {}
    pairs: list[_Pair] = []
    for index, record in enumerate(records):
        if record.noise or len(record.text) < _LEAST_WORDING:
            continue
        seen = latest.get(record.text)
        if seen is None:
            latest[record.text] = [index]
            continue
        for other in seen[-3:]:
            apart = _apart(record, records[other])
            same = record.source == records[other].source
            same_class = classes[index] == classes[other]
            if same and record.actor != records[other].actor:
                continue
            if apart <= (1.0 if same else ALIKE_WITHIN_S) and same_class:
                pairs.append(_Pair(2.0, apart, other, index))
        seen.append(index)
    return pairs


def _alike_pairs(
    records: Sequence[Record], classes: Sequence[str], weights: Weights
) -> list[_Pair]:
    """Pairs of one class from two sources, close in time and alike in words."""
    by_class: dict[str, list[int]] = defaultdict(list)
    for index, kind in enumerate(classes):
        if kind:
            by_class[kind].append(index)
    pairs: list[_Pair] = []
    for indices in by_class.values():
        for position, one in enumerate(indices):
            for other in indices[position + 1 : position + 1 + _NEIGHBOURS]:
                a, b = records[one], records[other]
                apart = _apart(a, b)
                if apart > ALIKE_WITHIN_S + max(a.precision_s, b.precision_s):
                    break
                if a.source == b.source:
                    continue
                score = weights.alike(a, b)
                if score >= (_ALIKE_AT_ONCE if apart <= AT_ONCE_S else _ALIKE):
                    pairs.append(_Pair(score, apart, one, other))
    return pairs


def _speaks_first(record: Record) -> tuple[bool, bool, datetime, str, str]:
    return (record.precision_s >= 60, record.source in RELAYS, record.at, record.source, record.key)


def _event(members: list[Record], found: Aligned) -> Event:
    """The event of one or more records; the most exact first-hand one speaks."""
    if len(members) == 1:
        return _single(members[0], found)
    members.sort(key=_speaks_first)
    return msgspec.structs.replace(
        _single(members[0], found),
        signal=_signal(members),
        actor=_actor(members),
        until=_first(each.until for each in members),
        service=_first(each.service for each in members),
        severity=_first(each.severity for each in members),
        sources=tuple(dict.fromkeys(each.source for each in members)),
        records=tuple(dict.fromkeys(f"{each.source}:{each.key}" for each in members)),
        refs=tuple(dict.fromkeys(ref for each in members for ref in each.refs)),
        noise=all(each.noise for each in members),
        channel=_first(each.channel for each in members),
        url=_first(each.url for each in members),
        places=tuple(dict.fromkeys(each.place for each in members)),
    )


def _single(record: Record, found: Aligned) -> Event:
    return Event(
        id="", at=record.at, text=record.text, kind=record.kind, signal=record.signal,
        source=record.source, actor=record.actor, until=record.until,
        precision_s=record.precision_s, written=record.written, service=record.service,
        severity=record.severity, channel=record.channel, sources=(record.source,),
        records=(f"{record.source}:{record.key}",), refs=record.refs,
        shift_s=_shift_of(record, found) if found.shifts else 0.0,
        noise=record.noise, url=record.url, place=record.place,
    )  # fmt: skip


def _shift_of(record: Record, found: Aligned) -> float:
    return found.shifts.get(clock_of(record, found.trust), 0.0)


def _actor(members: Sequence[Record]) -> str | None:
    """The person among the members; a bot that passes something on did not do it."""
    people = _first(each.actor for each in members if each.kind is Kind.HUMAN)
    return people or _first(each.actor for each in members if each.source not in RELAYS)


def _signal(members: Sequence[Record]) -> Signal:
    """What an outside check saw says more than the alert that it raised."""
    signals = [each.signal for each in members if each.signal is not Signal.NONE]
    seen = next((each for each in signals if each in (Signal.DOWN, Signal.UP)), None)
    return seen or next(iter(signals), Signal.NONE)


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((each for each in values if each is not None), None)
