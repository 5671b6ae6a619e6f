"""Verifies what somebody else completed, and judges whether it had the effect that was meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.domain.actions import Effect, Move
from hansei.domain.errors import InputError
from hansei.postmortem.models import Action, Evidence
from hansei.postmortem.services.action_change import action_to_move, change_action, note_of
from hansei.postmortem.services.action_columns import UNJUDGED, UNVERIFIED
from hansei.project.transactions import writing


def verify_action(
    *, actor: Actor, pk: int, version: int, how: str, evidence: int | None = None
) -> Action:
    """Confirms that the work was done: `how` that was seen, and the number of what shows it.

    Raises NotFound where the actor may not change it, Conflict for another version, and InputError
    with the reason: it is not completed, the actor did it, nothing is said, no such evidence.
    """
    note = note_of(how, needed="say how you verified it: what did you look at?")
    with writing():
        action = action_to_move(actor, pk, version, Move.VERIFY)
        shown = _evidence(action, evidence)
        said = {
            "verified": timezone.now(),
            "verified_by": str(actor),
            "verified_how": note,
            "verified_with_id": shown.pk if shown else None,
        }
        return change_action(action, said, actor=actor, verb="verify action")


def withdraw_verification(*, actor: Actor, pk: int, version: int) -> Action:
    """Takes a verification back, with what was judged on top of it. Raises as `verify_action`."""
    return _withdrawn(
        actor=actor, pk=pk, version=version, move=Move.WITHDRAW_VERIFICATION,
        said={**UNVERIFIED, **UNJUDGED},
    )  # fmt: skip


def judge_action(*, actor: Actor, pk: int, version: int, effect: Effect, note: str) -> Action:
    """Says whether a verified action changed what it was meant to change, and what shows that.

    Raises as `verify_action`.
    """
    found = note_of(note, needed="say what shows it: which figure moved, or did not?")
    with writing():
        action = action_to_move(actor, pk, version, Move.JUDGE)
        said = {
            "effect": effect.value,
            "effect_at": timezone.now(),
            "effect_by": str(actor),
            "effect_note": found,
        }
        return change_action(action, said, actor=actor, verb="judge action")


def withdraw_judgement(*, actor: Actor, pk: int, version: int) -> Action:
    """Takes back what was said of an action's effect. Raises as `verify_action`."""
    return _withdrawn(
        actor=actor, pk=pk, version=version, move=Move.WITHDRAW_JUDGEMENT, said=UNJUDGED
    )


def _withdrawn(
    *, actor: Actor, pk: int, version: int, move: Move, said: Mapping[str, Any]
) -> Action:
    with writing():
        action = action_to_move(actor, pk, version, move)
        return change_action(action, said, actor=actor, verb=f"{move} of action")


def _evidence(action: Action, number: int | None) -> Evidence | None:
    if number is None:
        return None
    known = Evidence.objects.filter(post_mortem=action.post_mortem_id, number=number, removed=None)
    found = known.first()
    if found is None:
        raise InputError(f"the post-mortem has no evidence {number}")
    return found
