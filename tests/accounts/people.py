"""Made-up people for the tests. Every name is a role."""

from __future__ import annotations

from typing import NamedTuple

from hansei.accounts.actor import Actor, signed_in
from hansei.accounts.models import Membership, Team, User
from hansei.accounts.roles import Role

PASSWORD = "correct horse battery 7"


class Somebody(NamedTuple):
    """An account with what it may do."""

    user: User

    @property
    def actor(self) -> Actor:
        """Who acts, with the rights of this moment."""
        return signed_in(User.objects.get(pk=self.user.pk))

    @property
    def id(self) -> int:
        return int(self.user.pk)


def somebody(username: str, *roles: Role, team: Team | None = None, **fields: object) -> Somebody:
    """An account with a password and these roles, in a team or everywhere."""
    user = User(username=username, **fields)
    user.set_password(PASSWORD)
    user.save()
    for role in roles:
        Membership.objects.create(user=user, team=team, role=role.value)
    return Somebody(user)
