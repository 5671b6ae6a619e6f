"""Replaces the document of a post-mortem: the part that every change of one shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec
from django.db.models import F
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.audit.chain import content_digest
from hansei.audit.services import record_change
from hansei.domain.document import Document
from hansei.domain.errors import Conflict
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.follow_up import save_actions, save_lessons
from hansei.postmortem.services.save_point import keep_changed, keep_standing
from hansei.project.bulk import storable

_encode = msgspec.json.Encoder().encode


class Replaced(NamedTuple):
    """What a new document changed beside itself: actions by their keys, before and after."""

    actions: Mapping[str, Any]


def change_document(
    standing: PostMortem,
    document: Document,
    *,
    actor: Actor,
    verb: str,
    always: bool = False,
    note: str = "",
    changes: Mapping[str, Any] | None = None,
    columns: Mapping[str, Any] | None = None,
) -> PostMortem:
    """`standing` with another document: columns, actions, lessons, history and audit entry.

    A part of a change, inside its transaction, in which `standing` was read through access.
    `changes` is told in the audit entry besides version and digest; the rest is as for
    `replace_document`. Where nothing changes, there is no entry.
    """
    replaced = replace_document(
        standing, document, actor=actor, always=always, note=note, columns=columns
    )
    if replaced is None:
        return standing
    record_change(
        actor=actor,
        verb=verb,
        object_type="post-mortem",
        object_id=standing.number,
        changes={
            **(changes or {}),
            **({"actions": replaced.actions} if replaced.actions else {}),
            "version": standing.version,
            "document": content_digest(standing.document),
        },
    )
    return standing


def replace_document(
    standing: PostMortem,
    document: Document,
    *,
    actor: Actor,
    always: bool = False,
    note: str = "",
    columns: Mapping[str, Any] | None = None,
) -> Replaced | None:
    """The same but for the audit entry, for a change that has one of its own; None for no change.

    `always` keeps the state before and after as revisions (`save_point`); without it the history
    gets one for each stretch of writing. `columns` are further columns of the row with their new
    values; those of the document follow it. Where document and columns are what they were,
    nothing changes.

    Raises Conflict where the post-mortem was changed since it was read.
    """
    before = document_of(standing)
    other = {
        name: value for name, value in (columns or {}).items() if getattr(standing, name) != value
    }
    if before == document and not other:
        return None
    begins = keep_standing(standing, actor, always=always)
    unchanged = PostMortem.objects.filter(pk=standing.pk, version=standing.version)
    if not unchanged.update(**{**columns_of(document), **other}, version=F("version") + 1):
        raise Conflict(f"{standing.reference} was changed meanwhile")
    standing.refresh_from_db()
    actions = save_actions(
        standing, document, revision=standing.version, before=before, by=str(actor)
    )
    save_lessons(standing, document)
    keep_changed(standing, actor, always=always or begins, note=note)
    return Replaced(actions)


def columns_of(document: Document) -> dict[str, Any]:
    """The columns of a post-mortem that hold or repeat its document."""
    return {
        "title": storable(document.title),
        "variant": storable(document.variant),
        "status": storable(document.status),
        "severity": storable(document.severity or ""),
        "owner": storable(document.owner or ""),
        "zone": storable(document.zone),
        "document": _encode(document).decode(),
        "milestones": _encode(document.milestones).decode(),
        "updated": timezone.now(),
    }
