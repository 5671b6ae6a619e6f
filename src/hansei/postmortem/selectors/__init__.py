"""Reads post-mortems, as far as the actor may."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from django.db.models import QuerySet

from hansei.accounts.actor import Actor
from hansei.domain.document import Document
from hansei.domain.timeline import Timeline
from hansei.postmortem.access import access_post_mortem, visible
from hansei.postmortem.models import PostMortem
from hansei.project.bulk import storable
from hansei.timeline.encoding import identity
from hansei.timeline.selectors import stored_timeline

decode_document = msgspec.json.Decoder(Document).decode


class Previous(NamedTuple):
    """What stands already: the document, and the version that saving over it must name."""

    document: Document
    version: int
    number: int


def post_mortem(*, actor: Actor, number_or_id: int | str) -> PostMortem:
    """One post-mortem by number ("12", "PM-12") or document id. Raises NotFound."""
    return access_post_mortem(actor, number_or_id)


def post_mortems(
    *,
    actor: Actor,
    service: str | None = None,
    severity: str | None = None,
    status: str | None = None,
) -> QuerySet[PostMortem]:
    """Those that the actor may read, newest first, without their documents loaded."""
    found = visible(actor, PostMortem.objects.order_by("-number")).defer("document")
    if service is not None:
        found = found.filter(incidents__services__name=storable(service)).distinct()
    if severity is not None:
        found = found.filter(severity=storable(severity))
    if status is not None:
        found = found.filter(status=storable(status))
    return found


def document_of(found: PostMortem) -> Document:
    """The document of a post-mortem that was reached through access."""
    return decode_document(found.document)


def previous_draft(*, actor: Actor, source: str, document_id: str = "") -> Previous | None:
    """What an earlier draft from this source, or of this id, became since; None for the first."""
    source, document_id = storable(source), storable(document_id)
    mine = visible(actor, PostMortem.objects.all())
    found = mine.filter(document_id=document_id).first() if document_id else None
    if found is None and source:
        found = drafted_from(mine, source)
    return Previous(document_of(found), found.version, found.number) if found else None


def drafted_from(queryset: QuerySet[PostMortem], source: str) -> PostMortem | None:
    """The newest post-mortem of `queryset` that was drafted from a source."""
    same = queryset.filter(source_identity=identity(source), source=source)
    return same.order_by("-number").first()


def timeline_of(*, actor: Actor, number_or_id: int | str) -> Timeline:
    """The full timeline behind a post-mortem: of its incident, or of several in time order."""
    found = access_post_mortem(actor, number_or_id)
    parts = [stored_timeline(each) for each in found.incidents.order_by("pk")]
    if len(parts) == 1:
        return parts[0]
    events = sorted((event for part in parts for event in part.events), key=lambda each: each.at)
    return Timeline(
        events=tuple(events),
        clocks=tuple(clock for part in parts for clock in part.clocks),
        start=events[0].at if events else None,
        end=events[-1].at if events else None,
    )
