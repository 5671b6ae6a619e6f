"""What an action would have changed: past incidents that it touches, and the time at stake.

Nobody can run the past again. What is computed here rests on three assumptions, which are shown and
can be set: which incidents it would have touched, how far back, and which share of the time that it
addresses would have been spared. What an action addresses follows from its class.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from hansei.domain.document import ActionClass
from hansei.domain.learning.effect import Happened


class Reach(StrEnum):
    """Which past incidents an action would have touched."""

    SIMILAR = "similar"
    """Those it was made for, and those that are like them or were called the same."""
    SERVICES = "services"
    """All of the same services."""
    OWN = "own"
    """Those it was made for alone."""


class Part(StrEnum):
    """The part of an incident that an action addresses."""

    ALL = "the whole impact"
    DETECT = "the time until it was detected"
    RESOLVE = "the time from detection to resolution"


_PARTS = {
    ActionClass.PREVENT: Part.ALL, ActionClass.DETECT: Part.DETECT,
    ActionClass.MITIGATE: Part.RESOLVE, ActionClass.PROCESS: Part.RESOLVE,
}  # fmt: skip


class Assumptions(msgspec.Struct, frozen=True, kw_only=True):
    """What a replay takes for granted. `share` is the spared part of what is addressed, 0 to 1."""

    reach: Reach = Reach.SIMILAR
    days: int = 365
    share: float = 0.5

    def __post_init__(self) -> None:
        """Raises ValueError for what makes no sense."""
        if not 1 <= self.days <= 3660:
            raise ValueError("days lie between 1 and 3660")
        if not 0 <= self.share <= 1:
            raise ValueError("a share lies between 0 and 100 %")


class Touched(msgspec.Struct, frozen=True):
    """An incident with the seconds that the action addresses; None where they are unknown."""

    incident: Happened
    seconds: float | None


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """What an action would have touched, the longest first.

    `at_stake` sums the seconds that it addresses, `spared` the assumed share of them; incidents
    of `unknown` length add nothing to either.
    """

    part: Part
    assumptions: Assumptions
    touched: tuple[Touched, ...] = ()
    at_stake: float = 0.0
    spared: float = 0.0
    unknown: int = 0


def replay(
    incidents: Iterable[Happened], *, action_class: ActionClass | None, assumptions: Assumptions
) -> Replay:
    """Replays incidents that an action would have touched."""
    part = part_of(action_class)
    touched = [Touched(each, _seconds(each, part)) for each in incidents]
    touched.sort(key=lambda each: (-(each.seconds or 0), each.incident.at, each.incident.id))
    known = [each.seconds for each in touched if each.seconds is not None]
    return Replay(
        part=part,
        assumptions=assumptions,
        touched=tuple(touched),
        at_stake=sum(known),
        spared=sum(known) * assumptions.share,
        unknown=len(touched) - len(known),
    )


def part_of(action_class: ActionClass | None) -> Part:
    """What an action of a class addresses; one without a class is taken to prevent."""
    return _PARTS.get(action_class, Part.ALL) if action_class else Part.ALL


def _seconds(each: Happened, part: Part) -> float | None:
    if part is Part.DETECT:
        return each.detect
    if part is Part.RESOLVE:
        return each.resolve
    if each.impact is not None:
        return each.impact
    if each.detect is None or each.resolve is None:
        return None
    return each.detect + each.resolve
