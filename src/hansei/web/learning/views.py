"""The dashboards: each a page of charts over the incidents that its address chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from hansei.accounts.actor import Actor
from hansei.accounts.selectors import teams
from hansei.domain.coverage import FactorType
from hansei.learning.selectors.calendar import totals
from hansei.learning.selectors.chosen import EVERYTHING, By
from hansei.learning.selectors.figures import definitions
from hansei.organisation.selectors import scale, today
from hansei.search.selectors.incidents import service_names
from hansei.web.learning import asked as asking
from hansei.web.learning.asked import Asked, asked
from hansei.web.learning.chart import Chart
from hansei.web.learning.chart import incidents as counted
from hansei.web.learning.follow import actions_by_quarter, pattern
from hansei.web.learning.frequency import day_by_day, frequency, frequency_saying
from hansei.web.learning.lengths import all_figures, figure_saying, strips_of, trend_of
from hansei.web.learning.process import process
from hansei.web.pages import Request, render

_Made = Callable[[Actor, Asked], Chart]
_CHARTS: Mapping[str, _Made] = {
    "frequency": frequency,
    "figure": trend_of,
    "strips": strips_of,
    "calendar": day_by_day,
    "figures": all_figures,
    "actions": actions_by_quarter,
    "service-cause": lambda actor, asked: pattern(actor, asked, By.CAUSE),
    "service-severity": lambda actor, asked: pattern(actor, asked, By.SEVERITY),
    "process": process,
}
_PAGES: Mapping[str, tuple[str, ...]] = {
    "learning": ("frequency", "figure", "strips", "calendar", "figures"),
    "learning-actions": ("actions",),
    "learning-patterns": ("service-severity", "service-cause"),
    "learning-process": ("process",),
}


@require_safe
def incidents(request: Request) -> HttpResponse:
    """How often, how long, when."""
    found = asked(request.path, request.GET.dict())
    sayings = [frequency_saying(request.actor, found), figure_saying(request.actor, found)]
    return _page(request, "learning", found, sayings=[each for each in sayings if each])


@require_safe
def actions(request: Request) -> HttpResponse:
    """Whether actions are done in time."""
    return _page(request, "learning-actions", asked(request.path, request.GET.dict()))


@require_safe
def patterns(request: Request) -> HttpResponse:
    """What goes together."""
    return _page(request, "learning-patterns", asked(request.path, request.GET.dict()))


@require_safe
def process_health(request: Request) -> HttpResponse:
    """How well the work after incidents goes."""
    return _page(request, "learning-process", asked(request.path, request.GET.dict()))


@require_safe
def table(request: Request, chart: str) -> HttpResponse:
    """A chart's table as CSV, over the incidents that the address chooses."""
    if chart not in _CHARTS:
        raise Http404
    made = _CHARTS[chart](request.actor, asked(request.path, request.GET.dict()))
    response = HttpResponse(made.csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chart}.csv"'
    response["Cache-Control"] = "private, no-cache"
    return response


def _page(request: Request, name: str, found: Asked, **more: object) -> HttpResponse:
    actor = request.actor
    chosen = totals(actor=actor, chosen=found.chosen)
    charts = [_CHARTS[each](actor, found) for each in _PAGES[name]] if chosen.incidents else []
    shown = {
        "asked": found,
        "given": found.given,
        "charts": [(each, _csv(found, each)) for each in charts],
        "totals": chosen,
        "counted_incidents": counted(chosen.incidents),
        "is_empty": not chosen.incidents,
        "is_new": not chosen.incidents and not totals(actor=actor, chosen=EVERYTHING).incidents,
        "page": name,
        "tabs": _tabs(found),
        "has_figure": name == "learning",
        **_options(actor, found),
        "sayings": (),
        **more,
    }  # fmt: skip
    return render(request, "learning/page.html", shown)


def _csv(found: Asked, chart: Chart) -> str:
    return found.on(reverse("learning-table", args=(chart.name,)))


def _tabs(found: Asked) -> list[tuple[str, str, str]]:
    titles = (
        ("learning", gettext("Incidents")),
        ("learning-actions", gettext("Actions")),
        ("learning-patterns", gettext("Patterns")),
        ("learning-process", gettext("Process")),
    )
    return [(name, title, found.on(reverse(name))) for name, title in titles]


def _options(actor: Actor, found: Asked) -> dict[str, object]:
    every = ("", gettext("Any"))
    now = today()
    quarters = [asking.quarter_of(now)]
    while len(quarters) < 8:
        year, quarter = int(quarters[-1][:4]), int(quarters[-1][-1])
        quarters.append(f"{year}Q{quarter - 1}" if quarter > 1 else f"{year - 1}Q4")
    known = [
        ("90d", gettext("Last 90 days")), ("12m", gettext("Last 12 months")),
        ("24m", gettext("Last 24 months")), ("5y", gettext("Last 5 years")),
        (asking.EVERYTHING, gettext("Everything")),
        *((each, each) for each in quarters),
    ]  # fmt: skip
    if found.period and found.period not in dict(known):
        known.append((found.period, found.period))
    if not found.period:
        known.insert(0, ("", gettext("As below")))
    return {
        "period_options": known,
        "service_options": [every, *((each, each) for each in service_names(actor=actor))],
        "severity_options": [every, *((each, each) for each in scale().names)],
        "team_options": [every, *((each.name, each.name) for each in teams(actor=actor))],
        "cause_options": [every, *((each.value, each.value) for each in FactorType)],
        "figure_options": [(each.name, each.title) for each in definitions()],
        "group_options": [
            ("service", gettext("Service")), ("severity", gettext("Severity")),
            ("team", gettext("Team")), ("cause", gettext("Cause")),
        ],
    }  # fmt: skip
