"""Writes the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from hansei.audit.chain import FIRST, Link, canonical, digest
from hansei.audit.models import Entry
from hansei.audit.standing import changed
from hansei.project.bulk import storable


def record_change(
    *, actor: object, verb: str, object_type: str, object_id: object, changes: Mapping[str, Any]
) -> Entry:
    """Adds the entry of a change, inside the transaction (`writing`) that makes the change.

    `actor` is whoever made it; the trail keeps its text form, "user:login".
    Raises RuntimeError outside of one: an entry must not outlive a change that failed.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry is written with its change, in one transaction")
    last = Entry.objects.order_by("-seq").only("seq", "digest").first()
    link = Link(
        seq=last.seq + 1 if last else 1,
        at=timezone.now(),
        actor=storable(str(actor)),
        verb=verb,
        object_type=object_type,
        object_id=storable(str(object_id)),
        changes=canonical(dict(changes)).decode(),
        previous=last.digest if last else FIRST,
    )
    made = Entry.objects.create(**link._asdict(), digest=digest(link))
    changed()
    return made
