"""Incidents like an incident, and whether people call them the same."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Id
from hansei.api.shapes.likeness import (
    ForeseenAction,
    LikenessTally,
    PairGiven,
    PairSaid,
    Recurrence,
    RecurrenceOf,
    RecurrenceRates,
    SharedReason,
    SimilarIncident,
    SimilarIncidents,
)
from hansei.domain.learning import recurrence as domain
from hansei.recurrence.selectors.rates import recurrence_rates
from hansei.recurrence.selectors.similar import Similar, similar
from hansei.recurrence.services.judge_pair import (
    confirm_recurrence,
    refuse_recurrence,
    withdraw_pair,
)

router = Router(tags=["Learning"])
_ALL = "/incidents/{int:incident}/similar"


class Period(BaseModel):
    """What is counted."""

    model_config = ConfigDict(extra="forbid")

    days: Annotated[int, Field(ge=1, le=3660, description="How far back.", examples=[365])] = 365
    window: Annotated[
        int, Field(ge=0, le=3660, description="In days; 0 is any time.", examples=[90])
    ] = domain.WINDOW_DAYS


@reads(router, "/recurrence", RecurrenceRates)
def read_recurrence(request: Request, period: Query[Period]) -> RecurrenceRates:
    """Read how often the same comes again: by service, by factor, and by likeness."""
    found = recurrence_rates(
        actor=request.actor, days=period.days, window_days=period.window or None
    )
    return RecurrenceRates(
        days=found.days, window_days=found.window_days, compared=found.compared,
        total=Recurrence(**_rate(found.total)), alike=Recurrence(**_rate(found.alike)),
        services=[RecurrenceOf(name=key, **_rate(each)) for key, each in found.services.items()],
        factors=[RecurrenceOf(name=key, **_rate(each)) for key, each in found.factors.items()],
    )  # fmt: skip


@reads(router, _ALL, SimilarIncidents)
def list_similar(request: Request, incident: Id) -> SimilarIncidents:
    """List what an incident is like, why, and what was foreseen of those that are the same."""
    found = similar(actor=request.actor, incident=incident)
    return SimilarIncidents(
        incident=found.incident,
        title=found.title,
        confirmed=[_shown(each) for each in found.confirmed],
        likely=[_shown(each) for each in found.likely],
        perhaps=[_shown(each) for each in found.perhaps],
        refused=[_shown(each) for each in found.refused],
        waiting=found.waiting,
        meant=found.meant,
        tally=LikenessTally.model_validate(found.tally),
    )


@changes(router, "PUT", f"{_ALL}/{{int:other}}", PairSaid)
def judge_pair(request: Request, incident: Id, other: Id, body: PairGiven) -> PairSaid:
    """Say whether the later of two incidents is the earlier one again.

    Actions of the earlier one that should have prevented it are opened again.
    """
    if body.same:
        reopen = {each.action: each.version for each in body.reopen}
        row = confirm_recurrence(actor=request.actor, incident=incident, other=other, reopen=reopen)
    else:
        row = refuse_recurrence(actor=request.actor, incident=incident, other=other)
    return PairSaid(
        later=row.later_id, earlier=row.earlier_id, same=row.same, score=row.score, by=row.by,
        at=row.at,
    )  # fmt: skip


@changes(router, "DELETE", f"{_ALL}/{{int:other}}")
def withdraw_judgement_of_pair(request: Request, incident: Id, other: Id) -> None:
    """Take back what was said of two incidents, with the actions that this opened."""
    withdraw_pair(actor=request.actor, incident=incident, other=other)


def _shown(each: Similar) -> SimilarIncident:
    return SimilarIncident(
        incident=each.incident, title=each.title, severity=each.severity, started=each.started,
        is_earlier=each.is_earlier, services=list(each.services),
        post_mortems=list(each.post_mortems), score=each.score,
        why=[SharedReason.model_validate(one) for one in each.why], same=each.same, by=each.by,
        foreseen=[
            ForeseenAction(
                action=one.line.pk, text=one.line.text, says=one.says, should_have=one.should_have
            )
            for one in each.foreseen
        ],
    )  # fmt: skip


def _rate(told: domain.Recurrence) -> dict[str, Any]:
    bounds = told.interval
    return {
        "n": told.n, "repeated": told.repeated, "rate": told.rate,
        "low": bounds.low if bounds else None, "high": bounds.high if bounds else None,
    }  # fmt: skip
