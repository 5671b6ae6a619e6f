"""Adopts a post-mortem that was written elsewhere, or an incident out of an archive: as history."""

from __future__ import annotations

import secrets
from typing import NamedTuple

import msgspec
from django.db.models import Max, QuerySet
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.chain import content_digest
from hansei.audit.services import record_change
from hansei.domain.document import Document
from hansei.domain.errors import NotFound
from hansei.domain.incident import CLOSED
from hansei.domain.origin import origin_of
from hansei.domain.timeline import Timeline
from hansei.postmortem.access import visible
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of, drafted_from
from hansei.postmortem.services.change_document import columns_of
from hansei.postmortem.services.follow_up import save_actions, save_lessons
from hansei.postmortem.services.save_point import keep_changed
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.encoding import identity
from hansei.timeline.models import Import, Incident
from hansei.timeline.services.save_timeline import link_import, save_timeline

_RUNNING = ("due", "review", "check_ins", "store")
"""Front matter that would start clocks or name another store."""
_MOST_TITLED = 20
"""Whole archives may have one title for everything."""


class Adopted(NamedTuple):
    """What stands in the store, and whether it was new to it."""

    post_mortem: PostMortem
    is_new: bool


def adopt(
    *,
    actor: Actor,
    document: Document,
    timeline: Timeline,
    source: str,
    reason: str,
    origin: str = "",
    import_batch: Import | None = None,
) -> Adopted:
    """The post-mortem of `source`, made with an incident of its own unless it stands already.

    One of the same `origin` (`domain.origin`) stands too, wherever it lay when it was taken in:
    `source` of a report is its path, and archives move. What stands is left alone, so that an
    archive can be adopted again after it has grown; what the actor may not read does not stand.
    Nothing is asked of history: it is closed, has no meeting and no check-in, and `reason` says on
    the incident why it is not due. A document that says it is published comes as published, with no
    day of it.

    Raises NotFound for an actor who may not start a post-mortem.
    """
    name = storable(source)
    with writing():
        if not actor.may(Need.CHANGE):
            raise NotFound(f"no post-mortem of {name}")
        mine = visible(actor, PostMortem.objects.all())
        standing = drafted_from(mine, name) or _of_origin(mine, origin, document)
        if standing is not None:
            return Adopted(standing, False)
        plain = _as_history(document, origin)
        incident, _ = save_timeline(incident=None, document=plain, timeline=timeline, by=str(actor))
        Incident.objects.filter(pk=incident.pk).update(waived=storable(reason), status=CLOSED)
        link_import(incident, import_batch)
        made = _created(actor, plain, name)
        made.incidents.add(incident)
        save_actions(made, plain, revision=made.version, by=str(actor))
        # Who completed them, and when, nothing tells: it was not the one who adopts, today.
        made.actions.exclude(completed=None).update(completed=None, completed_by="")
        save_lessons(made, plain)
        keep_changed(made, actor, always=True, note=reason)
        record_change(
            actor=actor,
            verb="adopt post-mortem",
            object_type="post-mortem",
            object_id=made.number,
            changes={
                "version": made.version,
                "document": content_digest(made.document),
                "incident": incident.pk,
                "import": import_batch.pk if import_batch else None,
            },
        )
        return Adopted(made, True)


def _created(actor: Actor, document: Document, source: str) -> PostMortem:
    last = PostMortem.objects.aggregate(last=Max("number"))["last"] or 0
    return PostMortem.objects.create(
        number=last + 1,
        created=timezone.now(),
        created_by=str(actor),
        document_id=document.id,
        source=source,
        source_identity=identity(source),
        **columns_of(document),
    )


def _of_origin(mine: QuerySet[PostMortem], origin: str, document: Document) -> PostMortem | None:
    """By the id that its origin gave it; those taken in without one by their title and content."""
    if not origin:
        return None
    known = mine.filter(document_id=_id_of(origin)).first()
    if known is not None:
        return known
    titled = mine.filter(title=storable(document.title)).order_by("-number")
    found = (each for each in titled[:_MOST_TITLED] if origin_of(document_of(each)) == origin)
    return next(found, None)


def _id_of(origin: str) -> str:
    return f"adopted-{origin}"


def _as_history(document: Document, origin: str) -> Document:
    kept = {name: value for name, value in document.extra.items() if name not in _RUNNING}
    taken = not origin or PostMortem.objects.filter(document_id=_id_of(origin)).exists()
    name = secrets.token_hex(8) if taken else _id_of(origin)
    return msgspec.structs.replace(document, id=name, extra=kept)
