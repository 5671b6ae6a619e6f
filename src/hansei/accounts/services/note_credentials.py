"""Writes down that somebody's means of signing in changed."""

from __future__ import annotations

from hansei.accounts.actor import Actor
from hansei.audit.services import record_change
from hansei.project.transactions import writing


def note_credentials(*, actor: Actor, user_id: int, verb: str, kind: str = "") -> None:
    """Adds the entry of a change that the sign-in library made: a password, a key, a session.

    `kind` tells which of several; never the secret itself.
    """
    with writing():
        record_change(
            actor=actor, verb=verb, object_type="account", object_id=user_id,
            changes={"kind": kind} if kind else {},
        )  # fmt: skip
