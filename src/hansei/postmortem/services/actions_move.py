"""Moves an action: planned, in progress, completed, cancelled, and open again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hansei.accounts.actor import Actor
from hansei.domain.actions import Move
from hansei.domain.document import ActionStatus
from hansei.domain.errors import InputError
from hansei.postmortem.models import Action
from hansei.postmortem.services.action_change import action_to_move, change_action, note_of
from hansei.project.transactions import writing


def plan_action(*, actor: Actor, pk: int, version: int) -> Action:
    """Puts one that was begun back among the planned ones. Raises as `complete_action`."""
    return _moved(actor=actor, pk=pk, version=version, move=Move.PLAN, to=ActionStatus.PLANNED)


def start_action(*, actor: Actor, pk: int, version: int) -> Action:
    """Begins an action. Raises as `complete_action`."""
    to = ActionStatus.IN_PROGRESS
    return _moved(actor=actor, pk=pk, version=version, move=Move.START, to=to)


def complete_action(*, actor: Actor, pk: int, version: int) -> Action:
    """Says that the work is done. Somebody else has to verify it.

    `version` is the one that was looked at. Raises NotFound where the actor may not change it,
    Conflict for another version, InputError with the reason where it is not open.
    """
    to = ActionStatus.COMPLETED
    return _moved(actor=actor, pk=pk, version=version, move=Move.COMPLETE, to=to)


def reopen_action(
    *, actor: Actor, pk: int, version: int, reason: str = "",
    to: ActionStatus = ActionStatus.PLANNED,
) -> Action:  # fmt: skip
    """Opens an action again, as planned or in progress: it is neither verified nor judged then.

    Raises as `complete_action`.
    """
    if to not in (ActionStatus.PLANNED, ActionStatus.IN_PROGRESS):
        raise InputError("what is opened again is planned or in progress")
    about = {"reason": note_of(reason)} if reason.strip() else {}
    return _moved(actor=actor, pk=pk, version=version, move=Move.REOPEN, to=to, about=about)


def cancel_action(*, actor: Actor, pk: int, version: int, reason: str) -> Action:
    """Gives an action up, with the reason for it. Raises as `complete_action`."""
    needed = "say why it will not be done: others counted on it"
    about = {"reason": note_of(reason, needed=needed)}
    to = ActionStatus.CANCELLED
    return _moved(actor=actor, pk=pk, version=version, move=Move.CANCEL, to=to, about=about)


def _moved(
    *, actor: Actor, pk: int, version: int, move: Move, to: ActionStatus,
    about: Mapping[str, Any] | None = None,
) -> Action:  # fmt: skip
    with writing():
        action = action_to_move(actor, pk, version, move)
        said = {"status": to.value}
        return change_action(action, said, actor=actor, verb=f"{move} action", about=about)
