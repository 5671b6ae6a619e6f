"""Reads the audit trail, for those who may."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

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


class Page(NamedTuple):
    """Some entries, newest first, and the cursors of what lies beside them (None for nothing).

    `older` is for `before`, `newer` for `after`.
    """

    entries: list[Entry]
    older: int | None
    newer: int | None


def search(
    *,
    actor: Reader,
    who: str = "",
    verb: str = "",
    object_type: str = "",
    object_id: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    after: int | None = None,
    size: int = 100,
) -> Page:
    """A page of the entries that the actor may read; NotFound where that is none at all.

    `who` and `verb` are parts of what the entry says, whatever their case; `since` is the first
    instant and `until` the first one beyond. `before` and `after` are sequence numbers.
    """
    found = entries(actor=actor)
    if who:
        found = found.filter(actor__icontains=storable(who))
    if verb:
        found = found.filter(verb__icontains=storable(verb))
    if object_type:
        found = found.filter(object_type=storable(object_type))
    if object_id:
        found = found.filter(object_id=storable(object_id))
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    if after is not None:
        rows = list(found.filter(seq__gt=after).order_by("seq")[: size + 1])
        more, shown = len(rows) > size, rows[:size][::-1]
        return Page(shown, shown[-1].seq if shown else None, shown[0].seq if more else None)
    rows = list((found if before is None else found.filter(seq__lt=before))[: size + 1])
    shown = rows[:size]
    older = shown[-1].seq if len(rows) > size else None
    return Page(shown, older, shown[0].seq if shown and before is not None else None)


def head() -> Head:
    """The last entry, to keep elsewhere."""
    last = Entry.objects.order_by("-seq").values_list("seq", "digest").first()
    return Head(*last) if last else Head(0, FIRST)
