"""The clock solver: how far each source's clock is off, from happenings seen by two sources.

For two clocks, every pair of records that surely show one happening (a shared reference, or the
same class and telling words) gives a difference. The offset is the median of the differences that
agree with each other; its error is the 95 % interval of that median (normal approximation over the
median absolute deviation, widened by the written precision). An offset is applied only where three
pairs or more agree, nearly all pairs support it, and it exceeds any plausible relay delay.
Differences of whole half-hours are zone mistakes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

from hansei.domain.event import Record
from hansei.domain.likeness import alike, class_of, strong_refs
from hansei.domain.timeline import ClockKind, ClockShift

LEAST_PAIRS = 3
LEAST_OFFSET_S = 30.0
"""A relay (a bot, a webhook) may well be this late with its clock right."""
AGREE_WITHIN_S = 20.0
FARTHEST_S = 26 * 3600
_HALF_HOUR = 1800.0
_MOST_OF_ONE_CLASS = 60
_SURELY_ALIKE = 0.55


class _Pair(NamedTuple):
    difference: float
    precision: float
    sure: bool


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


def solve(records: Sequence[Record], trust: Mapping[str, int]) -> tuple[ClockShift, ...]:
    """The offsets of all clocks that can be told, against the reference clock."""
    by_clock: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if not record.noise and class_of(record) and record.precision_s <= 60:
            by_clock[clock_of(record, trust)].append(record)
    if len(by_clock) < 2:
        return ()
    names = sorted(by_clock)
    estimates: dict[tuple[str, str], Estimate] = {}
    for index, one in enumerate(names):
        for other in names[index + 1 :]:
            found = _estimate(_pairs(by_clock[one], by_clock[other]))
            if found:
                estimates[one, other] = found
                estimates[other, one] = found._replace(offset=-found.offset)
    if not estimates:
        return ()
    reference = _reference(names, estimates, trust)
    return _against(reference, names, estimates)


def _pairs(ours: Sequence[Record], theirs: Sequence[Record]) -> list[_Pair]:
    """Differences "ours minus theirs" over pairs that show one happening."""
    grouped: dict[str, list[Record]] = defaultdict(list)
    for record in theirs:
        grouped[class_of(record)].append(record)
    pairs: list[_Pair] = []
    for kind, mine in _by_class(ours).items():
        others = grouped.get(kind, [])
        if others:
            pairs += _matched(mine[:_MOST_OF_ONE_CLASS], others[:_MOST_OF_ONE_CLASS])
    return pairs


def _by_class(records: Sequence[Record]) -> dict[str, list[Record]]:
    grouped: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        grouped[class_of(record)].append(record)
    return grouped


def _matched(ours: Sequence[Record], theirs: Sequence[Record]) -> list[_Pair]:
    """Pairs of records that can only mean each other: ambiguous ones are left out."""
    found: list[_Pair] = []
    for mine in ours:
        best = [(_sameness(mine, other), other) for other in theirs]
        best = [each for each in best if each[0] > 0]
        if not best:
            continue
        top = max(score for score, _ in best)
        hits = [other for score, other in best if score >= top - 0.05]
        if len(hits) > 3:
            continue
        for other in hits:
            difference = (mine.at - other.at).total_seconds()
            if abs(difference) <= FARTHEST_S:
                precision = max(mine.precision_s, other.precision_s)
                found.append(_Pair(difference, precision, len(hits) == 1))
    return found


def _sameness(one: Record, other: Record) -> float:
    mine, theirs = strong_refs(one), strong_refs(other)
    if mine and theirs and not set(mine).isdisjoint(theirs):
        return 2.0
    score = alike(one.text, other.text)
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
    error = max(1.0, 1.96 * 1.2533 * 1.4826 * spread / best_count**0.5) + precision / 2
    sure = sum(pair.sure for pair in pairs) or 1
    return Estimate(middle, round(error, 1), best_count, min(1.0, best_count / sure))


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
    """The clock that most trusted clocks agree with."""

    def weight(name: str) -> int:
        return 1 + 2 * trust.get(name.partition(":")[0], 0)

    def standing(name: str) -> tuple[int, int, str]:
        agreeing = sum(
            weight(other)
            for other in names
            if (name, other) in estimates and _agrees(estimates[name, other])
        )
        return (-(agreeing + weight(name)), -weight(name), name)

    return min(names, key=standing)


def _against(
    reference: str, names: Sequence[str], estimates: Mapping[tuple[str, str], Estimate]
) -> tuple[ClockShift, ...]:
    """Offsets against the reference, over a third clock where two share no happening."""
    known: dict[str, tuple[float, float, int, bool]] = {reference: (0.0, 0.0, 0, False)}
    frontier = [reference]
    while frontier:
        via = frontier.pop(0)
        offset, error, _, _ = known[via]
        for name in names:
            found = estimates.get((name, via))
            if name in known or found is None:
                continue
            total = Estimate(offset + found.offset, error + found.error, found.pairs, found.support)
            known[name] = (total.offset, total.error, total.pairs, _beyond_doubt(total))
            frontier.append(name)
    return tuple(
        _shift(name, reference, *known[name]) for name in sorted(known) if name != reference
    )


def _shift(
    name: str, reference: str, offset: float, error: float, pairs: int, applied: bool
) -> ClockShift:
    halves = round(offset / _HALF_HOUR)
    zone = halves != 0 and abs(offset - halves * _HALF_HOUR) <= 90 + error
    if zone and applied:
        offset = halves * _HALF_HOUR
    return ClockShift(
        source=name, against=reference, offset_s=round(offset, 1), error_s=error, pairs=pairs,
        kind=ClockKind.ZONE if zone else ClockKind.OFFSET, applied=applied,
    )  # fmt: skip
