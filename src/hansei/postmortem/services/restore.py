"""Lays an older revision over a post-mortem, as one more revision."""

from __future__ import annotations

import msgspec

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.document import Document
from hansei.domain.errors import Conflict, NotFound
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import decode_document, document_of
from hansei.postmortem.services.change_document import change_document
from hansei.project.transactions import writing


def restore(
    *, actor: Actor, number_or_id: int | str, revision: int, version: int, note: str = ""
) -> PostMortem:
    """The post-mortem as a revision had it: its text, timeline and milestones.

    Status, owner and identity stay as they are now: they are not of the text. The state before is
    kept, so that restoring its revision takes this back. What already reads so changes nothing.

    Raises Conflict where the post-mortem has another version than `version` by now, NotFound where
    there is no such revision or the actor may not change the post-mortem.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        kept = standing.revisions.filter(number=revision).first()
        if kept is None:
            raise NotFound(f"no revision {revision} of {standing.reference}")
        if standing.version != version:
            raise Conflict(f"{standing.reference} was changed meanwhile")
        return change_document(
            standing,
            _restored(decode_document(kept.document), document_of(standing)),
            actor=actor,
            verb="restore revision",
            always=True,
            note=note or f"Restored from revision {revision}",
            changes={"revision": revision},
        )


def _restored(old: Document, now: Document) -> Document:
    return msgspec.structs.replace(old, id=now.id, status=now.status, owner=now.owner)
