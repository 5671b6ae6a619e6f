"""The clock solver: how far each source's clock is off, from happenings seen by two sources.

For two clocks, every pair of records that surely show one happening (a shared reference, or the
same class and telling words) gives a difference. The offset is the median of the differences that
agree with each other; its error is the 95 % interval of that median (Student's t over the
median absolute deviation, widened by the written precision). An offset is applied only where three
pairs or more agree, nearly all pairs support it, and it exceeds any plausible relay delay.
Differences of whole half-hours are zone mistakes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from statistics import median
from typing import NamedTuple

import msgspec

from hansei.domain.event import Record
from hansei.domain.likeness import Weights, strong_refs
from hansei.domain.timeline import ClockKind, ClockShift

LEAST_PAIRS = 3
LEAST_OFFSET_S = 30.0
"""A relay (a bot, a webhook) may well be this late with its clock right."""
AGREE_WITHIN_S = 20.0
FARTHEST_S = 26 * 3600
MOST_CLOCKS = 40
"""Clocks that are compared with each other; a folder of a thousand files has that many."""
_HALF_HOUR = 1800.0
_VENDOR = 2
_MOST_OF_ONE_CLASS = 60
_SURELY_ALIKE = 0.5
_STUDENT = {3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36, 9: 2.31, 10: 2.26}
"""Quantiles of Student's t at 97.5 % by number of pairs: a few pairs show their spread badly."""
_MOST_READINGS = 6


_ByClass = Mapping[str, Sequence[Record]]


class _Pair(NamedTuple):
    difference: float
    precision: float
    share: float  # 1 for an unambiguous pair, less where one record may mean several


class Estimate(NamedTuple):
    """How late clock `late` is against another one, in seconds."""

    offset: float
    error: float
    pairs: int
    support: float


def clock_of(record: Record, trust: Mapping[str, int]) -> str:
    """The clock that stamped a record: the vendor's, or the one of the file's writer."""
    if trust.get(record.source, 0) > 0:
        return record.source
    return f"{record.source}:{record.place.file}"


def solve(
    records: Sequence[Record], classes: Sequence[str], weights: Weights, trust: Mapping[str, int]
) -> tuple[ClockShift, ...]:
    """The offsets of all clocks that can be told, against the reference clock.

    `classes` are the happening classes of `records`, in the same order.
    """
    stamped: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record, kind in zip(records, classes, strict=True):
        if kind and record.precision_s <= 60:
            stamped[clock_of(record, trust)][kind].append(record)
    by_clock: Mapping[str, _ByClass] = stamped
    if len(by_clock) < 2:
        return ()
    if len(by_clock) > MOST_CLOCKS:
        busiest = sorted(by_clock, key=lambda name: (-_size(by_clock[name]), name))[:MOST_CLOCKS]
        by_clock = {name: by_clock[name] for name in busiest}
    names = sorted(by_clock)
    estimates: dict[tuple[str, str], Estimate] = {}
    for index, one in enumerate(names):
        for other in names[index + 1 :]:
            found = _estimate(_pairs(by_clock[one], by_clock[other], weights))
            if found:
                estimates[one, other] = found
                estimates[other, one] = found._replace(offset=-found.offset)
    reference = _reference(names, estimates, trust)
    return _against(reference, by_clock, weights, trust)


def _size(by_class: _ByClass) -> int:
    return sum(len(each) for each in by_class.values())


def _pairs(ours: _ByClass, theirs: _ByClass, weights: Weights) -> list[_Pair]:
    """Differences "ours minus theirs" over pairs that show one happening."""
    pairs: list[_Pair] = []
    for kind, mine in ours.items():
        others = theirs.get(kind)
        if others:
            pairs += _matched(mine[:_MOST_OF_ONE_CLASS], others[:_MOST_OF_ONE_CLASS], weights)
    return pairs


def _matched(ours: Sequence[Record], theirs: Sequence[Record], weights: Weights) -> list[_Pair]:
    """Pairs that can mean each other; where several can, all are offered and the vote decides."""
    found: list[_Pair] = []
    for mine in ours:
        scored = [(_sameness(mine, other, weights), other) for other in theirs]
        top = max((score for score, _ in scored), default=0.0)
        if top <= 0:
            continue
        hits = [other for score, other in scored if score >= top - 0.1 and score > 0]
        for other in hits[:_MOST_READINGS]:
            difference = (mine.at - other.at).total_seconds()
            if abs(difference) <= FARTHEST_S:
                precision = max(mine.precision_s, other.precision_s)
                found.append(_Pair(difference, precision, 1.0 / len(hits)))
    return found


def _sameness(one: Record, other: Record, weights: Weights) -> float:
    mine, theirs = strong_refs(one), strong_refs(other)
    if mine and theirs and not set(mine).isdisjoint(theirs):
        return 2.0
    score = weights.alike(one, other)
    return score if score >= _SURELY_ALIKE else 0.0


