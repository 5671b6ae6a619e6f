"""Where a corrective action stands, and how it may move: closed is not verified is not effective.

    planned -> in progress -> completed -> verified -> effective | not effective

Somebody else than who did it verifies, with what shows it. What went on before stays in the audit
trail; reopening an action begins again.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from hansei.domain.document import ActionStatus


class Effect(StrEnum):
    """Whether an action changed what it was meant to change."""

    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not effective"


class Stage(StrEnum):
    """Where an action stands: its status, and what others found after it was completed."""

    PLANNED = "planned"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    """Done, says who did it; nobody else has looked."""
    VERIFIED = "verified"
    EFFECTIVE = "effective"
    NOT_EFFECTIVE = "not effective"
    CANCELLED = "cancelled"


OPEN = (Stage.PLANNED, Stage.IN_PROGRESS)
JUDGED = (Stage.EFFECTIVE, Stage.NOT_EFFECTIVE)
CHECKED = (Stage.VERIFIED, *JUDGED)


class Move(StrEnum):
    """What somebody does with an action beside rewording it."""

    PLAN = "plan"
    START = "start"
    COMPLETE = "complete"
    REOPEN = "reopen"
    CANCEL = "cancel"
    VERIFY = "verify"
    WITHDRAW_VERIFICATION = "withdraw verification"
    JUDGE = "judge"
    WITHDRAW_JUDGEMENT = "withdraw judgement"


_MOVES: dict[Stage, tuple[Move, ...]] = {
    Stage.PLANNED: (Move.START, Move.COMPLETE, Move.CANCEL),
    Stage.IN_PROGRESS: (Move.COMPLETE, Move.PLAN, Move.CANCEL),
    Stage.COMPLETED: (Move.VERIFY, Move.REOPEN, Move.CANCEL),
    Stage.VERIFIED: (Move.JUDGE, Move.WITHDRAW_VERIFICATION, Move.REOPEN),
    Stage.EFFECTIVE: (Move.JUDGE, Move.WITHDRAW_JUDGEMENT, Move.REOPEN),
    Stage.NOT_EFFECTIVE: (Move.REOPEN, Move.JUDGE, Move.WITHDRAW_JUDGEMENT),
    Stage.CANCELLED: (Move.REOPEN,),
}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What decides where an action stands. `completed_by` and the owner are actors as text."""

    status: ActionStatus = ActionStatus.PLANNED
    verified: bool = False
    effect: Effect | None = None
    completed_by: str = ""
    owner: str = ""

    @property
    def stage(self) -> Stage:
        if self.status is not ActionStatus.COMPLETED:
            return Stage(self.status.value)
        if not self.verified:
            return Stage.COMPLETED
        return Stage.VERIFIED if self.effect is None else Stage(self.effect.value)

    @property
    def moves(self) -> tuple[Move, ...]:
        """What can be done with it now, the likeliest first."""
        return _MOVES[self.stage]


def refusal(move: Move, standing: Standing, *, by: str) -> str:
    """Why somebody may not do this now, in words for them; "" where they may."""
    if move not in standing.moves:
        return f"an action that is {standing.stage.value} cannot be moved so: {_needed(move)}"
    if move is not Move.VERIFY:
        return ""
    if standing.completed_by == by:
        return "you completed this action: somebody else has to verify it"
    if standing.owner == by:
        return "you own this action: somebody else has to verify it"
    return ""


def _needed(move: Move) -> str:
    match move:
        case Move.VERIFY:
            return "it is completed first"
        case Move.JUDGE:
            return "it is verified first"
        case Move.WITHDRAW_VERIFICATION:
            return "nobody has verified it"
        case Move.WITHDRAW_JUDGEMENT:
            return "nobody has judged its effect"
        case Move.REOPEN:
            return "it is open"
        case _:
            return "reopen it first"


def move_into(column: Stage, standing: Standing) -> Move | None:
    """The move that brings an action into a column of the board; None where there is none.

    Effective and not effective are one column, `Stage.EFFECTIVE`.
    """
    stage = standing.stage
    ways: dict[Stage, tuple[Move, ...]] = {
        Stage.PLANNED: (Move.PLAN, Move.REOPEN),
        Stage.IN_PROGRESS: (Move.START, Move.REOPEN),
        Stage.COMPLETED: (Move.COMPLETE, Move.WITHDRAW_VERIFICATION),
        Stage.VERIFIED: (Move.VERIFY, Move.WITHDRAW_JUDGEMENT),
        Stage.EFFECTIVE: (Move.JUDGE,),
    }
    if stage is column or (column is Stage.EFFECTIVE and stage in JUDGED):
        return None
    return next((each for each in ways.get(column, ()) if each in standing.moves), None)


def is_overdue(*, due: date | None, stage: Stage, today: date) -> bool:
    """Whether the work is late. What is completed waits for others and is late no more."""
    return due is not None and due < today and stage in OPEN
