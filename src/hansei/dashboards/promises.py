"""Whether services kept what was promised of them, and how a budget went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext, ngettext

from hansei.accounts.actor import Actor
from hansei.dashboards.asked import Asked
from hansei.dashboards.chart import Chart, Column, Kind
from hansei.dashboards.charts.budget import Left, burn_down
from hansei.dashboards.charts.trend import Point, trend
from hansei.domain.learning.availability import Window
from hansei.domain.times import duration_text
from hansei.learning.selectors.availability import (
    Measured,
    ServiceAvailability,
    Step,
    availabilities,
    budget_course,
    month_by_month,
    service_availability,
)

MOST_BUDGETS = 8
_MOST_SUBJECTS = 2


def promises(actor: Actor, asked: Asked) -> list[Chart]:
    """All charts: the table, a chosen service's months, and how the budgets went down."""
    found = _found(actor, asked)
    return [
        _table(found),
        *measured(found),
        *_months(actor, asked, found),
        *_budgets(actor, found),
    ]


def availability_of(actor: Actor, asked: Asked, most: int | None = None) -> Chart:
    """Every service in the chosen time, those with a promise first, the most used up first.

    Of those without a promise `most` are shown, the ones that were down longest.
    """
    return _table(_found(actor, asked), most)


def _table(found: Sequence[ServiceAvailability], most: int | None = None) -> Chart:
    promised = [each for each in found if each.found.target is not None]
    others = [each for each in found if each.found.target is None and each.incidents]
    broken = [each for each in promised if each.found.breach]
    return Chart(
        name="availability",
        title=_title(promised, broken),
        says="" if promised else gettext("A service gets its promise in the settings: then its"
                                         " budget is shown here, and a breach asks for a"
                                         " post-mortem."),
        definition=definition_text(),
        columns=(
            Column("service", gettext("Service")),
            Column("target", gettext("Promised"), Kind.PRECISE),
            Column("availability", gettext("Availability"), Kind.PRECISE),
            Column("downtime", gettext("Downtime"), Kind.SECONDS),
            Column("allowed", gettext("Allowed"), Kind.SECONDS),
            Column("used", gettext("Budget used"), Kind.SHARE),
            Column("incidents", gettext("Incidents"), Kind.COUNT),
            Column("without_end", gettext("Without an end"), Kind.COUNT),
        ),
        rows=[
            (each.name, _exact(each.found.target), each.found.share, each.found.down,
             each.found.allowed, each.found.used, each.incidents, each.endless)
            for each in (*promised, *others[:most])
        ],
        is_open=True,
        is_broad=True,
    )  # fmt: skip


def _budgets(actor: Actor, found: Sequence[ServiceAvailability]) -> list[Chart]:
    """How the budgets went down: of those with a promise, the most used up first."""
    promised = [each for each in found if each.found.allowed]
    return [_budget(actor, each) for each in promised[:MOST_BUDGETS]]


def measured(found: Sequence[ServiceAvailability]) -> list[Chart]:
    """What monitors measured beside what incidents tell, the widest apart first."""
    pairs = [(each, seen) for each in found for seen in each.measured]
    if not pairs:
        return []
    pairs.sort(key=lambda pair: (-abs(pair[1].difference), pair[0].name, pair[1].source))
    return [Chart(
        name="measured",
        title=_apart(pairs[0][0].name, pairs[0][1]),
        says=gettext("Monitors and status pages see what nobody reported, and miss what they do not"
                     " look at. Neither is the truth."),
        definition=gettext("Each source over the part of the time that it watched. Difference: how"
                           " much longer it was down there than the incidents tell over the same"
                           " stretch, each outage taken for a whole one. A source that tells of"
                           " outages alone tells no availability. Times are UTC."),
        columns=(
            Column("service", gettext("Service")), Column("source", gettext("Measured by")),
            Column("from", gettext("From")), Column("until", gettext("Until")),
            Column("availability", gettext("Availability"), Kind.PRECISE),
            Column("downtime", gettext("Downtime"), Kind.SECONDS),
            Column("difference", gettext("Difference"), Kind.SECONDS),
        ),
        rows=[
            (each.name, _source(seen),
             _at(seen.window.start), _at(seen.window.end),
             None if _saw_outages_alone(seen) else seen.found.share, seen.found.down,
             seen.difference)
            for each, seen in pairs
        ],
        is_open=True,
        is_broad=True,
    )]  # fmt: skip


def _exact(target: float | None) -> float | None:
    """A promise as it was written: it is kept in percent."""
    return None if target is None else round(target, 8)


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(" ", "minutes").removesuffix("+00:00")


def _saw_outages_alone(seen: Measured) -> bool:
    """Whether all that it watched is downtime, as in an export of one alert."""
    return seen.found.share == 0


def _source(seen: Measured) -> str:
    """A source with what of it was taken, such as a monitor, in brief."""
    more = len(seen.subjects) - _MOST_SUBJECTS
    said = ", ".join(seen.subjects[:_MOST_SUBJECTS])
    if more > 0:
        said = gettext("%(said)s and %(more)d more") % {"said": said, "more": more}
    return f"{seen.source}: {said}"


