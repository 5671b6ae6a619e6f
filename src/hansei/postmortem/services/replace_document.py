"""Puts another document in a post-mortem's place: one that somebody wrote as a whole."""

from __future__ import annotations

import msgspec

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.document import Document
from hansei.domain.errors import Conflict, InputError
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.change_document import change_document
from hansei.postmortem.services.cited_events import with_cited_events
from hansei.project.transactions import writing


def replace_document(
    *, actor: Actor, number_or_id: int | str, document: Document, version: int, note: str = ""
) -> PostMortem:
    """The post-mortem with the text of another document; the state before stays as a revision.

    Identity, status and owner stay as they are: there are other ways to change them. Events and
    milestones are the incident's, and are changed there. Events that the text cites join the
    document's timeline. What says the same changes nothing.

    Raises InputError where the document tells other events or milestones than stand, Conflict
    where the post-mortem is no longer at `version`, and NotFound where the actor may not change it.
    """
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        if standing.version != version:
            raise Conflict(f"{standing.reference} was changed meanwhile")
        now = document_of(standing)
        if document.events != now.events or document.milestones != now.milestones:
            raise InputError("events and milestones are changed on the incident's timeline")
        wanted = msgspec.structs.replace(
            document, id=now.id, status=now.status, owner=now.owner, extra=now.extra
        )
        for position in range(len(wanted.sections)):
            wanted = with_cited_events(wanted, standing, position)
        return change_document(
            standing, wanted, actor=actor, verb="write whole", always=True,
            note=note or "written as a whole",
        )  # fmt: skip
