"""Lets in those whom the organisation's own sign-on vouches for."""

from __future__ import annotations

from collections.abc import Callable

from hansei.accounts.actor import Actor
from hansei.accounts.models import Membership, User
from hansei.accounts.roles import Role
from hansei.audit.services import record_change
from hansei.project.transactions import writing


def join_by_sign_on(
    *, actor: Actor, save: Callable[[], User], provider: str, role: Role | None = None
) -> User:
    """Makes an account by `save`, with `role` in the organisation or with none.

    One transaction holds both, so that nobody arrives without a line in the audit trail.
    """
    with writing():
        made = save()
        if role is not None:
            Membership.objects.get_or_create(user=made, team=None, role=role.value)
        record_change(
            actor=actor, verb="join by single sign-on", object_type="account", object_id=made.pk,
            changes={
                "username": made.username,
                "provider": provider,
                "roles": [role.value] if role else [],
            },
        )  # fmt: skip
    return made
