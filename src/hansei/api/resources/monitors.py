"""Which service each monitor is for."""

from __future__ import annotations

from typing import Annotated

from ninja import Router
from pydantic import AwareDatetime, Field

from hansei.accounts.roles import Scope
from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Given, Id, Shown, Word
from hansei.learning.selectors.monitors import MOST_LISTED, monitor_list, released, tied
from hansei.organisation.selectors import versions
from hansei.organisation.services.settings import set_monitors

router = Router(tags=["Availability"])


class Monitor(Shown):
    """What a source watches under a name, or a component of a status page."""

    source: Annotated[str, Field(examples=["uptimerobot"])]
    monitor: Annotated[str, Field(examples=["Checkout, from Frankfurt"])]
    last: Annotated[AwareDatetime, Field(description="When something was last seen.")]
    service: Annotated[
        int | None, Field(description="The service that it is for; null for none.", examples=[3])
    ]
    name: Annotated[str, Field(description="The service's.", examples=["checkout"])]
    is_tied: Annotated[bool, Field(description="Whether a person said so, and not the name.")]


class Monitors(Shown):
    """All monitors."""

    monitors: Annotated[
        list[Monitor],
        Field(description=f"Those without a service first, at most {MOST_LISTED:,}."),
    ]


class MonitorGiven(Given):
    """Which monitor."""

    source: Annotated[Word, Field(examples=["uptimerobot"])]
    monitor: Annotated[Word, Field(examples=["Checkout, from Frankfurt"])]


class TieGiven(MonitorGiven):
    """A monitor with its service."""

    service: Annotated[Id | None, Field(description="null for no service.", examples=[3])]


@reads(router, "/monitors", Monitors)
def list_monitors(request: Request) -> Monitors:
    """List monitors, each with the service that it is for."""
    rows = monitor_list(actor=request.actor)
    return Monitors(monitors=[Monitor.model_validate(each) for each in rows])


@changes(router, "PUT", "/monitors/tie", scope=Scope.ADMIN)
def tie_monitor(request: Request, body: TieGiven) -> None:
    """Say which service a monitor is for. For administrators."""
    version = versions().monitors
    wanted = tied(
        actor=request.actor, source=body.source, monitor=body.monitor, service=body.service
    )
    set_monitors(actor=request.actor, monitors=wanted, version=version)


@changes(router, "POST", "/monitors/release", scope=Scope.ADMIN)
def release_monitor(request: Request, body: MonitorGiven) -> None:
    """Leave a monitor to its name again. For administrators."""
    version = versions().monitors
    wanted = released(actor=request.actor, source=body.source, monitor=body.monitor)
    set_monitors(actor=request.actor, monitors=wanted, version=version)
