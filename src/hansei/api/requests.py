"""The request as operations see it, behind the desk."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Scope

ROOT = "/api/v1"
"""What stands before every address."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and how: `token` is the key of the API token, None for a session."""

    actor: Actor
    scopes: frozenset[Scope]
    token: int | None = None


class Request(HttpRequest):
    """A request behind the desk.

    `base` is the state that `If-Match` names, on operations that need one, `expected` the same as
    a version. The rest is for the answer's headers: `shown` is the state of the thing, `following`
    the address of a list's next page, `location` that of what was made, below the root.
    """

    caller: Caller
    actor: Actor
    base: str
    expected: int
    shown: int | str | None
    following: str | None
    location: str | None
