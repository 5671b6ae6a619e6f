"""The dashboards: each a page of charts over the incidents that its address chooses."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from hansei.accounts.actor import Actor
from hansei.accounts.selectors import teams
from hansei.dashboards import asked as asking
from hansei.dashboards.asked import Asked, asked
from hansei.dashboards.chart import Chart
from hansei.dashboards.chart import incidents as counted
from hansei.dashboards.frequency import frequency_saying
from hansei.dashboards.lengths import figure_saying
from hansei.dashboards.named import CHARTS, chart_named
from hansei.dashboards.paper import as_html, as_pdf, has_pdf
from hansei.dashboards.promises import promises
from hansei.dashboards.quarter import MOST_LISTED, Quarter, last_quarter, quarter_review
from hansei.dashboards.wording import Saying
from hansei.domain.coverage import FactorType
from hansei.domain.errors import UsageError
from hansei.learning.selectors.calendar import totals
from hansei.learning.selectors.chosen import EVERYTHING
from hansei.learning.selectors.figures import definitions
from hansei.organisation.selectors import scale, today
from hansei.search.selectors.incidents import service_names
from hansei.web.keeping import kept_part, minute
from hansei.web.pages import Request, render

_PAGES: Mapping[str, tuple[str, ...]] = {
    "learning": ("frequency", "figure", "strips", "calendar", "figures"),
    "learning-actions": ("actions",),
    "learning-patterns": ("service-severity", "service-cause"),
    "learning-process": ("process",),
}


@require_safe
def incidents(request: Request) -> HttpResponse:
    """How often, how long, when."""
    return _page(request, "learning")


@require_safe
def actions(request: Request) -> HttpResponse:
    """Whether actions are done in time."""
    return _page(request, "learning-actions")


@require_safe
def availability(request: Request) -> HttpResponse:
    """Whether promises were kept."""
    return _page(request, "learning-availability", until=minute())


@require_safe
def patterns(request: Request) -> HttpResponse:
    """What goes together."""
    return _page(request, "learning-patterns")


@require_safe
def process_health(request: Request) -> HttpResponse:
    """How well the work after incidents goes."""
    return _page(request, "learning-process")


@require_safe
def table(request: Request, chart: str) -> HttpResponse:
    """A chart's table as CSV, over the incidents that the address chooses."""
    found = asked(request.path, request.GET.dict())
    made = chart_named(chart, actor=request.actor, asked=found)
    response = HttpResponse(made.csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{chart}.csv"'
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def review(_request: Request) -> HttpResponse:
    """Leads to the newest quarter that is over."""
    return HttpResponseRedirect(reverse("learning-quarter", args=(last_quarter(),)))


@require_safe
def one_quarter(request: Request, quarter: str) -> HttpResponse:
    """The review of a quarter."""
    body = kept_part(
        request, "learning/quarter_body.html", lambda: _review(_quarter(request, quarter)),
        asked=quarter, until=minute(),
    )  # fmt: skip
    return render(request, "learning/quarter.html", {"name": quarter.upper(), "body": body})


def _review(found: Quarter) -> Mapping[str, object]:
    return {
        "quarter": found,
        "lead": _lead(found),
        "most_listed": MOST_LISTED,
        "file": reverse("learning-quarter-file", args=(found.name, "html")),
        "pdf": reverse("learning-quarter-file", args=(found.name, "pdf")),
        "has_pdf": has_pdf(),
        "tabs": _tabs(asked(reverse("learning"), {})),
    }


@require_safe
def quarter_file(request: Request, quarter: str, extension: str) -> HttpResponse:
    """The review of a quarter as one file."""
    if extension not in ("html", "pdf") or (extension == "pdf" and not has_pdf()):
        raise Http404
    found = _quarter(request, quarter)
    if extension == "pdf":
        response = HttpResponse(as_pdf(found), content_type="application/pdf")
    else:
        response = HttpResponse(as_html(found), content_type="text/html; charset=utf-8")
    name = f"review-{found.name}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response


def _quarter(request: Request, name: str) -> Quarter:
    try:
        return quarter_review(request.actor, name)
    except UsageError:
        raise Http404 from None


def _lead(found: Quarter) -> str:
    said = gettext("%(first)s to %(last)s: %(incidents)s. Compared with %(previous)s.") % {
        "first": found.first, "last": found.last, "previous": found.previous,
        "incidents": counted(found.totals.incidents),
    }  # fmt: skip
    return said if found.is_over else f"{said} {gettext('It is not over yet.')}"


def _page(request: Request, name: str, *, until: Hashable = None) -> HttpResponse:
    found = asked(request.path, request.GET.dict())
    body = kept_part(
        request, "learning/body.html", lambda: filling(request.actor, name, found),
        asked=(name, found.link()), until=until,
    )  # fmt: skip
    return render(request, "learning/page.html", {"body": body})


def filling(actor: Actor, name: str, found: Asked) -> Mapping[str, object]:
    """What the page of that name shows of what an address asks for."""
    chosen = totals(actor=actor, chosen=found.chosen)
    made: Sequence[Chart] = ()
    if name == "learning-availability":
        made = promises(actor, found)
    elif chosen.incidents:
        made = [CHARTS[each](actor, found) for each in _PAGES[name]]
    return {
        "asked": found,
        "given": found.given,
        "charts": [(each, _csv(found, each)) for each in made],
        "totals": chosen,
        "counted_incidents": counted(chosen.incidents),
        "is_empty": not chosen.incidents and not made,
        "is_new": not chosen.incidents and not totals(actor=actor, chosen=EVERYTHING).incidents,
        "page": name,
        "tabs": _tabs(found),
        "has_figure": name == "learning",
        "sayings": _sayings(actor, found) if name == "learning" else (),
        **_options(actor, found),
    }


def _sayings(actor: Actor, found: Asked) -> list[Saying]:
    said = (frequency_saying(actor, found), figure_saying(actor, found))
    return [each for each in said if each]


def _csv(found: Asked, chart: Chart) -> str:
    if chart.name not in CHARTS:
        return ""
    return found.on(reverse("learning-table", args=(chart.name,)))


def _tabs(found: Asked) -> list[tuple[str, str, str]]:
    titles = (
        ("learning", gettext("Incidents")),
        ("learning-availability", gettext("Availability")),
        ("learning-actions", gettext("Actions")),
        ("learning-patterns", gettext("Patterns")),
        ("learning-process", gettext("Process")),
        ("learning-review", gettext("Quarterly review")),
    )
    return [
        (name, title, reverse(name) if name == "learning-review" else found.on(reverse(name)))
        for name, title in titles
    ]


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
        known.insert(0, ("", gettext("As under More")))
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
