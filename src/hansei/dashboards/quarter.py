"""The review of a quarter: what its page, its paper and its file say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.dashboards.asked import Asked, asked, bounds, quarter_of
from hansei.dashboards.chart import Chart
from hansei.dashboards.follow import actions_by_quarter, pattern
from hansei.dashboards.frequency import frequency, frequency_saying
from hansei.dashboards.lengths import all_figures, figure_saying, strips_of, trend_of
from hansei.dashboards.process import process
from hansei.dashboards.promises import availability_of
from hansei.dashboards.wording import Saying
from hansei.domain.errors import UsageError
from hansei.learning.selectors.calendar import Totals, totals
from hansei.learning.selectors.chosen import By
from hansei.learning.selectors.figures import definitions
from hansei.organisation.selectors import general, today
from hansei.search.selectors.incidents import IncidentFilter, IncidentRow, Sort, incident_page

MOST_LISTED = 20
_LOOKING_BACK = timedelta(days=335)
"""Into the eleventh month before, whatever the months are long."""


@dataclass(frozen=True)
class Quarter:
    """Everything that the review of a quarter shows.

    `sayings` compare it with the quarter before; `course` are charts over the twelve months to its
    end, `charts` those of the quarter alone. `listed` are its worst incidents, the first
    `MOST_LISTED` of them.
    """

    name: str
    first: date
    last: date
    is_over: bool
    organisation: str
    totals: Totals
    sayings: Sequence[Saying]
    course: Sequence[Chart]
    charts: Sequence[Chart]
    listed: Sequence[IncidentRow]

    @property
    def previous(self) -> str:
        """The quarter before."""
        return quarter_of(self.first - timedelta(days=1))

    @property
    def following(self) -> str:
        """The quarter after; "" where it has not begun."""
        after = bounds(self.name)
        start = after[1] + timedelta(days=1) if after else self.last
        return quarter_of(start) if start <= today() else ""


def last_quarter() -> str:
    """The newest quarter that is over."""
    now = today()
    begun = bounds(quarter_of(now))
    return quarter_of((begun[0] if begun else now) - timedelta(days=1))


def quarter_review(actor: Actor, name: str, given: dict[str, str] | None = None) -> Quarter:
    """The review of a quarter ("2026Q3"), of chosen services, teams, severities or causes.

    Raises UsageError for what is no quarter, or one that has not begun.
    """
    chosen = {key: value for key, value in (given or {}).items() if value}
    name = name.strip().upper()
    own = asked("/learning/", {**chosen, "period": name})
    if own.period != name or own.first is None or own.last is None or "Q" not in name:
        said = gettext("a quarter is written as 2026Q3, not %(name)r") % {"name": name[:40]}
        raise UsageError(said)
    if own.first > today():
        raise UsageError(gettext("%(name)s has not begun") % {"name": name})
    counted = totals(actor=actor, chosen=own.chosen)
    ends = bounds(name)
    return Quarter(
        name=name,
        first=own.first,
        last=own.last,
        is_over=bool(ends and ends[1] < today()),
        organisation=general().name,
        totals=counted,
        sayings=_sayings(actor, chosen, own),
        course=_course(actor, chosen, own),
        charts=_charts(actor, own) if counted.incidents else (),
        listed=_worst(actor, own),
    )


def _sayings(actor: Actor, chosen: dict[str, str], own: Asked) -> list[Saying]:
    """Whether incidents became rarer, and figures that are known often enough shorter."""
    of_quarter = {**chosen, "period": own.period}
    lengths = (
        figure_saying(actor, asked(own.path, {**of_quarter, "figure": each.name}))
        for each in definitions()
    )
    found = [frequency_saying(actor, own), *(each for each in lengths if each and each.is_tested)]
    return [each for each in found if each]


def _course(actor: Actor, chosen: dict[str, str], own: Asked) -> list[Chart]:
    assert own.first is not None
    assert own.last is not None
    begins = (own.last - _LOOKING_BACK).replace(day=1)
    year = asked(own.path, {**chosen, "since": begins.isoformat(), "until": own.last.isoformat()})
    found = [frequency(actor, year), trend_of(actor, year)]
    return [each for each in found if each.drawing]


def _charts(actor: Actor, own: Asked) -> list[Chart]:
    # What is promised of services is for members: guests see what they were let into.
    promises = [availability_of(actor, own, most=5)] if actor.is_member or actor.is_host else []
    return [
        *promises, all_figures(actor, own, brief=True), strips_of(actor, own),
        actions_by_quarter(actor, own),
        pattern(actor, own, By.SEVERITY), pattern(actor, own, By.CAUSE), process(actor, own),
    ]  # fmt: skip


def _worst(actor: Actor, own: Asked) -> list[IncidentRow]:
    wanted = IncidentFilter(
        since=own.first, until=own.last, services=own.chosen.services,
        severities=own.chosen.severities, near_miss=False, sort=Sort.SEVERITY,
    )  # fmt: skip
    return incident_page(actor=actor, wanted=wanted, size=MOST_LISTED).rows
