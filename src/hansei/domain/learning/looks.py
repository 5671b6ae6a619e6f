"""The looks after 30, 60 and 90 days: what each asks, and what may be said of an action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from hansei.domain.actions import CHECKED, OPEN, Effect, Stage
from hansei.domain.errors import InputError


class Horizon(StrEnum):
    """How far a look reaches, which decides what it asks."""

    SHORT = "short-term"
    MEDIUM = "medium-term"
    LONG = "long-term"


_SHORT_DAYS, _MEDIUM_DAYS = 45, 75


def horizon_of(days: int) -> Horizon:
    """Which look comes so many days after publishing."""
    if days <= _SHORT_DAYS:
        return Horizon.SHORT
    return Horizon.MEDIUM if days <= _MEDIUM_DAYS else Horizon.LONG


class ActionVerdict(StrEnum):
    """What a person says of an action at a look."""

    WORKED = "worked"
    FAILED = "did not work"
    EARLY = "too early to tell"
    NOT_DONE = "not done yet"


_EFFECTS = {ActionVerdict.WORKED: Effect.EFFECTIVE, ActionVerdict.FAILED: Effect.NOT_EFFECTIVE}


def verdicts_for(stage: Stage) -> Sequence[ActionVerdict]:
    """What can be said of an action that stands there: what is not done can have no effect."""
    if stage in OPEN:
        return (ActionVerdict.NOT_DONE,)
    if stage is Stage.CANCELLED:
        return ()
    return (ActionVerdict.WORKED, ActionVerdict.FAILED, ActionVerdict.EARLY)


def effect_of(verdict: ActionVerdict, stage: Stage) -> Effect | None:
    """The effect that a verdict judges an action to have; None where nobody has verified it yet."""
    return _EFFECTS.get(verdict) if stage in CHECKED else None


def refusal(verdict: ActionVerdict | None, stage: Stage, note: str) -> str:
    """Why a verdict cannot be taken, in words for the person; "" where it can."""
    offered = verdicts_for(stage)
    if verdict is None:
        return "say of this action whether it worked"
    if verdict not in offered:
        if stage in OPEN:
            return "it is not done yet: complete it first"
        return f"an action that is {stage.value} is not {verdict.value}"
    if verdict in _EFFECTS and not note:
        return "say what shows it: which figure moved, or did not?"
    return ""


class Unsaid(InputError):
    """Verdicts that cannot be taken: the reason for each, by the key of its action."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        first = next(iter(reasons.values()))
        super().__init__(first, place=f"verdict-{next(iter(reasons))}")
        self.reasons = reasons
