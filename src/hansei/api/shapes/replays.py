"""What actions would have changed of the past."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from hansei.api.shapes.base import Shown
from hansei.domain.learning.replay import Part, Reach


class Assumed(Shown):
    """What a replay takes for granted."""

    reach: Annotated[Reach, Field(examples=["similar"])]
    days: Annotated[int, Field(examples=[365])]
    share: Annotated[float, Field(description="Spared, from 0 to 1.", examples=[0.5])]


class TouchedIncident(Shown):
    """A past incident that an action would have touched."""

    incident: Annotated[int, Field(examples=[12])]
    title: Annotated[str, Field(examples=["Checkout is slow"])]
    at: AwareDatetime
    seconds: Annotated[
        float | None, Field(description="What it addresses; null if unknown.", examples=[3600.0])
    ]


class Stake(Shown):
    """An action with what it would have changed."""

    action: Annotated[int, Field(examples=[4])]
    text: Annotated[str, Field(examples=["Limit the connection pool"])]
    part: Annotated[Part, Field(examples=["the whole impact"])]
    at_stake: Annotated[float, Field(description="In seconds.", examples=[7200.0])]
    spared: Annotated[float, Field(description="The assumed share of it.", examples=[3600.0])]
    unknown: Annotated[int, Field(description="Incidents of unknown length.", examples=[0])]
    touched: list[TouchedIncident]


class ActionReplay(Stake):
    """One action with what it would have changed, and under which assumptions."""

    assumptions: Assumed


class RankedBacklog(Shown):
    """Open actions, the one that would have spared the most time first."""

    assumptions: Assumed
    actions: list[Stake]
    left_out: Annotated[int, Field(description="Open actions not ranked.", examples=[0])]
