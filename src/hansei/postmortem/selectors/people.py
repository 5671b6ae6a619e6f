"""Reads who is named in a post-mortem, as far as the actor may."""

from __future__ import annotations

from typing import NamedTuple

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need, Role
from hansei.postmortem.access import access_post_mortem, permitted
from hansei.postmortem.models import PostMortem


class Named(NamedTuple):
    """Somebody with a role in one post-mortem."""

    id: int
    name: str
    username: str
    role: Role
    active: bool


class NamedPeople(NamedTuple):
    """Who is named in a post-mortem; `may_change` tells whether the actor decides over that."""

    post_mortem: PostMortem
    people: tuple[Named, ...]
    may_change: bool


def named_people(*, actor: Actor, number_or_id: int | str) -> NamedPeople:
    """The people named in a post-mortem, leads first. Raises NotFound."""
    found = access_post_mortem(actor, number_or_id)
    order = list(Role)
    people = sorted(
        (
            Named(each.user_id, each.user.shown_name, each.user.username, Role(each.role),
                  each.user.is_active)
            for each in found.grants.select_related("user")
        ),
        key=lambda each: (-order.index(each.role), each.name.casefold(), each.username),
    )  # fmt: skip
    return NamedPeople(found, tuple(people), permitted(actor, found, Need.LEAD))
