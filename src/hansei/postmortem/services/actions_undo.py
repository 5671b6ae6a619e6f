"""Takes the last change of an action back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from hansei.accounts.actor import Actor
from hansei.domain.errors import Conflict
from hansei.postmortem.models import Action
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.action_history import last_change
from hansei.postmortem.services.action_change import action_to_change, change_action
from hansei.postmortem.services.change_document import change_document
from hansei.project.transactions import writing
from hansei.reading.action_table import remove_action

_INSTANTS = ("completed", "verified", "effect_at")


def undo_action(*, actor: Actor, pk: int, version: int) -> Action | None:
    """Puts an action back to what it was before the change that made this version.

    Undoing that in turn does it again. One that was only just added is gone then: None. Raises
    NotFound where the actor may not change it, and Conflict where something else happened since.
    """
    with writing():
        action = action_to_change(actor, pk, version)
        last = last_change(action)
        if last is None or last.get("to") != version:
            raise Conflict("this action was changed in its document: undo it there")
        if last.get("added"):
            _remove(action, actor)
            return None
        said = _values(last["before"])
        verb = "undo change of action"
        return change_action(action, said, actor=actor, verb=verb, consequences=False)


def put_back(action: Action, *, version: int, actor: Actor, verb: str) -> bool:
    """Takes back what made this version of an action; False where something else happened since.

    A part of a change that moved actions along with what it did, inside its transaction.
    """
    last = last_change(action) if action.version == version else None
    if last is None or last.get("to") != version or "before" not in last:
        return False
    said = _values(last["before"])
    change_action(action, said, actor=actor, verb=verb, consequences=False)
    return True


def _remove(action: Action, actor: Actor) -> None:
    """Takes an action that was added by mistake out of the document and the table."""
    standing = action.post_mortem
    if standing is None or not action.in_document:
        raise Conflict("this action is in no document any more")
    document = remove_action(document_of(standing), action.text)
    changes = {"action": action.pk, "removed": True}
    change_document(standing, document, actor=actor, verb="undo add action", changes=changes)
    Action.objects.filter(pk=action.pk).delete()


def _values(before: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(before)
    for name in _INSTANTS:
        if made.get(name):
            made[name] = datetime.fromisoformat(made[name])
    if made.get("due"):
        made["due"] = date.fromisoformat(made["due"])
    return made
