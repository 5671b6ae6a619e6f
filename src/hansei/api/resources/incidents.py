"""Incidents: found, told, archived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ninja import Query, Router

from hansei.api.cursors import made
from hansei.api.operations import changes, reads
from hansei.api.pages import after, following_page
from hansei.api.requests import Request
from hansei.api.shapes.base import Id, Page
from hansei.api.shapes.incidents import (
    Incident,
    IncidentChanged,
    IncidentGiven,
    IncidentsWanted,
    Reason,
    WrittenUp,
)
from hansei.domain.incident import IncidentFacts
from hansei.organisation.selectors import general
from hansei.postmortem.access import access_incident
from hansei.postmortem.services.change_incident import archive_incident as archive
from hansei.postmortem.services.change_incident import ask_again, waive_post_mortem
from hansei.postmortem.services.change_incident import edit_incident as edit
from hansei.postmortem.services.change_incident import restore_incident as restore
from hansei.search.selectors.incidents import IncidentFilter, incident_page, rows_of
from hansei.timeline.services.create_incident import create_incident as create

if TYPE_CHECKING:
    from hansei.search.selectors.incidents import IncidentRow
    from hansei.timeline.models import Incident as Row

router = Router(tags=["Incidents"])


def found(request: Request, incident: int) -> Row:
    """The incident, as far as the caller may read it."""
    return access_incident(request.actor, incident)


def _version(request: Request, incident: int) -> int:
    return found(request, incident).version


@reads(router, "/incidents", Page[Incident], paged=True)
def list_incidents(request: Request, wanted: Query[IncidentsWanted]) -> dict[str, Any]:
    """List incidents."""
    place = after(request, wanted)
    page = incident_page(
        actor=request.actor,
        wanted=IncidentFilter(
            q=wanted.q,
            services=tuple(wanted.service),
            severities=tuple(wanted.severity),
            statuses=tuple(wanted.status),
            since=wanted.since,
            until=wanted.until,
            team=wanted.team,
            post_mortem=wanted.post_mortem,
            near_miss=wanted.near_miss,
            sort=wanted.sort,
        ),
        cursor=str(place[0]) if place else "",
        size=wanted.limit,
    )
    following = made(request, [page.next]) if page.next else ""
    return following_page(request, [shown(each) for each in page.rows], following)


@changes(router, "POST", "/incidents", Incident, created=True, tagged=True)
def create_incident(request: Request, body: IncidentGiven) -> Incident:
    """Create an incident by hand.

    What the policy makes of it is worked out at once: whether a post-mortem is due, and by when.
    """
    facts = {**body.model_dump(), "zone": body.zone or general().zone}
    row = create(actor=request.actor, facts=IncidentFacts(**facts))
    request.location = f"/incidents/{row.pk}"
    return shown(*rows_of([row]))


@reads(router, "/incidents/{int:incident}", Incident, tagged=True)
def read_incident(request: Request, incident: Id) -> Incident:
    """Read an incident."""
    return shown(*rows_of([found(request, incident)]))


@changes(router, "PATCH", "/incidents/{int:incident}", Incident, over=_version)
def edit_incident(request: Request, incident: Id, body: IncidentChanged) -> Incident:
    """Tell something else of an incident. What is left out stays."""
    standing = shown(*rows_of([found(request, incident)]))
    stood = {name: getattr(standing, name) for name in IncidentFacts.__struct_fields__}
    if stood["status"] == "archived":
        stood["status"] = "closed"
    facts = IncidentFacts(**{**stood, "services": tuple(stood["services"]), **body.given()})
    row = edit(actor=request.actor, incident=incident, version=request.expected, facts=facts)
    return shown(*rows_of([row]))


@changes(router, "POST", "/incidents/{int:incident}/archive", Incident, tagged=True)
def archive_incident(request: Request, incident: Id) -> Incident:
    """Take an incident out of lists and figures. Nothing of it is lost."""
    return shown(*rows_of([archive(actor=request.actor, incident=incident)]))


@changes(router, "DELETE", "/incidents/{int:incident}/archive")
def restore_incident(request: Request, incident: Id) -> None:
    """Put an archived incident back."""
    restore(actor=request.actor, incident=incident)


@changes(router, "POST", "/incidents/{int:incident}/waiver", Incident, tagged=True)
def waive(request: Request, incident: Id, body: Reason) -> Incident:
    """Decide that an incident gets no post-mortem, and say why. For leads."""
    row = waive_post_mortem(actor=request.actor, incident=incident, reason=body.reason)
    return shown(*rows_of([row]))


@changes(router, "DELETE", "/incidents/{int:incident}/waiver")
def withdraw_waiver(request: Request, incident: Id) -> None:
    """Take back the decision against a post-mortem. For leads."""
    ask_again(actor=request.actor, incident=incident)


def shown(row: IncidentRow) -> Incident:
    """An incident."""
    each = row.incident
    return Incident(
        id=each.pk,
        title=each.title,
        severity=each.severity,
        rank=row.rank,
        status=each.status,
        services=list(row.services),
        zone=each.zone,
        started=each.started,
        ended=each.ended,
        near_miss=each.near_miss,
        summary=each.summary,
        due_reason=each.due_reason,
        due_from=each.due_from,
        due_by=each.due_by,
        waived=each.waived,
        stage=row.stage,
        late=row.late,
        post_mortems=[WrittenUp.model_validate(one) for one in row.post_mortems],
        version=each.version,
    )
