"""Incidents like an incident, and whether people call them the same."""

from __future__ import annotations

from ninja import Router

from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Id
from hansei.api.shapes.likeness import (
    ForeseenAction,
    LikenessTally,
    PairGiven,
    PairSaid,
    SharedReason,
    SimilarIncident,
    SimilarIncidents,
)
from hansei.recurrence.selectors.similar import Similar, similar
from hansei.recurrence.services.judge_pair import (
    confirm_recurrence,
    refuse_recurrence,
    withdraw_pair,
)

router = Router(tags=["Learning"])
_ALL = "/incidents/{int:incident}/similar"


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
