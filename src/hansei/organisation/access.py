"""Who may read and change the organisation's settings: absent and forbidden look the same."""

from __future__ import annotations

from hansei.accounts.actor import Actor
from hansei.domain.errors import NotFound


def may_change(actor: Actor) -> bool:
    """Whether the actor may change settings and templates."""
    return actor.is_administrator


def access_settings(actor: Actor) -> None:
    """Raises NotFound for all but members, who may read."""
    if not actor.is_member:
        raise NotFound("no settings")


def access_to_change(actor: Actor) -> None:
    """Raises NotFound for all but administrators and the store's host."""
    if not may_change(actor):
        raise NotFound("no settings")
