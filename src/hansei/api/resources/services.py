"""The catalogue of services: what fails, who runs it, and what was promised."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router
from pydantic import AwareDatetime, Field

from hansei.accounts.roles import Scope
from hansei.api.operations import changes, reads
from hansei.api.pages import sorted_page
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Id, Line, Page, Paging, Prose, Shown, Whole, Word
from hansei.timeline import selectors
from hansei.timeline.services.keep_service import (
    ServiceFields,
)
from hansei.timeline.services.keep_service import add_service as add
from hansei.timeline.services.keep_service import (
    archive_service as archive,
)
from hansei.timeline.services.keep_service import change_service as change
from hansei.timeline.services.keep_service import restore_service as restore
from hansei.timeline.services.keep_service import undo_service as undo

if TYPE_CHECKING:
    from hansei.timeline.models import Service as Row

router = Router(tags=["Settings"])
_ONE = "/services/{int:service}"


class Service(Shown):
    """Something that a team runs and that can fail."""

    id: Annotated[int, Field(examples=[3])]
    name: Annotated[str, Field(examples=["checkout"])]
    description: Annotated[str, Field(examples=["Takes payments"])]
    team: Annotated[int | None, Field(examples=[2])]
    slo_target: Annotated[float | None, Field(description="Promised availability in percent.",
                                              examples=[99.9])]  # fmt: skip
    slo_days: Annotated[int, Field(description="Over so many rolling days.", examples=[30])]
    archived: AwareDatetime | None
    version: Annotated[int, Field(examples=[1])]


class ServicesWanted(Paging):
    """Which services."""

    q: Annotated[Word, Field(description="In the name.")] = ""
    archived: Annotated[bool, Field(description="Those in the archive instead.")] = False


class ServiceGiven(Given):
    """What is said of a service."""

    name: Annotated[Line, Field(examples=["payments-api"])]
    description: Annotated[Prose, Field(examples=["Takes payments"])] = ""
    team: Annotated[Id | None, Field(examples=[2])] = None
    slo_target: Annotated[float | None, Field(strict=True, ge=50, lt=100, examples=[99.9])] = None
    slo_days: Annotated[Whole, Field(ge=1, le=366, examples=[30])] = 30


def _version(request: Request, service: int) -> int:
    return selectors.service(actor=request.actor, pk=service).version


@reads(router, "/services", Page[Service], paged=True)
def list_services(request: Request, wanted: Query[ServicesWanted]) -> dict[str, Any]:
    """List services by name."""
    rows = selectors.services(actor=request.actor, archived=wanted.archived, text=wanted.q)
    rows.sort(key=lambda each: [each.service.name, each.service.pk])
    return sorted_page(
        request, wanted, rows, lambda each: _shown(each.service),
        lambda each: [each.service.name, each.service.pk],
    )  # fmt: skip


@changes(router, "POST", "/services", Service, scope=Scope.ADMIN, created=True, tagged=True)
def add_service(request: Request, body: ServiceGiven) -> Service:
    """Add a service. For administrators."""
    row = add(actor=request.actor, fields=_fields(body))
    request.location = f"/services/{row.pk}"
    return _shown(row)


@reads(router, _ONE, Service, tagged=True)
def read_service(request: Request, service: Id) -> Service:
    """Read a service."""
    return _shown(selectors.service(actor=request.actor, pk=service))


@changes(router, "PUT", _ONE, Service, scope=Scope.ADMIN, over=_version)
def change_service(request: Request, service: Id, body: ServiceGiven) -> Service:
    """Say something else of a service. For administrators.

    What incidents and post-mortems say stays as it is written.
    """
    row = change(actor=request.actor, pk=service, version=request.expected, fields=_fields(body))
    return _shown(row)


@changes(router, "DELETE", f"{_ONE}/change", scope=Scope.ADMIN, over=_version)
def undo_service(request: Request, service: Id) -> None:
    """Take back the last change of a service. For administrators."""
    undo(actor=request.actor, pk=service, version=request.expected)


@changes(router, "POST", f"{_ONE}/archive", Service, scope=Scope.ADMIN, tagged=True)
def archive_service(request: Request, service: Id) -> Service:
    """Take a service out of use. It keeps its incidents. For administrators."""
    return _shown(archive(actor=request.actor, pk=service))


@changes(router, "DELETE", f"{_ONE}/archive", scope=Scope.ADMIN)
def restore_service(request: Request, service: Id) -> None:
    """Take a service out of the archive. For administrators."""
    restore(actor=request.actor, pk=service)


def _fields(body: ServiceGiven) -> ServiceFields:
    target = body.slo_target
    return ServiceFields(
        name=body.name,
        description=body.description,
        team_id=body.team,
        slo_target=Decimal(str(target)) if target is not None else None,
        slo_days=body.slo_days,
    )


def _shown(row: Row) -> Service:
    return Service(
        id=row.pk,
        name=row.name,
        description=row.description,
        team=row.team_id,
        slo_target=float(row.slo_target) if row.slo_target is not None else None,
        slo_days=row.slo_days,
        archived=row.archived,
        version=row.version,
    )