def _apart(name: str, seen: Measured) -> str:
    if abs(seen.difference) < 1:
        return gettext("What was measured is what incidents tell")
    said = gettext("%(name)s: %(source)s has %(time)s more downtime than incidents tell")
    if seen.difference < 0:
        said = gettext("%(name)s: %(source)s has %(time)s less downtime than incidents tell")
    time = duration_text(abs(seen.difference))
    return said % {"name": name, "source": seen.source, "time": time}


def _months(
    actor: Actor, asked: Asked, chosen: Sequence[ServiceAvailability]
) -> list[Chart]:  # fmt: skip
    """A single service over its last twelve months."""
    if "service" not in asked.given or not chosen:
        return []
    one = chosen[0]
    found = month_by_month(actor=actor, service=one.service)
    target = one.found.target
    shares = [each.found.share for each in found if each.found.share is not None]
    if not shares or min(shares) == 1:
        return []
    title = gettext("%(name)s: lowest in a month %(share).3f %%") % {
        "name": one.name, "share": min(shares) * 100,
    }  # fmt: skip
    points = [
        Point(f"{each.window.start.astimezone(asked.zone):%Y-%m}", each.found.down,
              n=each.incidents)
        for each in found
    ]  # fmt: skip
    return [Chart(
        name="availability-months",
        title=title,
        says=gettext("Downtime by calendar month; the number below is that of incidents."),
        definition=definition_text(),
        columns=(
            Column("month", gettext("Month")),
            Column("availability", gettext("Availability"), Kind.PRECISE),
            Column("downtime", gettext("Downtime"), Kind.SECONDS),
            Column("incidents", gettext("Incidents"), Kind.COUNT),
        ),
        rows=[
            (point.label, each.found.share, each.found.down, each.incidents)
            for point, each in zip(points, found, strict=True)
        ],
        drawing=trend(points, label=title, shown=lambda value: f"{value / 60:g} min",
                      goal=found[-1].found.allowed if target else None),
        key=(("chart-line", gettext("downtime")),
             *([("chart-goal", gettext("allowed in this month"))] if target else [])),
    )]  # fmt: skip


def definition_text() -> str:
    """How availability is made."""
    return gettext("availability = 1 - downtime / (window - declared maintenance). Overlapping"
                   " incidents count once, degraded ones by the share that they took away; ones"
                   " without an end are left out. 99.9 % of 30 days allow 43.2"
                   " minutes.")  # fmt: skip


def _found(actor: Actor, asked: Asked) -> list[ServiceAvailability]:
    wanted = asked.given.get("service")
    found = availabilities(actor=actor, window=_window(asked))
    return sorted((each for each in found if wanted in (None, each.name)), key=_worst)


def _window(asked: Asked) -> Window | None:
    """The chosen time; None for each service's own days, where nobody chose."""
    is_chosen = {"period", "since", "until"} & asked.given.keys()
    since, until = asked.chosen.since, asked.chosen.until
    return Window(since, until) if is_chosen and since and until else None


def _worst(each: ServiceAvailability) -> tuple[bool, float, float, str]:
    used = each.found.used
    return used is None, -(used or 0.0), -each.found.down, each.name


def _title(promised: Sequence[ServiceAvailability], broken: Sequence[ServiceAvailability]) -> str:
    if not promised:
        return gettext("Downtime by service; nothing is promised yet")
    if not broken:
        return ngettext("The promise was kept", "All %(n)d promises were kept", len(promised)) % {
            "n": len(promised),
        }  # fmt: skip
    return gettext("%(broken)d of %(n)d promises were broken: %(names)s") % {
        "broken": len(broken), "n": len(promised),
        "names": ", ".join(each.name for each in broken[:5]),
    }  # fmt: skip


def _budget(actor: Actor, each: ServiceAvailability) -> Chart:
    window = each.window
    course = budget_course(actor=actor, service=each.service, window=window)
    burnt = service_availability(actor=actor, service=each.service, window=window).burnt
    allowed, used = each.found.allowed or 0.0, each.found.used or 0.0
    title = gettext("%(name)s: %(used).0f %% of %(allowed)s used") % {
        "name": each.name, "used": used * 100, "allowed": duration_text(allowed),
    }  # fmt: skip
    first, last = window.start.date().isoformat(), window.end.date().isoformat()
    return Chart(
        name=f"budget-{each.service}",
        title=title,
        says=_burnt(burnt[0].title, burnt[0].share) if burnt else "",
        definition=definition_text(),
        columns=(
            Column("incident", gettext("Incident")),
            Column("downtime", gettext("Downtime"), Kind.SECONDS),
            Column("share", gettext("Share of the budget"), Kind.SHARE),
        ),
        rows=[(one.title, one.seconds, one.share) for one in burnt],
        drawing=burn_down(_steps(course, window, allowed), label=title, first=first, last=last,
                          even=gettext("even pace")),
        key=(("chart-line", gettext("budget left")), ("chart-even", gettext("even pace"))),
    )  # fmt: skip


def _steps(course: Sequence[Step], window: Window, allowed: float) -> list[Left]:
    return [
        Left((each.at - window.start).total_seconds() / window.seconds, each.left / allowed)
        for each in course
    ]


def _burnt(title: str, share: float | None) -> str:
    return gettext("Most of it by: %(title)s (%(share).0f %% of the budget).") % {
        "title": title, "share": (share or 0) * 100,
    }  # fmt: skip
