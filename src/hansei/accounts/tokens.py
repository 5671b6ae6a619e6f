"""Tells who holds an API token: `Authorization: Bearer hns_...`.

A token is 256 random bits after its prefix. Only its SHA-256 is kept, so neither the store nor a
copy of it gives a token away, and it is never part of a message or a log line.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

from django.db import OperationalError
from django.db.models import Q
from django.utils import timezone

from hansei.accounts.actor import Actor, narrowed, signed_in
from hansei.accounts.models import ApiToken
from hansei.accounts.roles import Scope
from hansei.accounts.secret import same, secret_digest

PREFIX = "hns_"
_LONGEST = 100
_NOTED_EVERY = timedelta(minutes=1)


class Bearer(NamedTuple):
    """Who acts by a token: with their rights of this moment, narrowed to its scopes."""

    actor: Actor
    scopes: frozenset[Scope]
    token_id: int


def verified(text: str) -> Bearer | None:
    """The holder of a token, or None where it is unknown, expired or revoked or theirs is closed.

    Notes that the token was used, at most once a minute.
    """
    if not text.startswith(PREFIX) or len(text) > _LONGEST:
        return None
    digest = secret_digest(text)
    now = timezone.now()
    found = ApiToken.objects.select_related("user").filter(digest=digest, revoked=None).first()
    if found is None or not same(digest, found.digest) or not found.user.is_active:
        return None
    if found.expires is not None and found.expires <= now:
        return None
    if found.last_used is None or found.last_used <= now - _NOTED_EVERY:
        unnoted = Q(last_used=None) | Q(last_used__lte=now - _NOTED_EVERY)
        # That it was used matters less than the use itself, which a busy store must not stop.
        with suppress(OperationalError):
            ApiToken.objects.filter(unnoted, pk=found.pk).update(last_used=now)
    scopes = frozenset(Scope(each) for each in found.scopes.split())
    return Bearer(narrowed(signed_in(found.user), scopes), scopes, found.pk)
