"""Until when somebody watched: an archive that ends is neither calm nor improvement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy

from hansei.domain.learning.effect import Happened, said_of_rate
from hansei.domain.learning.effect import compared as compared_around
from hansei.domain.learning.facts import (
    Fact,
    Facts,
    Flag,
    Link,
    LinkKind,
    micros,
    packed,
    packed_links,
)
from hansei.domain.learning.rates import Stretch, Verdict, rate_ratio
from hansei.domain.learning.watch import STILL, compared, ends

START = datetime(2020, 1, 1, tzinfo=UTC)
_Row = tuple[float, tuple[int, ...], bool]
"""The day, the services, and whether it was adopted."""


def _day(day: float) -> datetime:
    return START + timedelta(days=day)


def _facts(rows: Sequence[_Row]) -> Facts:
    blob, links = b"", []
    for key, (day, services, adopted) in enumerate(rows, start=1):
        flags = Flag.ADOPTED if adopted else Flag(0)
        blob += packed(Fact(key, _day(day), _day(day), None, None, 0, 0, 0, flags, {}))
        links += [Link(key, LinkKind.SERVICE, each) for each in services]
    return Facts.of([(blob, packed_links(links))])


def _told(facts: Facts) -> list[datetime | None]:
    return [None if each == STILL else START + timedelta(microseconds=each - micros(START))
            for each in ends(facts).tolist()]  # fmt: skip


def test_services_that_incidents_tie_together_end_together() -> None:
    rows: list[_Row] = [
        (1, (1,), True), (2, (1, 2), True), (3, (2,), True),
        (4, (9,), True), (5, (), True), (6, (), True),
    ]  # fmt: skip
    assert _told(_facts(rows)) == [_day(3)] * 3 + [_day(4)] + [_day(6)] * 2
    watched_since = [*rows, (700, (2,), False)]
    assert _told(_facts(watched_since)) == [None] * 3 + [_day(4)] + [_day(6)] * 2 + [None]


def test_a_stray_report_from_long_after_is_no_watch() -> None:
    archive: list[_Row] = [(5.0 * n, (1,), True) for n in range(1, 101)]
    assert _told(_facts([*archive, (505.0, (1,), True)]))[0] == _day(505)
    assert _told(_facts([*archive, (560.0, (1,), True)]))[0] == _day(560)  # 12 were to be expected
    strays: list[_Row] = [(1400.0, (1,), True), (1500.0, (1,), True)]
    assert _told(_facts([*archive, *strays])) == [_day(500)] * 102
    resumed: list[_Row] = [(1400.0 + 5 * n, (1,), True) for n in range(20)]
    assert _told(_facts([*archive, *resumed]))[0] == _day(1495)


def test_what_nobody_adopted_is_watched() -> None:
    assert _told(_facts([(1, (1,), False), (2, (), False)])) == [None, None]
    assert _told(_facts([])) == []


def test_an_archive_that_ends_is_compared_up_to_its_end() -> None:
    """Ten incidents in fifty days, ten in the next fifty, and then a hundred days of nothing."""
    facts = _facts([(5.0 * n, (1,), True) for n in range(1, 21)])
    before, after = numpy.arange(10), numpy.arange(10, 20)
    found = compared(facts, before, after, micros(_day(200)))
    assert (found.before, found.after, found.until) == (10, 9, micros(_day(100)))
    told = rate_ratio(Stretch(found.before, 50.0), Stretch(found.after, 50.0))
    assert told.ratio == 0.9
    assert told.verdict is Verdict.TOO_FEW
    silent = rate_ratio(Stretch(10, 50.0), Stretch(10, 150.0))
    assert silent.verdict is Verdict.BETTER  # what counting the silence would claim


def test_who_stopped_to_watch_is_left_out_beside_who_still_does() -> None:
    gone: list[_Row] = [(5.0 * n, (1,), True) for n in range(1, 13)]
    here: list[_Row] = [(10.0 * n, (2,), False) for n in range(1, 15)]
    facts = _facts([*gone, *here])
    before = numpy.concatenate((numpy.arange(10), 12 + numpy.arange(5)))
    after = numpy.concatenate((numpy.arange(10, 12), 12 + numpy.arange(5, 14)))
    found = compared(facts, before, after, micros(_day(150)))
    assert (found.before, found.after, found.until) == (5, 9, micros(_day(150)))
    assert (found.left_out, found.ended) == (12, micros(_day(60)))


def test_nothing_to_compare_is_no_fault() -> None:
    none = numpy.arange(0)
    assert compared(_facts([]), none, none, micros(_day(9))).before == 0


def _happened(days: Sequence[float]) -> list[Happened]:
    return [Happened(id=n, at=_day(day)) for n, day in enumerate(days, start=1)]


def test_an_effect_ends_where_the_archive_does() -> None:
    incidents = _happened([10.0 * n for n in range(1, 21)])
    found = compared_around(incidents, landed=_day(100), since=START, until=_day(900),
                            watched=_day(200))  # fmt: skip
    assert found.rate is not None
    assert found.rate.before == Stretch(9, 100.0)
    assert found.rate.after == Stretch(10, 100.0)  # the twentieth ends the archive
    assert found.watched == found.until == _day(200)
    said = said_of_rate(found.rate, found.watched)
    assert said.verdict is Verdict.TOO_FEW
    assert said.details[-1].startswith("Nothing was observed after 2020-07-19")
    late = compared_around(incidents, landed=_day(300), since=START, until=_day(900),
                           watched=_day(200))  # fmt: skip
    assert late.rate is None
    assert said_of_rate(late.rate, late.watched).headline == "Nothing was observed since it landed"


def test_who_still_watches_has_no_end() -> None:
    found = compared_around(_happened([10, 20, 30]), landed=_day(15), since=START, until=_day(30))
    assert found.rate is not None
    assert (found.rate.after.count, found.watched) == (2, None)


def test_nothing_becomes_rarer_because_an_archive_ends() -> None:
    """A steady rate, told until the last incident: "rarer" is said no more often than it may."""
    chance = numpy.random.default_rng(7)
    rarer = 0
    for _ in range(500):
        days = numpy.cumsum(chance.exponential(5.0, size=40))
        found = compared_around(
            _happened(days.tolist()), landed=_day(float(days[-1]) * 0.6), since=START,
            until=_day(9999), watched=_day(float(days[-1])),
        )  # fmt: skip
        assert found.rate is not None
        rarer += found.rate.verdict is Verdict.BETTER
    assert rarer <= 20  # 2.5 % of 500, and two standard errors
