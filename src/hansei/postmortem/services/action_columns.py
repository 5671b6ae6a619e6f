"""What follows for an action's row from what is said of it: a part of a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from hansei.accounts.models import User
from hansei.accounts.selectors import users_named
from hansei.domain.document import ActionStatus
from hansei.postmortem.models import Action

UNVERIFIED: Mapping[str, Any] = {
    "verified": None, "verified_by": "", "verified_how": "", "verified_with_id": None,
}  # fmt: skip
UNJUDGED: Mapping[str, Any] = {
    "effect": "", "effect_at": None, "effect_by": "", "effect_note": "",
}  # fmt: skip


def with_consequences(
    said: Mapping[str, Any], *, before: Action | None, by: str, accounts: Mapping[str, User]
) -> dict[str, Any]:
    """`said` with what follows from another status and another owner.

    Whoever completes an action is kept, so that somebody else verifies it; one that is opened
    again is neither verified nor effective any more.
    """
    made = dict(said)
    if "owner" in said and (before is None or said["owner"] != before.owner):
        account = accounts.get(said["owner"])
        made["owner_user_id"] = account.pk if account else None
    status = said.get("status")
    if status is not None and (before is None or status != before.status):
        made |= _of_status(status, by=by, at=timezone.now())
    return made


def accounts_of(owners: Iterable[str]) -> Mapping[str, User]:
    """The accounts behind owners as they are written."""
    return users_named(owners)


def _of_status(status: str, *, by: str, at: datetime) -> dict[str, Any]:
    done = status == ActionStatus.COMPLETED
    return {
        "completed": at if done else None, "completed_by": by if done else "",
        **UNVERIFIED, **UNJUDGED,
    }  # fmt: skip


def difference(action: Action, made: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a change says otherwise, by column: before and after, as the audit trail holds it."""
    changed = [
        name
        for name, value in made.items()
        if name != "position" and getattr(action, name) != value
    ]
    return (
        {name: _plain(getattr(action, name)) for name in changed},
        {name: _plain(made[name]) for name in changed},
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
