"""Makes and revokes keys to the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext

from hansei.accounts.actor import Actor
from hansei.accounts.models import ApiToken, User
from hansei.accounts.roles import Scope
from hansei.accounts.secret import new_secret, secret_digest
from hansei.accounts.tokens import PREFIX
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound
from hansei.project.bulk import storable
from hansei.project.transactions import writing

_SHOWN = 8
MOST_DAYS = 366
DAYS = 90


class Made(NamedTuple):
    """A new token with its `secret`, which nobody can be shown again."""

    token: ApiToken
    secret: str


def create_token(
    *,
    actor: Actor,
    name: str,
    scopes: Iterable[Scope],
    days: int = DAYS,
    user_id: int | None = None,
) -> Made:
    """Makes a token of the actor, or of another person (`user_id`) for the store's host.

    A scope brings those below it, and a token gives none that it does not have itself. Raises
    NotFound where there is no such person, InputError for a bad name, no scope or one too many,
    or days beyond 1 to 366.
    """
    label = " ".join(storable(name).split())
    if not label or len(label) > 100 or not label.isprintable():
        raise InputError(gettext("A token has a name of up to 100 characters."), place="name")
    if not 1 <= days <= MOST_DAYS:
        raise InputError(gettext("A token lives for 1 to 366 days."), place="days")
    secret = new_secret(PREFIX)
    with writing():
        person = _person(actor, user_id)
        made = ApiToken.objects.create(
            user=person,
            name=label,
            prefix=secret[: len(PREFIX) + _SHOWN],
            digest=secret_digest(secret),
            scopes=" ".join(_with_lower(scopes, actor)),
            expires=timezone.now() + timedelta(days=days),
        )
        _record(actor, "create token", made)
    return Made(made, secret)


def revoke_token(*, actor: Actor, token_id: int) -> None:
    """Ends a token at once. Its person and administrators may.

    Raises NotFound where there is none that the actor may revoke.
    """
    with writing():
        found = ApiToken.objects.filter(pk=token_id).select_related("user").first()
        may = actor.is_administrator or (found is not None and found.user_id == actor.user_id)
        if found is None or not may or actor.read_only:
            raise NotFound(f"no token {token_id}")
        if found.revoked is not None:
            return
        found.revoked = timezone.now()
        found.save(update_fields=["revoked"])
        _record(actor, "revoke token", found)


def _person(actor: Actor, user_id: int | None) -> User:
    wanted = user_id if actor.is_host else actor.user_id
    person = User.objects.filter(pk=wanted, is_active=True).first() if wanted else None
    if actor.read_only or person is None or (user_id is not None and person.pk != user_id):
        raise NotFound(f"no person {user_id}")
    return person


def _with_lower(scopes: Iterable[Scope], actor: Actor) -> list[str]:
    order = list(Scope)
    highest = max((order.index(each) for each in scopes), default=None)
    if highest is None:
        raise InputError(gettext("Choose what the token may do."), place="scopes")
    if highest > order.index(actor.scope):
        raise InputError(gettext("A token gives no more than it has itself."), place="scopes")
    return [each.value for each in order[: highest + 1]]


def _record(actor: Actor, verb: str, token: ApiToken) -> None:
    record_change(
        actor=actor, verb=verb, object_type="token", object_id=token.pk,
        changes={
            "account": token.user_id,
            "username": token.user.username,
            "name": token.name,
            "prefix": token.prefix,
            "scopes": token.scopes.split(),
            "expires": token.expires.isoformat(timespec="seconds") if token.expires else None,
        },
    )  # fmt: skip
