"""How long things take: one figure period by period, as strips by group, and all figures."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.dashboards.asked import Asked
from hansei.dashboards.chart import Chart, Column, Kind, Value
from hansei.dashboards.charts.strips import Strip, strips
from hansei.dashboards.charts.svg import short_duration
from hansei.dashboards.charts.trend import Point, trend
from hansei.dashboards.periods import MOST_PERIODS, Period, earlier, periods
from hansei.dashboards.wording import Saying, duration_saying
from hansei.domain.learning.definitions import POPULATION, rule
from hansei.domain.learning.durations import Durations, duration_change
from hansei.domain.times import duration_text
from hansei.learning.selectors.chosen import NOT_KNOWN, By
from hansei.learning.selectors.figures import (
    FigureRow,
    definition,
    definitions,
    distribution,
    figures_table,
)
from hansei.learning.selectors.spreads import Spread, spreads
from hansei.organisation.selectors import today

MOST_STRIPS = 10
_MOST_COMPARED = 500
_BRIEF = 8
"""Columns up to p90."""


def trend_of(actor: Actor, asked: Asked) -> Chart:
    """The chosen figure's mean with its interval, period by period."""
    figure = definition(asked.figure)
    found = figures_table(actor=actor, by=(asked.step,), chosen=asked.chosen, wanted=(figure,))
    by_name = {each.group: each for each in found}
    rows = [(each, by_name.get(each.name)) for each in periods(asked, sorted(by_name), today())]
    recorded = sum(each.summary.n for _, each in rows if each)
    without = sum(each.summary.missing + each.summary.invalid for _, each in rows if each)
    title = gettext("%(title)s: known of %(n)d of %(all)d incidents") % {
        "title": figure.title, "n": recorded, "all": recorded + without,
    }  # fmt: skip
    return Chart(
        name="figure",
        title=title,
        says=gettext("Mean by period on a logarithmic axis, with the interval that it can be"
                     " told to. Few or skewed values make it wide: then the ups and downs mean"
                     " little.") + earlier(len(rows)),
        definition=gettext("%(rule)s. Population: %(population)s. Interval: 95 %%, studentised"
                           " bootstrap, for five or more values.") % {
            "rule": rule(figure), "population": POPULATION,
        },
        columns=(Column("period", gettext("Period")), *_columns()),
        rows=[(each.name, *_values(row)) for each, row in rows],
        drawing=_drawn(rows[-MOST_PERIODS:], title),
        key=(("chart-line", gettext("mean")), ("chart-band", gettext("95 % interval"))),
    )  # fmt: skip


def figure_saying(actor: Actor, asked: Asked) -> Saying | None:
    """Whether the chosen figure became shorter than in the time before."""
    if asked.before is None:
        return None
    before, after = (
        [
            each.seconds
            for each in distribution(
                actor=actor, figure=asked.figure, chosen=chosen, most=_MOST_COMPARED
            )
            if each.seconds >= 0
        ]
        for chosen in (asked.before, asked.chosen)
    )
    if not after:
        return None
    return duration_saying(duration_change(before, after), definition(asked.figure).title)


