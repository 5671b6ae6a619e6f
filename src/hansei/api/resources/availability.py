"""The availability of services, their error budgets, and what does not count against them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router
from pydantic import AwareDatetime, Field

from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Id, Line, Moment, Shown
from hansei.learning.selectors import availability as selectors
from hansei.learning.selectors.availability import ServiceAvailability
from hansei.postmortem.services.weigh_incident import weigh_incident as weigh
from hansei.timeline.services.declare_maintenance import declare_maintenance as declare
from hansei.timeline.services.declare_maintenance import restore_maintenance as restore
from hansei.timeline.services.declare_maintenance import withdraw_maintenance as withdraw

if TYPE_CHECKING:
    from hansei.timeline.models import Maintenance as Row

router = Router(tags=["Availability"])
_SERVICE, _MAINTENANCE = "/services/{int:service}", "/maintenance/{int:maintenance}"
_Name = Annotated[
    str,
    Field(
        max_length=20,
        description='"30d" for the 30 days until now, "2026-03", "2026Q1" or "2026" on the'
        " organisation's clock; unless set, the rolling days that each service promises for.",
    ),
]


class WindowWanted(Given):
    """Which window."""

    window: _Name = ""


class MonthsWanted(Given):
    """How far back."""

    months: Annotated[int, Field(ge=1, le=60, description="The running one included.")] = 12


class Burnt(Shown):
    """An incident, and what of the downtime it is answerable for."""

    incident: Annotated[int, Field(examples=[12])]
    title: Annotated[str, Field(examples=["Checkout is slow"])]
    seconds: Annotated[float, Field(description="Weighted downtime.", examples=[1800.0])]
    share: Annotated[
        float | None, Field(description="Of the budget, 0 to 1 and above.", examples=[0.69])
    ]


class Measured(Shown):
    """What monitors or a status page measured, over the part of the window that they watched."""

    source: Annotated[str, Field(examples=["uptimerobot"])]
    subjects: Annotated[
        list[str], Field(description="Monitors, or incidents of the page.", examples=[["checkout"]])
    ]
    start: AwareDatetime
    end: AwareDatetime
    down: Annotated[float, Field(examples=[2520.0])]
    availability: Annotated[float | None, Field(examples=[0.99903])]
    difference: Annotated[
        float, Field(description="Seconds down there beyond what incidents tell.", examples=[720.0])
    ]


class Availability(Shown):
    """One service in one window. Times in seconds, shares from 0 to 1."""

    service: Annotated[int, Field(examples=[3])]
    name: Annotated[str, Field(examples=["checkout"])]
    team: Annotated[str, Field(examples=["Payments"])]
    start: AwareDatetime
    end: AwareDatetime
    seconds: Annotated[float, Field(description="The window's length.", examples=[2592000.0])]
    maintenance: Annotated[float, Field(description="Declared, and left out of the window.",
                                        examples=[0.0])]  # fmt: skip
    down: Annotated[float, Field(description="Overlaps once, degradation weighted.",
                                 examples=[1800.0])]  # fmt: skip
    availability: Annotated[
        float | None, Field(description="Null where maintenance fills the window.",
                            examples=[0.99931])
    ]  # fmt: skip
    target: Annotated[float | None, Field(examples=[0.999])]
    allowed: Annotated[float | None, Field(description="The error budget.", examples=[2592.0])]
    left: Annotated[float | None, Field(examples=[792.0])]
    used: Annotated[float | None, Field(description="Above 1 is a breach.", examples=[0.69])]
    breach: Annotated[bool | None, Field(examples=[False])]
    incidents: Annotated[int, Field(examples=[1])]
    endless: Annotated[int, Field(description="Closed incidents without an end, left out.",
                                  examples=[0])]  # fmt: skip
    burnt: Annotated[list[Burnt], Field(description="By incident, the most first.")]
    measured: Annotated[
        list[Measured], Field(description="From exports of monitors and status pages.")
    ]


class Availabilities(Shown):
    """Services by name."""

    services: list[Availability]


class Months(Shown):
    """One service in calendar months, the oldest first."""

    months: list[Availability]


class Maintenance(Shown):
    """A stretch in which a service is worked on: no downtime, and no promise."""

    id: Annotated[int, Field(examples=[4])]
    start: AwareDatetime
    end: AwareDatetime
    reason: Annotated[str, Field(examples=["Database upgrade"])]
    by: Annotated[str, Field(examples=["user:2"])]
    withdrawn: AwareDatetime | None


class Maintained(Shown):
    """What was declared for a service, the newest first."""

    maintenance: list[Maintenance]


class MaintenanceGiven(Given):
    """When a service is worked on, at most 31 days."""

    start: Annotated[Moment, Field(examples=["2026-03-01T02:00:00Z"])]
    end: Annotated[Moment, Field(examples=["2026-03-01T04:00:00Z"])]
    reason: Annotated[Line, Field(max_length=500, examples=["Database upgrade"])] = ""


class ShareGiven(Given):
    """How much of the service an incident took away."""

    share: Annotated[
        float,
        Field(ge=0, le=1, description="Of users or requests; 1 is all.", examples=[0.25]),
    ]


class Share(Shown):
    """How much of the service an incident took away."""

    share: Annotated[float, Field(description="Of users or requests; 1 is all.", examples=[0.25])]


@reads(router, "/availability", Availabilities)
def read_availabilities(request: Request, wanted: Query[WindowWanted]) -> Availabilities:
    """Read the availability of every service in use.

    `burnt` holds no titles here.
    """
    window = selectors.window_of(wanted.window) if wanted.window else None
    found = selectors.availabilities(actor=request.actor, window=window)
    return Availabilities(services=[_shown(each) for each in found])


@reads(router, f"{_SERVICE}/availability", Availability)
def read_availability(request: Request, service: Id, wanted: Query[WindowWanted]) -> Availability:
    """Read the availability of a service, with the incidents that burnt its budget."""
    window = selectors.window_of(wanted.window) if wanted.window else None
    return _shown(
        selectors.service_availability(actor=request.actor, service=service, window=window)
    )


@reads(router, f"{_SERVICE}/availability/months", Months)
def read_availability_by_month(
    request: Request, service: Id, wanted: Query[MonthsWanted]
) -> Months:
    """Read the availability of a service month by month."""
    found = selectors.month_by_month(actor=request.actor, service=service, months=wanted.months)
    return Months(months=[_shown(each) for each in found])


@reads(router, f"{_SERVICE}/maintenance", Maintained)
def list_maintenance(request: Request, service: Id) -> Maintained:
    """List the declared maintenance of a service, the newest 50."""
    rows = selectors.maintenance(actor=request.actor, service=service)
    return Maintained(maintenance=[_stretch(each) for each in rows])


@changes(router, "POST", f"{_SERVICE}/maintenance", Maintenance, created=True)
def declare_maintenance(request: Request, service: Id, body: MaintenanceGiven) -> Maintenance:
    """Declare maintenance of a service, past or future.

    Whether incidents of the service breach its promise is told again.
    """
    made = declare(
        actor=request.actor, service=service, start=body.start, end=body.end, reason=body.reason
    )
    request.location = f"/services/{service}/maintenance"
    return _stretch(made)


@changes(router, "DELETE", _MAINTENANCE)
def withdraw_maintenance(request: Request, maintenance: Id) -> None:
    """Take declared maintenance back."""
    withdraw(actor=request.actor, pk=maintenance)


@changes(router, "POST", f"{_MAINTENANCE}/restore", Maintenance)
def restore_maintenance(request: Request, maintenance: Id) -> Maintenance:
    """Declare again what was taken back."""
    return _stretch(restore(actor=request.actor, pk=maintenance))


@reads(router, "/incidents/{int:incident}/share", Share)
def read_share(request: Request, incident: Id) -> Share:
    """Read how much of the service an incident took away."""
    return Share(share=selectors.share_of(actor=request.actor, incident=incident))


@changes(router, "PUT", "/incidents/{int:incident}/share", Share)
def weigh_incident(request: Request, incident: Id, body: ShareGiven) -> Share:
    """Say how much of the service an incident took away.

    Downtime is weighted by it, and whether the incident is a breach is told again.
    """
    weigh(actor=request.actor, incident=incident, share=body.share)
    return Share(share=body.share)


def _shown(each: ServiceAvailability) -> Availability:
    found: dict[str, Any] = {
        name: getattr(each.found, name)
        for name in ("maintenance", "down", "target", "allowed", "left", "breach")
    }
    used = each.found.used
    return Availability(
        **found,
        service=each.service,
        name=each.name,
        team=each.team,
        start=each.window.start,
        end=each.window.end,
        seconds=each.found.window,
        availability=each.found.share,
        used=None if used == float("inf") else used,
        incidents=each.incidents,
        endless=each.endless,
        burnt=[Burnt.model_validate(one) for one in each.burnt],
        measured=[
            Measured(
                source=one.source,
                subjects=list(one.subjects),
                start=one.window.start,
                end=one.window.end,
                down=one.found.down,
                availability=one.found.share,
                difference=one.difference,
            )
            for one in each.measured
        ],
    )


def _stretch(row: Row) -> Maintenance:
    return Maintenance(
        id=row.pk,
        start=row.start,
        end=row.end,
        reason=row.reason,
        by=row.by,
        withdrawn=row.withdrawn,
    )
