"""Gives a person a role in the organisation or a team, and withdraws it."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.details import checked_role
from hansei.accounts.models import Membership, Team, User
from hansei.accounts.roles import Role
from hansei.audit.services import record_change
from hansei.domain.errors import NotFound, UsageError
from hansei.project.transactions import writing


def give_role(*, actor: Actor, user_id: int, role: Role, team_id: int | None = None) -> None:
    """Gives the role at once; giving one that the person holds changes nothing.

    Administrators decide for the organisation, and leads for their team. Raises NotFound for
    others and for an absent person or team, UsageError for a role that cannot be given there.
    """
    with writing():
        user, team = _found(actor, user_id, team_id)
        checked_role(role, in_team=team is not None)
        held = Membership.objects.filter(user=user, team__removed=None)
        if held.filter(team=team, role=role.value).exists():
            return
        compatible((*(Role(each) for each in held.values_list("role", flat=True)), role))
        Membership.objects.create(user=user, team=team, role=role.value)
        _record(actor, "give role", user, role, team)


def withdraw_role(*, actor: Actor, user_id: int, role: Role, team_id: int | None = None) -> None:
    """Withdraws the role at once; withdrawing one that the person lacks changes nothing.

    Raises NotFound as for `give_role`, and UsageError for the last administrator's.
    """
    with writing():
        user, team = _found(actor, user_id, team_id)
        held = Membership.objects.filter(user=user, team=team, role=role.value)
        if not held.exists():
            return
        if team is None and role is Role.ADMINISTRATOR:
            keep_an_administrator(without=user)
        held.delete()
        _record(actor, "withdraw role", user, role, team)


def compatible(roles: Collection[Role]) -> None:
    """Raises UsageError for roles that one person cannot hold together.

    An auditor changes nothing, so any other role beside it would be taken from its holder.
    """
    if Role.AUDITOR in roles and len(set(roles)) > 1:
        raise UsageError(
            gettext("An auditor changes nothing and holds no other role: withdraw the one first.")
        )


def keep_an_administrator(*, without: User) -> None:
    """Part of a change: raises UsageError where this takes the last administrator away."""
    able = Membership.objects.filter(team=None, role=Role.ADMINISTRATOR.value, user__is_active=True)
    holders = set(able.values_list("user_id", flat=True))
    if holders == {without.pk}:
        raise UsageError(
            gettext("This is the last administrator: give somebody else that role first.")
        )


def _found(actor: Actor, user_id: int, team_id: int | None) -> tuple[User, Team | None]:
    allowed = actor.is_administrator if team_id is None else actor.leads(team_id)
    user = User.objects.filter(pk=user_id).first() if allowed else None
    team = Team.objects.filter(pk=team_id, removed=None).first() if team_id is not None else None
    if user is None or (team is None and team_id is not None):
        raise NotFound(f"no person {user_id}")
    return user, team


def _record(actor: Actor, verb: str, user: User, role: Role, team: Team | None) -> None:
    record_change(
        actor=actor, verb=verb, object_type="account", object_id=user.pk,
        changes={
            "username": user.username,
            "role": role.value,
            "team": team.name if team else None,
            "team_id": team.pk if team else None,
        },
    )  # fmt: skip
