"""Writing down an incident by hand, and correcting what is told of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from hansei.accounts.roles import Need
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.incident import CLOSED, OPEN, IncidentFacts
from hansei.domain.times import zone_named
from hansei.organisation.selectors import general, scale
from hansei.postmortem.access import access_incident
from hansei.postmortem.services.change_incident import edit_incident
from hansei.search.selectors.incidents import rows_of, service_names
from hansei.timeline.services.create_incident import create_incident
from hansei.web.pages import Request, notice, render
from hansei.web.queries import whole
from hansei.web.replies import see

_MOST = 30_000
_FORM = "%Y-%m-%dT%H:%M:%S"


@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """The form of a new incident, and what it makes."""
    if not request.actor.may(Need.CHANGE):
        raise NotFound("no incident to create")
    if request.method != "POST":
        return _form(request, {"zone": general().zone, "status": OPEN})
    typed = _typed(request)
    try:
        made = create_incident(actor=request.actor, facts=_facts(typed))
    except InputError as error:
        return _form(request, typed, wrong=(error.place, error.reason), status=400)
    notice(request, gettext("The incident is written down."))
    return see("incident", int(made.pk))


@require_http_methods(["GET", "POST"])
def edit(request: Request, incident: int) -> HttpResponse:
    """The form of what is told of an incident, and what it changes."""
    standing = access_incident(request.actor, incident, Need.CHANGE)
    if request.method != "POST":
        zone = zone_named(standing.zone)
        times = {"started": standing.started, "ended": standing.ended}
        told = {
            "title": standing.title, "severity": standing.severity, "status": standing.status,
            "services": ", ".join(rows_of([standing])[0].services), "zone": standing.zone,
            "near_miss": "1" if standing.near_miss else "", "summary": standing.summary,
            "version": str(standing.version),
            **{
                name: at.astimezone(zone).strftime(_FORM) if at else ""
                for name, at in times.items()
            },
        }  # fmt: skip
        return _form(request, told, incident=incident)
    typed = _typed(request)
    version = typed["version"]
    try:
        edit_incident(
            actor=request.actor, incident=incident, facts=_facts(typed),
            version=whole(version) or 0,
        )  # fmt: skip
    except InputError as error:
        wrong = (error.place, error.reason)
        return _form(request, typed, incident=incident, wrong=wrong, status=400)
    except Conflict:
        again = {**typed, "version": str(standing.version)}
        wrong = ("", gettext("Somebody changed the incident while you wrote. Yours is below;"
                             " saving it now puts it over theirs."))  # fmt: skip
        return _form(request, again, incident=incident, wrong=wrong, status=409)
    notice(request, gettext("Saved."))
    return see("incident", incident)


def _typed(request: Request) -> dict[str, str]:
    names = ("title", "severity", "services", "zone", "status", "started", "ended", "near_miss",
             "summary", "version")  # fmt: skip
    return {name: request.POST.get(name, "")[:_MOST] for name in names}


def _facts(typed: Mapping[str, str]) -> IncidentFacts:
    """What was typed, as facts. Raises InputError for a time or zone that is none."""
    return IncidentFacts(
        title=typed["title"].strip(),
        severity=typed["severity"],
        services=tuple(each.strip() for each in typed["services"].split(",") if each.strip()),
        zone=typed["zone"].strip() or "UTC",
        status=typed["status"] if typed["status"] in (OPEN, CLOSED) else OPEN,
        started=_time(typed, "started"),
        ended=_time(typed, "ended"),
        near_miss=bool(typed["near_miss"]),
        summary=typed["summary"],
    )


def _time(typed: Mapping[str, str], name: str) -> datetime | None:
    written = typed[name].strip()
    if not written:
        return None
    try:
        zone = zone_named(typed["zone"].strip() or "UTC")
    except ValueError as error:
        raise InputError(str(error), place="zone") from None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=zone)
    except ValueError:
        raise InputError(gettext("not a date and time"), place=name) from None


def _form(
    request: Request, typed: Mapping[str, str], *, incident: int | None = None,
    wrong: tuple[str, str] = ("", ""), status: int = 200,
) -> HttpResponse:  # fmt: skip
    names = list(scale().names)
    given = typed.get("severity", "")
    if given and given not in names:
        names.append(given)
    context = {
        "typed": typed, "incident": incident, "wrong": {wrong[0]: wrong[1]} if wrong[1] else {},
        "severity_options": [("", gettext("Not known")), *((each, each) for each in names)],
        "status_options": [(OPEN, gettext("Open")), (CLOSED, gettext("Closed"))],
        "known_services": service_names(actor=request.actor),
    }  # fmt: skip
    return render(request, "incidents/form.html", context, status=status)
