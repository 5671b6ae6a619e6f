"""What an address of the dashboards asks for: which incidents, which time, which figure.

An address that somebody kept may hold what means nothing any more: that is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from hansei.domain.addresses import address, choice, day
from hansei.domain.times import zone_named
from hansei.learning.selectors.chosen import By, Chosen
from hansei.learning.selectors.figures import definitions
from hansei.organisation.selectors import general, today

USUAL_PERIOD, EVERYTHING = "12m", "all"
_MOST = 200
_WORDS = ("service", "team", "severity", "cause")
_BACK = {"90d": 90, "12m": 365, "24m": 730, "5y": 1826}
_QUARTER = re.compile(r"(\d{4})Q([1-4])", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1000, 9000
_LONGEST_BY_MONTH = timedelta(days=800)
_GROUPS = (By.SERVICE, By.SEVERITY, By.TEAM, By.CAUSE)


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `given` holds it as it stands there, without what is usual.

    `first` and `last` are days, both inclusive, None for everything there is. What is still to
    come is left out of it.
    """

    path: str
    given: Mapping[str, str]
    chosen: Chosen
    first: date | None
    last: date | None
    period: str
    figure: str
    group: By
    zone: tzinfo

    def link(self, **changes: str) -> str:
        """The same with something else asked for; "" takes it away."""
        return address(self.path, {**self.given, **changes})

    def on(self, path: str) -> str:
        """The same on another page."""
        return address(path, self.given)

    @property
    def days(self) -> int | None:
        """How many days the time has."""
        return (self.last - self.first).days + 1 if self.first and self.last else None

    @property
    def step(self) -> By:
        """Months, or quarters where months would be too many."""
        length = self.days
        short = length is not None and timedelta(days=length) <= _LONGEST_BY_MONTH
        return By.MONTH if short else By.QUARTER

    @property
    def earlier(self) -> tuple[date, date] | None:
        """The days before to compare with: the quarter before a quarter, else as many days."""
        if self.first is None or not self.days or self.first.toordinal() <= max(self.days, 366):
            return None
        last = self.first - timedelta(days=1)
        if _QUARTER.fullmatch(self.period):
            return bounds(quarter_of(last))
        return self.first - timedelta(days=self.days), last

    @property
    def before(self) -> Chosen | None:
        """The same incidents over the days before."""
        return _chosen(self.given, *self.earlier, self.zone) if self.earlier else None


def asked(path: str, query: Mapping[str, str]) -> Asked:
    """Reads an address."""
    zone = zone_named(general().zone)
    words = {name: query.get(name, "").strip()[:_MOST] for name in _WORDS}
    given = {name: value for name, value in words.items() if value}
    first: date | None
    last: date | None
    since, until = (_sane(day(query.get(name))) for name in ("since", "until"))
    if since and until and until < since:
        until = None
    period = query.get("period", "").strip()
    if since or until:
        period = ""
        given |= {name: each.isoformat() for name, each in (("since", since), ("until", until))
                  if each}  # fmt: skip
        first, last = since, until or today()
    else:
        known = bounds(period)
        period = period if known or period == EVERYTHING else USUAL_PERIOD
        first, last = bounds(period) or (None, None)
        if first and last and first <= today() < last:
            last = today()
        if period != USUAL_PERIOD:
            given["period"] = period
    names = [each.name for each in definitions()]
    figure = query.get("figure", "")
    if figure in names and figure != _usual_figure():
        given["figure"] = figure
    else:
        figure = _usual_figure()
    group = choice(By, query.get("by"))
    if group in _GROUPS and group is not By.SERVICE:
        given["by"] = group.value
    else:
        group = By.SERVICE
    chosen = _chosen(given, first, last, zone)
    return Asked(path, given, chosen, first, last, period, figure, group, zone)


def bounds(period: str) -> tuple[date, date] | None:
    """The first and last day of a period: "90d", "2026Q3", "2026"; None for one without bounds."""
    now = today()
    if period in _BACK:
        return now - timedelta(days=_BACK[period] - 1), now
    quarter = _QUARTER.fullmatch(period)
    if quarter and _FIRST_YEAR <= int(quarter[1]) < _LAST_YEAR:
        year, month = int(quarter[1]), int(quarter[2]) * 3 - 2
        after = date(year + 1, 1, 1) if month == 10 else date(year, month + 3, 1)
        return date(year, month, 1), after - timedelta(days=1)
    if _YEAR.fullmatch(period) and _FIRST_YEAR <= int(period) < _LAST_YEAR:
        return date(int(period), 1, 1), date(int(period), 12, 31)
    return None


def quarter_of(at: date) -> str:
    """ "2026Q3"."""
    return f"{at.year:04d}Q{(at.month + 2) // 3}"


def _sane(at: date | None) -> date | None:
    """A day that leaves room in the calendar before and after it."""
    return at if at and _FIRST_YEAR <= at.year < _LAST_YEAR else None


def _usual_figure() -> str:
    return "time_to_resolve"


def _chosen(
    given: Mapping[str, str], first: date | None, last: date | None, zone: tzinfo
) -> Chosen:  # fmt: skip
    def one(name: str) -> tuple[str, ...]:
        return (given[name],) if name in given else ()

    return Chosen(
        services=one("service"),
        teams=one("team"),
        severities=one("severity"),
        causes=one("cause"),
        since=_midnight(first, zone),
        until=_midnight(last, zone, after=1),
    )


def _midnight(at: date | None, zone: tzinfo, *, after: int = 0) -> datetime | None:
    return datetime.combine(at + timedelta(days=after), time(), zone) if at else None
