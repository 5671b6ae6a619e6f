"""What the people who write a post-mortem need to know of it beside its text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
from django.db.models import QuerySet

from hansei.accounts.actor import Actor
from hansei.accounts.asking import asked_by
from hansei.accounts.models import User
from hansei.accounts.roles import Need
from hansei.audit.models import Entry
from hansei.postmortem.access import permitted, visible_incidents
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.citing import incident_ids
from hansei.project.compiled import Among
from hansei.timeline.models import Incident

_MOST_OFFERED = 20
_ENCODE = msgspec.json.Encoder().encode


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What is told about a post-mortem outside of its sections.

    `owner` is a name as readers see it; `owner_id` the account behind it, where there is one.
    """

    title: str
    owner: str = ""
    owner_id: int | None = None
    severity: str = ""
    zone: str = "UTC"
    services: tuple[str, ...] = ()
    due: date | None = None


class Change(NamedTuple):
    """Who last changed a post-mortem, as the audit trail has it, and when."""

    by: str
    at: datetime


def details_of(found: PostMortem) -> Details:
    """The details of a post-mortem that was reached through access."""
    document = document_of(found)
    return Details(
        title=document.title,
        owner=document.owner or "",
        owner_id=found.owner_user_id,
        severity=document.severity or "",
        zone=document.zone,
        services=document.services,
        due=found.due,
    )


def details_digest(details: Details) -> str:
    """Sixteen hexadecimal digits: the details that an edit was made over."""
    return hashlib.sha256(_ENCODE(details)).hexdigest()[:16]


def last_change(found: PostMortem) -> Change:
    """Who changed a post-mortem last, for those who may read it; by shown name where known."""
    entry = (
        Entry.objects.filter(object_type="post-mortem", object_id=str(found.number))
        .order_by("-seq")
        .values_list("actor", "at")
        .first()
    )
    if entry is None:
        return Change(found.created_by, found.updated)
    kind, _, name = entry[0].partition(":")
    user = User.objects.filter(username=name).first() if kind == "user" else None
    return Change(user.shown_name if user else name, entry[1])


def may_change(*, actor: Actor, found: PostMortem) -> bool:
    """Whether the actor may write in a post-mortem that it can read."""
    return permitted(actor, found, Need.CHANGE)


def linked_incidents(
    *, actor: Actor, found: PostMortem, linked: Sequence[int] | None = None
) -> list[Incident]:
    """The incidents of a post-mortem in the order in which they were linked, as far as it may.

    `linked` are their keys, where they are known already.
    """
    known = incident_ids(found) if linked is None else linked
    order = {pk: place for place, pk in enumerate(known)}
    mine = _of_keys(actor, keys=known) if known else []
    return sorted(mine, key=lambda each: order[each.pk])


@asked_by
def _of_keys(actor: Actor, /, *, keys: Any) -> QuerySet[Incident]:
    return visible_incidents(actor, Incident.objects.filter(Among("pk", keys)))


def linkable_incidents(*, actor: Actor, beside: Sequence[Incident]) -> list[Incident]:
    """The newest incidents that the actor may read, without those that are linked already."""
    newest = visible_incidents(actor, Incident.objects.all()).order_by("-started", "-pk")
    return list(newest.exclude(pk__in=[each.pk for each in beside])[:_MOST_OFFERED])
