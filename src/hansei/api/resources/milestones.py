"""The milestones of an incident, and the figures that follow from them."""

from __future__ import annotations

import hashlib

import msgspec
from ninja import Router

from hansei.api.operations import changes, reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Id
from hansei.api.shapes.incidents import FigureOf, Mark, MilestoneGiven, Milestones
from hansei.domain import document as domain
from hansei.domain.document import Milestone
from hansei.postmortem.selectors.timeline_view import TimelineView, timeline_view
from hansei.postmortem.services.move_milestone import move_milestone as move

router = Router(tags=["Timelines"])
_ONE = "/incidents/{int:incident}/milestones/{milestone}"


def _view(request: Request, incident: int) -> TimelineView:
    return timeline_view(actor=request.actor, incident=incident)


def _state_of(mark: domain.Mark | None) -> str:
    return hashlib.sha256(msgspec.json.encode(mark)).hexdigest()[:16]


def _state(request: Request, incident: int, milestone: Milestone) -> str:
    return _state_of(_view(request, incident).milestones.get(milestone))


@reads(router, "/incidents/{int:incident}/milestones", Milestones)
def read_milestones(request: Request, incident: Id) -> Milestones:
    """Read all milestones, known or not, and the five figures."""
    view = _view(request, incident)
    return Milestones(
        milestones=[_shown(each, view.milestones.get(each)) for each in Milestone],
        figures=[
            FigureOf(figure=name, status=each.status, seconds=each.seconds)
            for name, each in view.figures.items()
        ],
    )


@reads(router, _ONE, Mark, tagged=True)
def read_milestone(request: Request, incident: Id, milestone: Milestone) -> Mark:
    """Read a milestone."""
    return _shown(milestone, _view(request, incident).milestones.get(milestone))


@changes(router, "PUT", _ONE, Mark, over=_state)
def move_milestone(
    request: Request, incident: Id, milestone: Milestone, body: MilestoneGiven
) -> Mark:
    """Say when a milestone was: at an event, at a time, or with neither that nobody knows.

    The figures follow, in the documents too; what stood before is kept.
    """
    _moved(request, incident, milestone, body)
    return read_milestone(request, incident=incident, milestone=milestone)


@changes(router, "DELETE", _ONE, over=_state)
def clear_milestone(request: Request, incident: Id, milestone: Milestone) -> None:
    """Leave a milestone unknown."""
    _moved(request, incident, milestone, MilestoneGiven())


def _moved(request: Request, incident: int, milestone: Milestone, body: MilestoneGiven) -> None:
    view = _view(request, incident)
    same = _state_of(view.milestones.get(milestone)) == request.base
    move(
        actor=request.actor,
        incident=incident,
        version=view.incident.version if same else -1,
        milestone=milestone,
        **body.model_dump(),
    )


def _shown(milestone: Milestone, mark: domain.Mark | None) -> Mark:
    return Mark(
        milestone=milestone,
        at=mark.at if mark else None,
        earliest=mark.earliest if mark else None,
        latest=mark.latest if mark else None,
        how=mark.how if mark else None,
        events=list(mark.events) if mark else [],
        state=_state_of(mark),
    )
