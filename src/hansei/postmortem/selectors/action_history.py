"""What happened to an action, from the audit trail: under its own name and its post-mortem's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from hansei.accounts.actor import Actor
from hansei.audit.models import Entry
from hansei.audit.selectors import entries_of
from hansei.postmortem.access import access_action
from hansei.postmortem.models import Action

_MOST = 200
IN_DOCUMENT = "change in document"
"""The verb of what somebody wrote in the document."""


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: who did what, the columns before and after, and the reason that was given."""

    at: datetime
    by: str
    verb: str
    before: Mapping[str, Any] = {}
    after: Mapping[str, Any] = {}
    reason: str = ""


def action_history(*, actor: Actor, pk: int) -> tuple[Happening, ...]:
    """What happened to an action on the board or in its document, newest first. Raises NotFound."""
    return history_of(access_action(actor, pk))


def history_of(action: Action) -> tuple[Happening, ...]:
    """The same for an action that was reached through access."""
    return tuple(_happening(each, action.pk) for each in _entries(action, documents=True))


def last_change(action: Action) -> Mapping[str, Any] | None:
    """What the newest entry says of an action that was reached through access."""
    newest = next(iter(_entries(action, most=1)), None)
    return None if newest is None else msgspec.json.decode(newest.changes)


def _entries(action: Action, most: int = _MOST, *, documents: bool = False) -> list[Entry]:
    """Changes that are told in the document too have an entry of the post-mortem.

    `documents` are what people changed of it in the document itself.
    """
    own = list(entries_of(object_type="action", object_id=action.pk)[:most])
    if action.post_mortem is not None:
        named = entries_of(object_type="post-mortem", object_id=action.post_mortem.number)
        own += named.filter(changes__startswith=f'{{"action":{action.pk},')[:most]
        if documents:
            own += named.filter(changes__contains=f'"{action.pk}":{{"after":')[:most]
    return sorted(own, key=lambda each: -each.seq)[:most]


def _happening(entry: Entry, pk: int) -> Happening:
    told = msgspec.json.decode(entry.changes)
    changes = told if told.get("action") == pk else told.get("actions", {}).get(str(pk), {})
    return Happening(
        at=entry.at,
        by=entry.actor,
        verb=entry.verb if changes is told or entry.object_type == "action" else IN_DOCUMENT,
        before=changes.get("before", {}),
        after=changes.get("after", {}),
        reason=changes.get("reason", ""),
    )
