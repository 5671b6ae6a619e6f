"""One person of each role, signed in: a test puts the stranger beside the owner."""

from __future__ import annotations

from typing import NamedTuple

from django.test import Client

from hansei.accounts.actor import Actor, signed_in
from hansei.accounts.models import Membership, User
from hansei.accounts.roles import Role

STRANGER = "stranger"
"""Somebody with an account and no role."""
ANONYMOUS = "anonymous"
WHO = (ANONYMOUS, STRANGER, *(each.value for each in Role))


class Person(NamedTuple):
    """An account and a browser that is signed in as it."""

    user: User | None
    client: Client

    @property
    def actor(self) -> Actor:
        """Who it acts as, with the roles that it holds now."""
        assert self.user is not None
        return signed_in(self.user)


def person(who: str, *, name: str = "", csrf: bool = False) -> Person:
    """A new person of `who`: a role in the organisation, STRANGER or ANONYMOUS."""
    client = Client(enforce_csrf_checks=csrf)
    if who == ANONYMOUS:
        return Person(None, client)
    user = User.objects.create(username=name or who, name=f"The {name or who}")
    if who != STRANGER:
        Membership.objects.create(user=user, team=None, role=who)
    client.force_login(user)
    return Person(user, client)
