"""Compiled queries of what an actor may read: the same for all who may do the same.

    @asked_by
    def _changed(actor: Actor, limit: int, /) -> QuerySet[PostMortem]:
        return visible(actor, PostMortem.objects.order_by("-updated"))[:limit]

    _changed(actor, 8)

The function gets an actor whose roles and teams stand and whose account is an open value, as
`project.compiled` tells: it is compared with columns, and not looked into.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db.models import QuerySet

from hansei.accounts.actor import Actor
from hansei.project.compiled import Given, compiled, counted

_Row = TypeVar("_Row")
_P = ParamSpec("_P")
_UNNAMED: Any = Given("name", str)
"""Whoever would write the actor's name into a query is told that it is open."""


def asked_by(
    compose: Callable[Concatenate[Actor, _P], QuerySet[Any, _Row]],
) -> Callable[Concatenate[Actor, _P], list[_Row]]:
    """`compose`, asked for its rows, with the account of its first argument as an open value."""
    return _opened(compose, compiled)


def counted_by(
    compose: Callable[Concatenate[Actor, _P], QuerySet[Any, Any]],
) -> Callable[Concatenate[Actor, _P], int]:
    """The same, asked for how many rows there are."""
    return _opened(compose, counted)


def _opened(compose: Callable[..., Any], way: Callable[..., Any]) -> Callable[..., Any]:
    @way
    def opened(actor: Actor, *shape: Any, account: Any = None, **values: Any) -> Any:
        return compose(replace(actor, user_id=account, name=_UNNAMED), *shape, **values)

    @functools.wraps(compose)
    def asked(actor: Actor, *shape: Any, **values: Any) -> Any:
        account = {} if actor.user_id is None else {"account": actor.user_id}
        # Made anew, not replaced: a request's actor is a lazy one.
        like = Actor(
            actor.kind, "", roles=actor.roles, team_roles=actor.team_roles, scope=actor.scope
        )
        return opened(like, *shape, **account, **values)

    return asked