def strips_of(actor: Actor, asked: Asked) -> Chart:
    """Every duration of the chosen figure, group by group."""
    figure = definition(asked.figure)
    found = spreads(actor=actor, figure=asked.figure, by=asked.group, chosen=asked.chosen)
    known = [each for each in found if each.values]
    shown = known[:MOST_STRIPS]
    title = gettext("No duration is known in this time")
    named = [each for each in shown if each.group != NOT_KNOWN] or shown
    if shown:
        slowest = max(named, key=lambda each: each.summary.median or 0)
        title = gettext("Longest by median: %(group)s, %(median)s") % {
            "group": slowest.group, "median": duration_text(slowest.summary.median or 0),
        }  # fmt: skip
    left = len(known) - len(shown)
    says = gettext("One stroke is one incident. Where the diamond lies far right of the thick"
                   " line, a few long ones make the mean.")  # fmt: skip
    if left > 0:
        says += " " + gettext("The largest %(shown)d groups; %(left)d more in the table.") % {
            "shown": len(shown), "left": left,
        }  # fmt: skip
    return Chart(
        name="strips",
        title=f"{figure.title}. {title}",
        says=says if shown else "",
        definition=gettext("%(rule)s, on a logarithmic axis. An incident of several services is in"
                           " each of them. Population: %(population)s.") % {
            "rule": rule(figure), "population": POPULATION,
        },
        columns=(Column("group", gettext("Group")), *_columns(windows=False)),
        rows=[(each.group, *_summary(each.summary)) for each in found],
        drawing=strips([_strip(each) for each in shown], label=title) if shown else "",
        key=(
            ("chart-stroke", gettext("an incident")), ("chart-median", gettext("median")),
            ("chart-p90", gettext("p90")), ("chart-mean", gettext("mean, with its interval")),
        ),
    )  # fmt: skip


def all_figures(actor: Actor, asked: Asked, *, brief: bool = False) -> Chart:
    """Every figure over all chosen incidents: a table alone, `brief` as wide as a paper."""
    found = figures_table(actor=actor, by=(By.ALL,), chosen=asked.chosen, wanted=definitions())
    kept = _BRIEF if brief else None
    return Chart(
        name="figures",
        is_broad=True,
        title=gettext("All figures"),
        definition=gettext("Population: %(population)s. The window bounds the mean by what the"
                           " milestones' own windows leave open.") % {"population": POPULATION},
        columns=(
            Column("figure", gettext("Figure")),
            Column("rule", gettext("From milestone to milestone")),
            *_columns()[:kept],
        ),
        rows=[
            (each.definition.title, rule(each.definition), *_values(each)[:kept]) for each in found
        ],
        is_open=True,
    )  # fmt: skip


def _columns(*, windows: bool = True) -> Sequence[Column]:
    found = [
        Column("n", gettext("n"), Kind.COUNT),
        Column("missing", gettext("Missing"), Kind.COUNT),
        Column("invalid", gettext("Invalid"), Kind.COUNT),
        Column("mean", gettext("Mean"), Kind.SECONDS),
        Column("low", gettext("Low"), Kind.SECONDS),
        Column("high", gettext("High"), Kind.SECONDS),
        Column("median", gettext("Median"), Kind.SECONDS),
        Column("p90", gettext("p90"), Kind.SECONDS),
        Column("geometric_mean", gettext("Geometric mean"), Kind.SECONDS),
    ]
    if windows:
        found += [
            Column("window_least", gettext("At least"), Kind.SECONDS),
            Column("window_most", gettext("At most"), Kind.SECONDS),
        ]
    return found


def _values(row: FigureRow | None) -> Sequence[Value]:
    if row is None:
        return (0, 0, 0, *[None] * 8)
    window = row.window
    ends = (window.low, window.high) if window else (None, None)
    return (*_summary(row.summary), *ends)


def _summary(found: Durations) -> Sequence[Value]:
    low, high = (found.interval.low, found.interval.high) if found.interval else (None, None)
    return (found.n, found.missing, found.invalid, found.mean, low, high, found.median, found.p90,
            found.geometric)  # fmt: skip


def _drawn(rows: Sequence[tuple[Period, FigureRow | None]], title: str) -> str:
    points = [
        Point(each.name, *_middle(row.summary), n=row.summary.n) if row else Point(each.name, None)
        for each, row in rows
    ]
    if not any(each.value is not None for each in points):
        return ""
    return trend(points, label=title, shown=short_duration, durations=True)


def _middle(found: Durations) -> tuple[float | None, float | None, float | None]:
    bounds = found.interval
    return found.mean, bounds.low if bounds else None, bounds.high if bounds else None


def _strip(found: Spread) -> Strip:
    total = found.summary
    return Strip(
        found.group, found.values, total.median, total.p90, total.mean,
        total.interval.low if total.interval else None,
        total.interval.high if total.interval else None,
        total.n,
    )  # fmt: skip
