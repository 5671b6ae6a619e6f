"""Closes an account to its person, and opens it again. Nothing that they wrote is touched."""

from __future__ import annotations

from django.db.models import F

from hansei.accounts.actor import Actor
from hansei.accounts.models import User
from hansei.accounts.services.give_role import keep_an_administrator
from hansei.audit.services import record_change
from hansei.domain.errors import NotFound
from hansei.project.transactions import writing


def deactivate_account(*, actor: Actor, user_id: int) -> None:
    """Nobody gets in with it from the next request on. Sessions end; roles and tokens wait.

    Raises NotFound for all but administrators, and UsageError for the last administrator's.
    """
    with writing():
        user = _found(actor, user_id)
        if not user.is_active:
            return
        keep_an_administrator(without=user)
        _set(actor, user, active=False)


def reactivate_account(*, actor: Actor, user_id: int) -> None:
    """Opens it again, with the roles that it had. Raises NotFound for all but administrators."""
    with writing():
        user = _found(actor, user_id)
        if user.is_active:
            return
        _set(actor, user, active=True)


def _found(actor: Actor, user_id: int) -> User:
    user = User.objects.filter(pk=user_id).first() if actor.is_administrator else None
    if user is None:
        raise NotFound(f"no person {user_id}")
    return user


def _set(actor: Actor, user: User, *, active: bool) -> None:
    User.objects.filter(pk=user.pk).update(
        is_active=active, version=F("version") + 1, session_epoch=F("session_epoch") + 1
    )
    record_change(
        actor=actor, verb="reactivate account" if active else "deactivate account",
        object_type="account", object_id=user.pk, changes={"username": user.username},
    )  # fmt: skip
