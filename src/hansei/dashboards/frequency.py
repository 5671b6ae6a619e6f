"""How often incidents happen: period by period, and day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeAlias

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from markupsafe import Markup

from hansei.accounts.actor import Actor
from hansei.dashboards.asked import Asked
from hansei.dashboards.chart import Chart, Column, Kind, incidents
from hansei.dashboards.charts.calendar import calendar
from hansei.dashboards.charts.trend import Marker, Point, trend
from hansei.dashboards.periods import MOST_PERIODS, Period, earlier, period_of, periods, unobserved
from hansei.dashboards.wording import Saying, rate_saying, unobserved_saying, with_watch
from hansei.domain.addresses import address
from hansei.domain.learning.counts import count_interval
from hansei.domain.learning.rates import Stretch, rate_ratio
from hansei.learning.selectors.calendar import days
from hansei.learning.selectors.chosen import By
from hansei.learning.selectors.follow_through import completed_actions
from hansei.learning.selectors.observed import observed_until, watched_alike
from hansei.organisation.selectors import today

_DAY = 86_400.0
_Row: TypeAlias = tuple[Period, int | None]
"""A period with its incidents, None where nobody watched any more."""
_LONGEST_CALENDAR = timedelta(days=366)


def frequency(actor: Actor, asked: Asked) -> Chart:
    """Incidents a month or quarter, with what chance alone would do, and completed actions."""
    counts = _by_period(days(actor=actor, chosen=asked.chosen), asked.step)
    found = periods(asked, sorted(counts), today())
    end = _end(actor, asked)
    rows = [
        (each, counts.get(each.name, 0 if end is None or each.first <= end else None))
        for each in found
    ]
    marks = [
        Marker(period_of(each.at.astimezone(asked.zone).date(), asked.step),
               f"{each.reference}: {each.text}")
        for each in completed_actions(actor=actor, chosen=asked.chosen)
    ]  # fmt: skip
    drawn = rows[-MOST_PERIODS:]
    title = _title(drawn, asked.step)
    return Chart(
        name="frequency",
        title=title,
        says=gettext("The band is what chance alone would do if nothing changed: a point is"
                     " only news where it leaves its neighbours' band.")
        + earlier(len(rows)) + unobserved(end if rows and rows[-1][1] is None else None),
        definition=gettext("Incidents by the day on which they began, without near misses and"
                           " archived ones. Band: exact 95 % interval of a Poisson count"
                           " (Garwood 1936). A flag marks a period in which actions were"
                           " completed. The last period may not be over."),
        columns=(
            Column("period", gettext("Period")),
            Column("incidents", gettext("Incidents"), Kind.COUNT),
            Column("low", gettext("Low"), Kind.NUMBER),
            Column("high", gettext("High"), Kind.NUMBER),
            Column("actions_completed", gettext("Actions completed"), Kind.COUNT),
        ),
        rows=[
            (each.name, count, *_bounds(count), sum(mark.label == each.name for mark in marks))
            for each, count in rows
        ],
        drawing=_drawn(drawn, marks, title, asked),
        key=(
            ("chart-line", gettext("incidents")), ("chart-band", gettext("95 % interval")),
            *([("chart-flag", gettext("actions completed"))] if marks else []),
        ),
    )  # fmt: skip


def frequency_saying(actor: Actor, asked: Asked) -> Saying | None:
    """Whether incidents became rarer than in the time before; None without a time before."""
    if asked.before is None or asked.earlier is None or not asked.days:
        return None
    days_before = (asked.earlier[1] - asked.earlier[0]).days + 1
    now = timezone.now()
    found = watched_alike(actor=actor, before=asked.before, after=asked.chosen, now=now)
    if not found.before and not found.after and not found.left_out:
        return None
    days_after = float(asked.days)
    is_cut = found.until < min(asked.chosen.until or now, now)
    if is_cut and asked.chosen.since:
        days_after = (found.until - asked.chosen.since).total_seconds() / _DAY
    end = found.until.astimezone(asked.zone).date()
    if days_after <= 0:
        return unobserved_saying(end)
    ratio = rate_ratio(Stretch(found.before, float(days_before)), Stretch(found.after, days_after))
    return with_watch(
        rate_saying(ratio), end=end if is_cut else None, left_out=found.left_out,
        ended=found.ended.astimezone(asked.zone).date() if found.ended else None,
    )  # fmt: skip


def day_by_day(actor: Actor, asked: Asked) -> Chart:
    """A calendar of the last year of the chosen time."""
    counts = days(actor=actor, chosen=asked.chosen)
    end = _end(actor, asked) or date.max
    last = min(asked.last or date.max, today(), _latest(counts, asked), end)
    first = max(asked.first or date.min, last - min(_LONGEST_CALENDAR, last - date.min))
    shown = {day: count for day, count in counts.items() if first <= day <= last}
    busiest = max(shown, key=lambda day: (shown[day], day), default=None)
    quiet = (last - first).days + 1 - len(shown)
    title = (
        gettext("%(days)d of the last %(all)d days of this time had an incident")
        if any(day < first for day in counts)
        else gettext("%(days)d of %(all)d days had an incident")
    ) % {"days": len(shown), "all": len(shown) + quiet}
    if first > last:
        title = gettext("Nothing was observed in this time")
    says = ""
    if busiest and shown[busiest] > 1:
        says = gettext("Most on one day: %(incidents)s on %(day)s.") % {
            "incidents": incidents(shown[busiest]), "day": busiest.isoformat(),
        }  # fmt: skip
    return Chart(
        name="calendar",
        title=title,
        says=says,
        definition=gettext("Incidents by the day on which they began, in each one's zone; up to"
                           " one year, of a longer time the year up to the last incident."
                           " Weeks run from left to"
                           " right, Monday on top. The darker, the more: 1, 2 to 3, 4 to 7, 8 or"
                           " more."),
        columns=(
            Column("day", gettext("Day")), Column("incidents", gettext("Incidents"), Kind.COUNT),
        ),
        rows=[(day.isoformat(), count) for day, count in sorted(shown.items())],
        drawing=calendar(
            shown, first=first, last=last, label=title, months=_months(),
            addresses={day: _of_day(asked, day) for day in shown},
        ) if first <= last else "",
    )  # fmt: skip


def _end(actor: Actor, asked: Asked) -> date | None:
    """The last day on which anybody watched what is chosen; None where somebody still does."""
    found = observed_until(actor=actor, chosen=asked.chosen)
    return None if found is None else found.astimezone(asked.zone).date()


def _latest(counts: Mapping[date, int], asked: Asked) -> date:
    """Where a longer time than the calendar can show ends with days without incidents."""
    is_long = asked.days is None or timedelta(days=asked.days) > _LONGEST_CALENDAR
    return max(counts, default=date.max) if is_long else date.max


def _by_period(counts: dict[date, int], step: By) -> dict[str, int]:
    found: dict[str, int] = {}
    for day, count in counts.items():
        name = period_of(day, step)
        found[name] = found.get(name, 0) + count
    return found


def _bounds(count: int | None) -> tuple[float | None, float | None]:
    if count is None:
        return None, None
    found = count_interval(count)
    return found.low, found.high


def _title(told: Sequence[_Row], step: By) -> str:
    rows = [(period, count) for period, count in told if count is not None]
    total = sum(count for _, count in rows)
    if told and not rows:
        return gettext("Nothing was observed in this time")
    if not total:
        return gettext("No incident in this time")
    if total < len(rows):
        said = gettext("%(incidents)s in %(n)d months")
        if step is By.QUARTER:
            said = gettext("%(incidents)s in %(n)d quarters")
        return said % {"incidents": incidents(total), "n": len(rows)}
    most, count = max(rows, key=lambda each: each[1])
    said = gettext("%(incidents)s, %(rate).3g a month; most in %(period)s (%(most)d)")
    if step is By.QUARTER:
        said = gettext("%(incidents)s, %(rate).3g a quarter; most in %(period)s (%(most)d)")
    return said % {
        "incidents": incidents(total), "rate": total / len(rows), "period": most.name,
        "most": count,
    }  # fmt: skip


def _drawn(rows: Sequence[_Row], marks: Sequence[Marker], title: str, asked: Asked) -> Markup:
    points = [
        Point(each.name, count, *_bounds(count), n=count or 0, address=_of_period(asked, each))
        for each, count in rows
    ]
    return trend(points, label=title, shown=lambda value: f"{value:g}", markers=marks)


def _of_period(asked: Asked, period: Period) -> str:
    last = period.first + timedelta(days=period.days - 1)
    return _listed(asked, period.first, last)


def _of_day(asked: Asked, day: date) -> str:
    return _listed(asked, day, day)


def _listed(asked: Asked, first: date, last: date) -> str:
    """The list of the incidents that a part of a chart stands for."""
    given = {name: asked.given.get(name, "") for name in ("service", "severity")}
    return address("/incidents/", {**given, "since": first.isoformat(), "until": last.isoformat()})


def _months() -> dict[int, str]:
    return {month: date_format(date(2026, month, 1), "M") for month in range(1, 13)}