def _estimate(pairs: list[_Pair]) -> Estimate | None:
    """The offset that most pairs agree on; None where no three do."""
    if len(pairs) < LEAST_PAIRS:
        return None
    differences = sorted(pair.difference for pair in pairs)
    tolerance = AGREE_WITHIN_S + max(pair.precision for pair in pairs)
    start = best_start = best_count = 0
    for end, difference in enumerate(differences):
        while difference - differences[start] > tolerance:
            start += 1
        if end - start + 1 > best_count:
            best_start, best_count = start, end - start + 1
    agreeing = differences[best_start : best_start + best_count]
    middle = median(agreeing)
    spread = median(abs(each - middle) for each in agreeing)
    precision = median(pair.precision for pair in pairs)
    width = _STUDENT.get(best_count, 1.96 if best_count > 30 else 2.2)
    error = max(1.0, width * 1.2533 * 1.4826 * spread / best_count**0.5) + precision / 2
    whole = sum(pair.share for pair in pairs)
    return Estimate(middle, round(error, 1), best_count, min(1.0, best_count / whole))


def _beyond_doubt(estimate: Estimate) -> bool:
    return (
        estimate.pairs >= LEAST_PAIRS
        and estimate.support >= 0.7
        and abs(estimate.offset) > max(LEAST_OFFSET_S, 2 * estimate.error)
    )


def _agrees(estimate: Estimate) -> bool:
    return abs(estimate.offset) <= LEAST_OFFSET_S + estimate.error


def _reference(
    names: Sequence[str], estimates: Mapping[tuple[str, str], Estimate], trust: Mapping[str, int]
) -> str:
    """The clock that most trusted clocks agree with; ties go to a vendor's."""

    def weight(name: str) -> int:
        return 1 + 2 * _trust_in(name, trust)

    def standing(name: str) -> tuple[int, int, int, str]:
        agreeing = against = pairs = 0
        for other in names:
            found = estimates.get((name, other))
            if found is not None:
                pairs += found.pairs
                if _agrees(found):
                    agreeing += weight(other)
                else:
                    against += weight(other)
        return (against - agreeing - weight(name), -weight(name), -pairs, name)

    return min(names, key=standing)


def _trust_in(name: str, trust: Mapping[str, int]) -> int:
    return trust.get(name.partition(":")[0], 0)


def _against(
    reference: str, by_clock: Mapping[str, _ByClass], weights: Weights, trust: Mapping[str, int]
) -> tuple[ClockShift, ...]:
    """Offsets of the other clocks against the reference and all that were set right before.

    The most trusted go first; a clock that is right, or was put right, helps to judge the next.
    """
    pool: dict[str, list[Record]] = {kind: list(each) for kind, each in by_clock[reference].items()}
    waiting = sorted((name for name in by_clock if name != reference),
                     key=lambda name: (-_trust_in(name, trust), name))  # fmt: skip
    shifts: list[ClockShift] = []
    while waiting:
        found = None
        for name in waiting:
            found = _estimate(_pairs(by_clock[name], pool, weights))
            if found:
                break
        else:
            # Nothing more can be told; a vendor's clock counts as right and may help the others.
            vendors = [each for each in waiting if _trust_in(each, trust) >= _VENDOR]
            if not vendors:
                break
            name = vendors[0]
        applied = found is not None and _beyond_doubt(found)
        if found:
            shifts.append(_shift(name, reference, found, applied=applied))
        # A delay too small to be a clock's error still counts when others are judged by it.
        _join(pool, by_clock[name], shifts[-1].offset_s if found else 0.0)
        waiting.remove(name)
    return tuple(sorted(shifts, key=lambda each: each.source))


def _join(pool: dict[str, list[Record]], others: _ByClass, offset_s: float) -> None:
    by = timedelta(seconds=offset_s)
    for kind, records in others.items():
        moved = [msgspec.structs.replace(each, at=each.at - by) for each in records]
        pool[kind] = sorted([*pool.get(kind, ()), *moved], key=lambda each: (each.at, each.key))


def _shift(name: str, reference: str, found: Estimate, *, applied: bool) -> ClockShift:
    offset = found.offset
    halves = round(offset / _HALF_HOUR)
    zone = halves != 0 and abs(offset - halves * _HALF_HOUR) <= 90 + found.error
    if zone and applied:
        offset = halves * _HALF_HOUR
    return ClockShift(
        source=name, against=reference, offset_s=round(offset, 1), error_s=found.error,
        pairs=found.pairs, kind=ClockKind.ZONE if zone else ClockKind.OFFSET, applied=applied,
    )  # fmt: skip
