"""Events that a text cites join the timeline that its document shows. Part of a change."""

from __future__ import annotations

import re

import msgspec

from hansei.domain.claims import cited_events
from hansei.domain.document import Document
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors.citing import events_named

_EVENT = re.compile(r"[eE]\d+")


def with_cited_events(document: Document, standing: PostMortem, position: int) -> Document:
    """The document with the events that the section cites and that it did not show so far."""
    known = {each.id.lower() for each in document.events}
    cited = cited_events([document.sections[position]])
    missing = {each.lower() for each in cited if _EVENT.fullmatch(each)} - known
    if not missing:
        return document
    found = [each.event for each in events_named(standing, missing).values()]
    if not found:
        return document
    events = sorted((*document.events, *found), key=lambda each: each.at)
    back = {f"event:{each.id}" for each in found}
    dropped = tuple(each for each in document.dropped if each not in back)
    return msgspec.structs.replace(document, events=tuple(events), dropped=dropped)
