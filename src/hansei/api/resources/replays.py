"""What open actions would have changed of the past, and the backlog ranked by it."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from hansei.api.operations import reads
from hansei.api.requests import Request
from hansei.api.shapes.base import Id
from hansei.api.shapes.replays import ActionReplay, Assumed, RankedBacklog, TouchedIncident
from hansei.api.shapes.replays import Stake as Shown
from hansei.domain.learning.replay import Assumptions, Reach
from hansei.recurrence.selectors.replays import Stake, backlog, stake_of

router = Router(tags=["Learning"])


class Taken(BaseModel):
    """Assumptions of a replay."""

    model_config = ConfigDict(extra="forbid")

    reach: Annotated[
        Reach, Field(description="Which incidents it would have touched.", examples=["similar"])
    ] = Reach.SIMILAR
    days: Annotated[int, Field(ge=1, le=3660, description="How far back.", examples=[365])] = 365
    share: Annotated[
        float, Field(ge=0, le=1, description="The share that it would spare.", examples=[0.5])
    ] = 0.5

    @property
    def assumptions(self) -> Assumptions:
        """As the domain has them."""
        return Assumptions(reach=self.reach, days=self.days, share=self.share)


@reads(router, "/actions/{int:action}/replay", ActionReplay)
def read_replay(request: Request, action: Id, taken: Query[Taken]) -> ActionReplay:
    """Read the past incidents that an action would have touched, and the time at stake."""
    found = stake_of(actor=request.actor, pk=action, assumptions=taken.assumptions)
    return ActionReplay(
        **_told(found), assumptions=Assumed.model_validate(found.replay.assumptions)
    )


@reads(router, "/backlog", RankedBacklog)
def read_backlog(request: Request, taken: Query[Taken]) -> RankedBacklog:
    """Read the open actions, the one that would have spared the most time first."""
    found = backlog(actor=request.actor, assumptions=taken.assumptions)
    return RankedBacklog(
        assumptions=Assumed.model_validate(found.assumptions),
        actions=[Shown(**_told(each)) for each in found.stakes],
        left_out=found.left_out,
    )


def _told(found: Stake) -> dict[str, Any]:
    told = found.replay
    return {
        "action": found.line.pk, "text": found.line.text, "part": told.part,
        "at_stake": told.at_stake, "spared": told.spared, "unknown": told.unknown,
        "touched": [
            TouchedIncident(
                incident=each.incident.id, title=each.incident.title, at=each.incident.at,
                seconds=each.seconds,
            )
            for each in told.touched
        ],
    }  # fmt: skip
