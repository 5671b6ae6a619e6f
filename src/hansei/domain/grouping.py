"""Which records show one happening: pairs that surely do, best first, grown into groups.

A pair shares a reference and the class of its signal, or is worded the same or alike within a short
time. Pairs are taken under a total order, so that the groups do not depend on the input's order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from hansei.domain.event import Record
from hansei.domain.likeness import Weights, strong_refs

SAME_SOURCE_S = 5.0
"""One source's two views of one happening (an incident and its log entry) differ by less."""
RELAYED_WITHIN_S = 180.0
"""A bot's or webhook's repetition of a referenced happening comes within this."""
ALIKE_WITHIN_S = 120.0
AT_ONCE_S = 20.0
_ALIKE, _ALIKE_AT_ONCE = 0.6, 0.4
_NEIGHBOURS = 40
_MOST_TOGETHER = 50
_LEAST_WORDING = 15


class Together(NamedTuple):
    """Records ("source:key") that people want in one event; `first` is the one that speaks, ""
    where that is left to their kind."""

    records: frozenset[str]
    first: str = ""


class _Pair(NamedTuple):
    score: float
    apart: float
    one: int
    other: int


def groups_of(
    records: Sequence[Record], classes: Sequence[str], weights: Weights
) -> list[list[int]]:
    """Indices of the records that belong together, each group of two or more in time order."""
    pairs = _reference_pairs(records, classes)
    pairs += _wording_pairs(records, classes)
    pairs += _alike_pairs(records, classes, weights)
    pairs.sort(key=lambda each: (-each.score, each.apart, each.one, each.other))
    parent: dict[int, int] = {}
    groups: dict[int, _Group] = {}

    def root(index: int) -> int:
        while parent.setdefault(index, index) != index:
            index = parent[index]
        return index

    for pair in pairs:
        one, other = root(pair.one), root(pair.other)
        if one == other:
            continue
        joined = _joined(_group(one, groups, records), _group(other, groups, records))
        if joined:
            parent[other] = one
            groups[one] = joined
            del groups[other]
    return [sorted(each.members) for _, each in sorted(groups.items()) if len(each.members) > 1]


def as_people_want(
    groups: Iterable[list[int]], records: Sequence[Record], together: Sequence[Together]
) -> list[list[int]]:
    """The groups with the records of each of `together` in one, apart from those of the others.

    A record that belongs to a group of theirs without being named goes with the first of it.
    """
    if not together:
        return list(groups)
    owners = {record: index for index, each in enumerate(together) for record in each.records}
    owner = [owners.get(f"{each.source}:{each.key}") for each in records]
    wanted: dict[int, list[int]] = {}
    result: list[list[int]] = []
    grouped: set[int] = set()
    for members in groups:
        grouped.update(members)
        first = next((owner[each] for each in members if owner[each] is not None), None)
        if first is None:
            result.append(members)
        else:
            for each in members:
                mine = owner[each]
                wanted.setdefault(first if mine is None else mine, []).append(each)
    for index, mine in enumerate(owner):
        if mine is not None and index not in grouped:
            wanted.setdefault(mine, []).append(index)
    return result + [sorted(each) for each in wanted.values() if len(each) > 1]


class _Group(NamedTuple):
    """Records that belong together, with the first and last time of each of their sources."""

    members: list[int]
    spans: dict[str, tuple[datetime, datetime]]


def _group(index: int, groups: dict[int, _Group], records: Sequence[Record]) -> _Group:
    record = records[index]
    return groups.setdefault(index, _Group([index], {record.source: (record.at, record.at)}))


def _joined(mine: _Group, theirs: _Group) -> _Group | None:
    """Both as one; None where a source would be in it twice, or where it grew too large."""
    if len(mine.members) + len(theirs.members) > _MOST_TOGETHER:
        return None
    spans = dict(mine.spans)
    for source, (first, last) in theirs.spans.items():
        known = spans.get(source, (first, last))
        span = min(first, known[0]), max(last, known[1])
        if (span[1] - span[0]).total_seconds() > SAME_SOURCE_S:
            return None
        spans[source] = span
    return _Group(mine.members + theirs.members, spans)


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
