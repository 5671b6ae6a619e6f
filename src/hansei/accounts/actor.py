"""Who acts: what every service and selector is told, and what the audit trail writes down."""

from __future__ import annotations

import getpass
from collections.abc import Hashable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from hansei.accounts.roles import ENOUGH, Need, Role, Scope

if TYPE_CHECKING:
    from hansei.accounts.models import User


class ActorKind(StrEnum):
    """A signed-in person, somebody with a shell on the store's machine, or Hansei itself."""

    USER = "user"
    CLI = "cli"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts.

    `roles` hold in the whole organisation, `team_roles` as (team id, role) in that team.
    `scope` is how far the token reaches that it acts by, all the way without one.
    """

    kind: ActorKind
    name: str
    user_id: int | None = None
    roles: frozenset[Role] = frozenset()
    team_roles: frozenset[tuple[int, Role]] = frozenset()
    scope: Scope = Scope.ADMIN

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @property
    def rights(self) -> Hashable:
        """What decides over what it may do: two of whom this is equal may do the same."""
        return self.kind, self.user_id, self.roles, self.team_roles, self.scope

    @property
    def is_host(self) -> bool:
        """Whether it works on the machine of the store, and could read its file as well."""
        return self.kind is not ActorKind.USER

    @property
    def read_only(self) -> bool:
        """Whether it changes nothing, whatever a role or a grant would let it change."""
        return self.scope is Scope.READ

    @property
    def is_member(self) -> bool:
        """Whether it has any role in the organisation."""
        return self.is_host or bool(self.roles or self.team_roles)

    @property
    def is_auditor(self) -> bool:
        return Role.AUDITOR in self.roles

    @property
    def is_administrator(self) -> bool:
        """Whether it decides over accounts, teams and settings."""
        if self.is_auditor or self.read_only:
            return False
        return self.is_host or Role.ADMINISTRATOR in self.roles

    @property
    def reads_trail(self) -> bool:
        """Whether it reads the whole audit trail."""
        return self.is_host or self.is_auditor

    @property
    def reads_access_trail(self) -> bool:
        """Whether it reads what the audit trail says of accounts, teams and tokens."""
        return self.reads_trail or self.is_administrator

    def leads(self, team_id: int) -> bool:
        """Whether it decides who belongs to a team."""
        if self.is_auditor or self.read_only:
            return False
        return self.is_administrator or (team_id, Role.LEAD) in self.team_roles

    def may(self, need: Need, *, team_id: int | None = None, named: Role | None = None) -> bool:
        """Whether its roles are enough for something of a team; `named` is a role in the thing.

        What belongs to no team is everybody's: a role in any team counts.
        """
        if self.is_host:
            return True
        if self.is_auditor:
            return need is Need.READ
        if self.read_only and need is not Need.READ:
            return False
        held = self.roles | {
            role for team, role in self.team_roles if team_id is None or team == team_id
        }
        if need is Need.READ:
            return self.is_member or named is not None
        return not ENOUGH[need].isdisjoint(held | ({named} if named else set()))


def command_line() -> Actor:
    """The person at the shell, under their login name."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError, ImportError):
        name = "unknown"
    return Actor(ActorKind.CLI, name)


def system(name: str) -> Actor:
    """A part of Hansei that acts on its own, such as a schedule."""
    return Actor(ActorKind.SYSTEM, name)


def signed_in(user: User) -> Actor:
    """A person with the roles that they hold now. An inactive account holds none."""
    if not user.is_active:
        return Actor(ActorKind.USER, user.get_username(), user.pk)
    from hansei.accounts.membership import held_by  # the command line acts before a store is open

    held = held_by(user=user.pk)
    return Actor(
        ActorKind.USER,
        user.get_username(),
        user.pk,
        roles=frozenset(Role(role) for team, role in held if team is None),
        team_roles=frozenset((team, Role(role)) for team, role in held if team is not None),
    )


def narrowed(actor: Actor, scopes: frozenset[Scope]) -> Actor:
    """The actor as a token lets it act: without what the token's scopes leave out."""
    reach = max(scopes, key=list(Scope).index, default=Scope.READ)
    if reach is Scope.ADMIN:
        return actor
    lowered = {Role.ADMINISTRATOR: Role.LEAD}
    roles = frozenset(lowered.get(role, role) for role in actor.roles)
    return replace(actor, roles=roles, scope=reach)
