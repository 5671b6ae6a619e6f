"""Reads the audit trail, for those who may."""

from __future__ import annotations

from typing import Protocol

from django.db.models import QuerySet

from hansei.audit.chain import FIRST
from hansei.audit.models import Entry
from hansei.audit.verify import Head
from hansei.domain.errors import NotFound
from hansei.project.bulk import storable

ACCESS = ("account", "invitation", "team", "token")
"""The objects whose entries say who may do what."""


class Reader(Protocol):
    """Whoever asks for the trail: whether they read all of it, or what concerns access."""

    @property
    def reads_trail(self) -> bool: ...

    @property
    def reads_access_trail(self) -> bool: ...


def entries(*, actor: Reader) -> QuerySet[Entry]:
    """The entries that the actor may read, newest first; NotFound where that is none at all.

    Auditors and the store's host read all of them. Administrators read those about accounts,
    teams, invitations and tokens, for which they answer, and no others: entries about a restricted
    post-mortem would lead past its restriction, and whoever gives out rights should not be the
    only one to watch over how they are used.
    """
    if actor.reads_trail:
        return Entry.objects.order_by("-seq")
    if actor.reads_access_trail:
        return Entry.objects.filter(object_type__in=ACCESS).order_by("-seq")
    raise NotFound("no audit trail")


def entries_of(*, object_type: str, object_id: object) -> QuerySet[Entry]:
    """What the trail says of one object, newest first, for whoever reached the object itself."""
    named = Entry.objects.filter(object_type=object_type, object_id=storable(str(object_id)))
    return named.order_by("-seq")


def head() -> Head:
    """The last entry, to keep elsewhere."""
    last = Entry.objects.order_by("-seq").values_list("seq", "digest").first()
    return Head(*last) if last else Head(0, FIRST)
