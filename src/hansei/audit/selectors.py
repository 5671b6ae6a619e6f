"""Reads the audit trail, for those who may."""

from __future__ import annotations

from django.db.models import QuerySet

from hansei.accounts.actor import Actor
from hansei.audit.chain import FIRST
from hansei.audit.models import Entry
from hansei.audit.verify import Head
from hansei.domain.errors import NotFound


def entries(*, actor: Actor) -> QuerySet[Entry]:
    """All entries, newest first. Raises NotFound for all but auditors and the store's host."""
    if not (actor.is_host or actor.is_auditor):
        raise NotFound("no audit trail")
    return Entry.objects.order_by("-seq")


def head() -> Head:
    """The last entry, to keep elsewhere."""
    last = Entry.objects.order_by("-seq").values_list("seq", "digest").first()
    return Head(*last) if last else Head(0, FIRST)
