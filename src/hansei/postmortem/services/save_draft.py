"""Saves a draft: its incident with all events, the post-mortem, and one more revision."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import msgspec
from django.db.models import F, Max
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.chain import content_digest
from hansei.audit.services import record_change
from hansei.domain import document as domain
from hansei.domain.draft.compose import Draft
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.postmortem.access import permitted
from hansei.postmortem.models import ID_LENGTH, PostMortem, Revision
from hansei.postmortem.selectors import drafted_from
from hansei.postmortem.services.follow_up import save_actions, save_dates
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.encoding import identity
from hansei.timeline.models import Import
from hansei.timeline.services.save_timeline import save_timeline

_encode = msgspec.json.Encoder().encode


def save_draft(
    *,
    actor: Actor,
    draft: Draft,
    source: str,
    import_batch: Import | None = None,
    version: int | None = None,
    markdown: str = "",
    note: str = "",
    actions: Sequence[domain.Action] | None = None,
) -> PostMortem:
    """Creates a post-mortem, or updates the one with the document's id or else this source.

    `version` is what the draft was made over (`selectors.previous_draft`), None for a first one.
    A draft that changes nothing leaves no revision and no audit entry. `actions` are those of
    the document's text, None to leave the stored ones. Raises Conflict where the post-mortem has
    another version by now, NotFound where the actor may not change it, and InputError for an
    unusable document id.
    """
    source = storable(source)
    document = _with_id(draft.document)
    with writing():
        standing = _standing(document if draft.document.id else None, source)
        if standing is None:
            return _create(actor, draft, document, source, import_batch, markdown, note, actions)
        if not permitted(actor, standing, Need.CHANGE):
            raise NotFound(f"no post-mortem of {source or document.id}")
        document = msgspec.structs.replace(document, id=standing.document_id)
        text = _encode(document).decode()
        if version != standing.version and text != standing.document:
            raise Conflict(f"{standing.reference} was changed meanwhile: draft again")
        incident, moved = save_timeline(
            incident=standing.incidents.order_by("pk").first(),
            document=document,
            timeline=draft.timeline,
        )
        if import_batch is not None:
            incident.imports.add(import_batch)
        standing.incidents.add(incident)
        acted = actions is not None and save_actions(
            standing, actions, revision=standing.version + 1
        )
        if text == standing.document and source == standing.source and not (moved or acted):
            return standing
        return _update(actor, standing, document, source, markdown, note)


def _create(
    actor: Actor,
    draft: Draft,
    document: domain.Document,
    source: str,
    batch: Import | None,
    markdown: str,
    note: str,
    actions: Sequence[domain.Action] | None,
) -> PostMortem:
    if not actor.may(Need.CHANGE):
        raise NotFound(f"no post-mortem of {source}")
    incident, _ = save_timeline(incident=None, document=document, timeline=draft.timeline)
    if batch is not None:
        incident.imports.add(batch)
    last = PostMortem.objects.aggregate(last=Max("number"))["last"] or 0
    made = PostMortem.objects.create(
        number=last + 1,
        created=timezone.now(),
        document_id=document.id,
        **_columns(document, source),
    )
    made.incidents.add(incident)
    save_dates(made, document)
    if actions is not None:
        save_actions(made, actions, revision=made.version)
    _record(actor, made, markdown, note, "draft post-mortem")
    return made


def _update(
    actor: Actor,
    standing: PostMortem,
    document: domain.Document,
    source: str,
    markdown: str,
    note: str,
) -> PostMortem:
    unchanged = PostMortem.objects.filter(pk=standing.pk, version=standing.version)
    values = _columns(document, source)
    if not unchanged.update(**values, version=F("version") + 1):
        raise Conflict(f"{standing.reference} was changed meanwhile: draft again")
    standing.refresh_from_db()
    _record(actor, standing, markdown, note, "draft post-mortem again")
    return standing


def _record(actor: Actor, saved: PostMortem, markdown: str, note: str, verb: str) -> None:
    digest = content_digest(saved.document)
    Revision.objects.create(
        post_mortem=saved,
        number=saved.version,
        document=saved.document,
        markdown=storable(markdown),
        digest=digest,
        author=str(actor),
        at=saved.updated,
        note=storable(note),
    )
    incident = saved.incidents.order_by("pk").first()
    record_change(
        actor=actor,
        verb=verb,
        object_type="post-mortem",
        object_id=saved.number,
        changes={
            "version": saved.version,
            "document": digest,
            "timeline": incident.timeline_digest if incident else None,
        },
    )


def _columns(document: domain.Document, source: str) -> dict[str, object]:
    return {
        "title": storable(document.title),
        "variant": storable(document.variant),
        "status": storable(document.status),
        "severity": storable(document.severity or ""),
        "owner": storable(document.owner or ""),
        "zone": storable(document.zone),
        "source": source,
        "source_identity": identity(source),
        "document": _encode(document).decode(),
        "milestones": _encode(document.milestones).decode(),
        "updated": timezone.now(),
    }


def _standing(document: domain.Document | None, source: str) -> PostMortem | None:
    if document is not None:
        return PostMortem.objects.filter(document_id=document.id).first()
    return drafted_from(PostMortem.objects.all(), source) if source else None


def _with_id(document: domain.Document) -> domain.Document:
    name = document.id or secrets.token_hex(8)
    if len(name) > ID_LENGTH or storable(name) != name or not name.isprintable():
        raise InputError(f"the document's id is no text of up to {ID_LENGTH} characters")
    return msgspec.structs.replace(document, id=name)
