"""Changes one action: its row, and its line in the document. The part that every change shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain import document as domain
from hansei.domain.actions import Move, refusal
from hansei.domain.errors import Conflict, InputError
from hansei.postmortem.access import access_action
from hansei.postmortem.models import Action
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.actions import standing_of
from hansei.postmortem.services.action_columns import accounts_of, difference, with_consequences
from hansei.postmortem.services.change_document import change_document
from hansei.project.bulk import storable
from hansei.reading.action_table import Put, put_action

_IN_DOCUMENT = ("text", "owner", "due", "status", "answers", "action_class")
LONGEST_NOTE = 2000


def action_to_change(actor: Actor, pk: int, version: int) -> Action:
    """The action that somebody looked at in this version and may change.

    Raises NotFound, or Conflict where it was changed since.
    """
    action = access_action(actor, pk, Need.CHANGE)
    if action.version != version:
        raise Conflict("the action was changed meanwhile: look at it before you change it")
    return action


def action_to_move(actor: Actor, pk: int, version: int, move: Move) -> Action:
    """The same, for a move; raises InputError with the reason where it may not be made."""
    action = action_to_change(actor, pk, version)
    reason = refusal(move, standing_of(action), by=str(actor))
    if reason:
        raise InputError(reason)
    return action


def change_action(
    action: Action,
    said: Mapping[str, Any],
    *,
    actor: Actor,
    verb: str,
    about: Mapping[str, Any] | None = None,
    consequences: bool = True,
) -> Action:
    """The action with what is `said` of it, by column, and what follows from that.

    A part of a change, inside its transaction. What the document tells too is written there, which
    makes a new version of it. Leaves one audit entry that holds the columns before and after, and
    what it is `about`; where nothing changes, none. Without `consequences` nothing follows: what is
    said is all that was before.
    """
    made = dict(said)
    if consequences:
        accounts = accounts_of((said["owner"],) if "owner" in said else ())
        made = with_consequences(said, before=action, by=str(actor), accounts=accounts)
    document = None
    if action.post_mortem is not None and action.in_document and _told(action, made):
        standing = document_of(action.post_mortem)
        put = put_action(standing, _worded(action, made), was=action.text)
        told = told_columns(put)
        made |= {name: value for name, value in told.items() if name in (*made, "position")}
        document = put.document if put.document != standing else None
    before, after = difference(action, made)
    if not after:
        return action
    _update(action, made)
    changes = {
        "action": action.pk, "to": action.version + 1, "before": before, "after": after,
        **(about or {}),
    }  # fmt: skip
    if document is not None and action.post_mortem is not None:
        change_document(action.post_mortem, document, actor=actor, verb=verb, changes=changes)
    else:
        record_change(
            actor=actor, verb=verb, object_type="action", object_id=action.pk, changes=changes
        )
    action.refresh_from_db()
    return action


def told_columns(put: Put) -> dict[str, Any]:
    """The columns of an action as its document tells it."""
    told = put.action
    return {
        "position": put.position,
        "text": storable(told.text),
        "owner": storable(told.owner or ""),
        "due": told.due,
        "status": told.status.value,
        "answers": " ".join(told.answers),
    }


def note_of(text: str, *, needed: str = "") -> str:
    """A person's reason or finding as it is kept. Raises InputError saying what is `needed`."""
    note = storable(text).strip()
    if needed and not note:
        raise InputError(needed)
    if len(note) > LONGEST_NOTE:
        raise InputError(f"at most {LONGEST_NOTE:,} characters")
    return note


def _told(action: Action, made: Mapping[str, Any]) -> bool:
    return any(getattr(action, name) != made[name] for name in _IN_DOCUMENT if name in made)


def _worded(action: Action, made: Mapping[str, Any]) -> domain.Action:
    value = {name: made.get(name, getattr(action, name)) for name in _IN_DOCUMENT}
    return domain.Action(
        text=value["text"],
        owner=value["owner"] or None,
        due=value["due"],
        status=domain.ActionStatus(value["status"]),
        answers=tuple(value["answers"].split()),
        action_class=domain.ActionClass(value["action_class"]) if value["action_class"] else None,
    )


def _update(action: Action, made: Mapping[str, Any]) -> None:
    unchanged = Action.objects.filter(pk=action.pk, version=action.version)
    if not unchanged.update(**made, updated=timezone.now(), version=F("version") + 1):
        raise Conflict("the action was changed meanwhile: look at it before you change it")
