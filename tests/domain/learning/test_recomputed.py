"""Figures over many incidents against a second computation, in plain Python over plain values."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.domain.document import Mark, Milestone
from hansei.domain.learning.definitions import IN_SUPPORT_HOURS, USUAL
from hansei.domain.learning.facts import (
    LINK_SIZE,
    RECORD_SIZE,
    UNKNOWN,
    Fact,
    Facts,
    Flag,
    Link,
    LinkKind,
    bounds,
    instant,
    micros,
    packed,
    packed_links,
    spliced,
)
from hansei.domain.learning.figures import (
    groups_by_link,
    groups_by_value,
    measured,
    summed,
    unlinked,
)
from tests.strategies.records import BRIEF, START

LONDON = ZoneInfo("Europe/London")
_SECONDS = st.integers(0, 6 * 86_400_000).map(lambda each: timedelta(milliseconds=each))
_MARKS = st.builds(
    lambda after, early, late: Mark(
        at=START + after, earliest=START + after - early, latest=START + after + late
    ),
    _SECONDS, st.sampled_from((timedelta(), timedelta(minutes=1))),
    st.sampled_from((timedelta(), timedelta(seconds=30))),
)  # fmt: skip
_CASES = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(list(Milestone)), _MARKS, max_size=8),
        st.frozensets(st.integers(1, 4), max_size=3),
        st.sampled_from((Flag(0), Flag.WRITTEN, Flag.NEAR_MISS, Flag.ARCHIVED, Flag.FOLLOWS)),
        st.integers(24_312, 24_315),
    ),
    max_size=30,
)
_Case = tuple[dict[Milestone, Mark], frozenset[int], Flag, int]


def _facts(cases: Sequence[_Case]) -> Facts:
    blob, links = b"", []
    for key, (marks, services, flags, month) in enumerate(cases, start=1):
        blob += packed(Fact(key, START, START, None, None, month, 0, 0, flags, marks))
        links += [Link(key, LinkKind.SERVICE, service) for service in services]
    return Facts.of([(blob, packed_links(links))])


def _expected(cases: Sequence[_Case], start: Milestone, end: Milestone) -> tuple[object, ...]:
    """n, missing, invalid, mean, median, p90, geometric mean, least and most mean."""
    values, least, most, missing, invalid = [], [], [], 0, 0
    for marks, _, flags, _ in cases:
        if flags in (Flag.NEAR_MISS, Flag.ARCHIVED, Flag.FOLLOWS):
            continue
        if start not in marks or end not in marks:
            missing += 1
            continue
        first, last = marks[start], marks[end]
        seconds = (last.at - first.at).total_seconds()
        if seconds < 0:
            invalid += 1
            continue
        values.append(seconds)
        least.append(max(0.0, (last.earliest - first.latest).total_seconds()))
        most.append((last.latest - first.earliest).total_seconds())
    if not values:
        return 0, missing, invalid, None, None, None, None, None, None
    cuts = statistics.quantiles(values, n=10, method="inclusive") if len(values) > 1 else values
    return (
        len(values), missing, invalid, statistics.fmean(values), statistics.median(values),
        cuts[-1],
        math.exp(statistics.fmean(math.log(max(each, 0.5)) for each in values)),
        statistics.fmean(least), statistics.fmean(most),
    )  # fmt: skip


def _found(facts: Facts, rows: numpy.ndarray | None, place: int) -> tuple[object, ...]:
    total = summed(measured(facts, USUAL[place], LONDON), rows)
    each, window = total.durations, total.window
    return (
        each.n, each.missing, each.invalid, each.mean, each.median, each.p90, each.geometric,
        window.low if window else None, window.high if window else None,
    )  # fmt: skip


@BRIEF
@given(_CASES)
def test_every_figure_of_every_group_is_that_of_plain_python(cases: list[_Case]) -> None:
    facts = _facts(cases)
    groups: dict[object, list[_Case]] = defaultdict(list)
    for each in cases:
        groups[each[3]].append(each)
        for service in each[1] or (None,):
            groups["service", service].append(each)
    positions, keys = facts.links(LinkKind.SERVICE)
    rows: dict[object, numpy.ndarray] = dict(groups_by_value(facts.column("month")))
    rows |= {("service", key): found for key, found in groups_by_link(positions, keys)}
    if len(free := unlinked(len(facts), positions)):
        rows["service", None] = free
    assert rows.keys() == groups.keys()
    for place, figure in enumerate(USUAL):
        expected = _expected(cases, figure.start, figure.end)
        assert _found(facts, None, place) == pytest.approx(expected)
        for name, members in groups.items():
            expected = _expected(members, figure.start, figure.end)
            assert _found(facts, rows[name], place) == pytest.approx(expected)


@BRIEF
@given(st.integers(0, 60 * 24 * 30), st.integers(-60 * 24 * 3, 60 * 24 * 14))
def test_support_hours_are_those_of_a_count_minute_by_minute(begin: int, length: int) -> None:
    """From a March with a change of clocks on."""
    start = datetime(2026, 3, 15, 12, tzinfo=ZoneInfo("UTC")) + timedelta(minutes=begin)
    end = start + timedelta(minutes=length)
    minutes = 0
    for minute in range(max(0, length)):
        local = (start + timedelta(minutes=minute)).astimezone(LONDON)
        minutes += local.weekday() < 5 and 600 <= local.hour * 60 + local.minute < 1020
    marks = {
        milestone: Mark(at=at, earliest=at, latest=at)
        for milestone, at in ((Milestone.DETECTED, start), (Milestone.RESOLVED, end))
    }
    facts = _facts([(marks, frozenset(), Flag(0), 0)])
    found = float(measured(facts, IN_SUPPORT_HOURS, LONDON).seconds[0])
    assert (found < 0) if length < 0 else found == pytest.approx(minutes * 60)


@BRIEF
@given(_CASES, st.sets(st.integers(1, 30), max_size=5))
def test_a_changed_incident_changes_its_own_records_alone(
    cases: list[_Case], gone: set[int]
) -> None:
    records = {
        key: packed(Fact(key, START, None, None, None, 0, 0, 0, each[2], each[0]))
        for key, each in enumerate(cases, start=1)
    }
    blob = b"".join(records.values())
    kept = [records[key] for key in sorted(records.keys() - gone)]
    assert spliced(blob, RECORD_SIZE, dict.fromkeys(gone, b"")) == b"".join(kept)
    assert spliced(b"", RECORD_SIZE, dict(reversed(records.items()))) == blob
    links = packed_links([Link(1, LinkKind.TEAM, 4), Link(1, LinkKind.SERVICE, 9)])
    assert spliced(links, LINK_SIZE, {2: b""}) == links
    expected = (micros(START),) * 2 if records else (UNKNOWN, UNKNOWN)
    assert bounds(blob) == expected


def test_instants_keep_their_microseconds() -> None:
    at = datetime(2026, 3, 1, 12, 0, 0, 123_457, tzinfo=LONDON)
    assert instant(micros(at)) == at
    assert instant(micros(None)) is None
