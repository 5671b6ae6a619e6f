"""Records of many sources become one timeline.

The same item read twice is one record. Records that show one happening become one event: they share
a reference and the class of their signal, or are worded alike within a short time. The result does
not depend on the order of the input: pairs are taken best first under a total order, and a source
never appears twice in one event unless at the same moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

import msgspec

from hansei.domain.clocks import clock_of, solve
from hansei.domain.event import Event, Kind, Record, Signal
from hansei.domain.grouping import Together, as_people_want, groups_of
from hansei.domain.likeness import RELAYS, Weights, classes_of
from hansei.domain.timeline import ClockShift
from hansei.domain.window import Window

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
    return _corrected(ordered, classes, clocks, trust)


def aligned_like(found: Aligned, records: Iterable[Record]) -> Aligned:
    """Other records of the same import, by the clocks that were solved before."""
    ordered = unique(records)
    return _corrected(ordered, classes_of(ordered, found.trust), found.clocks, found.trust)


def _corrected(
    ordered: list[Record],
    classes: list[str],
    clocks: tuple[ClockShift, ...],
    trust: Mapping[str, int],
) -> Aligned:
    shifts = {each.source: each.offset_s for each in clocks if each.applied}
    if shifts:
        moved = [_shifted(each, shifts, trust) for each in ordered]
        places = sorted(range(len(moved)), key=lambda index: _order(moved[index]))
        ordered = [moved[index] for index in places]
        classes = [classes[index] for index in places]
    return Aligned(ordered, classes, clocks, shifts, trust)


def merge(records: Iterable[Record], trust: Mapping[str, int]) -> Merged:
    """The merged timeline of all records."""
    return merge_aligned(aligned(records, trust))


def merge_aligned(
    found: Aligned, window: Window | None = None, together: Sequence[Together] = ()
) -> Merged:
    """The merged timeline of the aligned records, or of those that lie in `window`.

    `together` is what people want in one event, whatever the records say of it.
    """
    start, end = window.span_of(found.records) if window else (0, len(found.records))
    records, classes = found.records[start:end], found.classes[start:end]
    weights = Weights(each.text for each, kind in zip(records, classes, strict=True) if kind)
    groups = as_people_want(groups_of(records, classes, weights), records, together)
    speaking = frozenset(each.first for each in together if each.first)
    events: list[Event] = []
    grouped: set[int] = set()
    for members in groups:
        grouped.update(members)
        events.append(_event([records[each] for each in members], found, speaking))
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


def event_of(
    records: Iterable[Record], shifts: Mapping[str, float], trust: Mapping[str, int]
) -> Event:
    """The event (without id) of one or more records as a source wrote them.

    `shifts` are the corrections in seconds that were applied to the clocks.
    """
    moved = [_shifted(each, shifts, trust) for each in unique(records)]
    return _event(moved, Aligned(moved, [], (), shifts, trust))


def _speaks_first(record: Record) -> tuple[bool, bool, datetime, str, str]:
    # The precision of an outside check is its interval: its time is exact all the same.
    coarse = record.precision_s >= 60 and record.signal not in (Signal.DOWN, Signal.UP)
    return (coarse, record.source in RELAYS, record.at, record.source, record.key)


def _event(members: list[Record], found: Aligned, speaking: Collection[str] = frozenset()) -> Event:
    """The event of one or more records; one of `speaking` or the most exact first-hand one
    speaks."""
    if len(members) == 1:
        return _single(members[0], found)
    members.sort(key=_speaks_first)
    if speaking:
        members.sort(key=lambda each: f"{each.source}:{each.key}" not in speaking)
    return msgspec.structs.replace(
        _single(members[0], found),
        kind=_kind(members),
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


def _kind(members: Sequence[Record]) -> Kind:
    """A person's deed where any first-hand record says so: others may leave out who did it."""
    own = [each for each in members if each.source not in RELAYS] or members
    return Kind.HUMAN if any(each.kind is Kind.HUMAN for each in own) else members[0].kind


def _signal(members: Sequence[Record]) -> Signal:
    """What the first member that types its signal says; all are of one class."""
    return next((each.signal for each in members if each.signal is not Signal.NONE), Signal.NONE)


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((each for each in values if each is not None), None)
