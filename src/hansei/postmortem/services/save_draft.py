"""Saves a draft: its incident with all events, the post-mortem, and one more revision."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from django.db.models import F, Max
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.chain import content_digest
from hansei.audit.services import record_change
from hansei.domain.amendment import Amendment, Line
from hansei.domain.document import Document
from hansei.domain.draft.compose import Draft, laid_over
from hansei.domain.editing_timeline import with_mark
from hansei.domain.errors import Conflict, InputError, NotFound
from hansei.domain.timeline import Timeline
from hansei.postmortem.access import permitted, refuse_untold
from hansei.postmortem.models import ID_LENGTH, PostMortem
from hansei.postmortem.selectors import decode_document, document_of, drafted_from
from hansei.postmortem.selectors.kept import main_incident
from hansei.postmortem.services.change_document import columns_of
from hansei.postmortem.services.follow_up import save_actions, save_dates, save_lessons
from hansei.postmortem.services.save_point import keep_changed, keep_standing
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.encoding import identity
from hansei.timeline.models import Import, Incident
from hansei.timeline.selectors import own_milestones, touched_lines
from hansei.timeline.services.save_timeline import link_import, save_timeline


@dataclass(frozen=True)
class _Saving:
    """One call of `save_draft`. Its document has an id, new or given."""

    actor: Actor
    document: Document
    timeline: Timeline
    lines: tuple[Line, ...]
    over: tuple[Line, ...]
    source: str
    batch: Import | None
    incident: Incident | None
    markdown: str
    note: str


def save_draft(
    *,
    actor: Actor,
    draft: Draft,
    source: str,
    import_batch: Import | None = None,
    incident: Incident | None = None,
    version: int | None = None,
    markdown: str = "",
    note: str = "",
) -> PostMortem:
    """Creates a post-mortem, or updates the one with the document's id or else this source.

    `version` is what the draft was made over (`selectors.previous_draft`), None for a first one.
    `markdown` is the text that the document was rendered to. Actions and lessons are read from the
    document. A draft that changes nothing leaves no revision and no audit entry. A first draft
    makes an incident, unless it is of the given one, which keeps what people told of it. What
    people decided about lines of the timeline stands, also where the draft does not know of it.

    Raises Conflict where the post-mortem has another version by now, or the actor is to write its
    account first, NotFound where the actor may
    not change it, and InputError for an unusable document id.
    """
    document = _with_id(draft.document)
    saving = _Saving(
        actor, document, draft.timeline, draft.lines, draft.over, storable(source), import_batch,
        incident, markdown, note,
    )  # fmt: skip
    with writing():
        standing = _standing(draft.document.id, saving.source)
        if standing is None:
            return _create(saving)
        if not permitted(actor, standing, Need.CHANGE):
            raise NotFound(f"no post-mortem of {source or document.id}")
        refuse_untold(actor, standing)
        # How far it is, is moved by steps with their conditions, not by what a file says of it.
        same_id = msgspec.structs.replace(
            document, id=standing.document_id, status=document_of(standing).status
        )
        return _update(standing, replace(saving, document=same_id), version)


def _create(saving: _Saving) -> PostMortem:
    if not saving.actor.may(Need.CHANGE):
        raise NotFound(f"no post-mortem of {saving.source}")
    saving = _with_own_milestones(_respecting(saving, saving.incident))
    incident, _ = save_timeline(
        incident=saving.incident,
        document=saving.document,
        timeline=saving.timeline,
        lines=saving.lines,
        by=str(saving.actor),
    )
    link_import(incident, saving.batch)
    last = PostMortem.objects.aggregate(last=Max("number"))["last"] or 0
    made = PostMortem.objects.create(
        number=last + 1,
        created=timezone.now(),
        created_by=str(saving.actor),
        document_id=saving.document.id,
        **_columns(saving),
    )
    made.incidents.add(incident)
    save_dates(made, saving.document)
    save_actions(made, saving.document, revision=made.version, by=str(saving.actor))
    save_lessons(made, saving.document)
    _record(saving, made, "draft post-mortem")
    return made


def _update(standing: PostMortem, saving: _Saving, version: int | None) -> PostMortem:
    drafted_for = main_incident(standing)
    saving = _respecting(saving, drafted_for)
    columns = _columns(saving)
    stored = decode_document(columns["document"])
    same = stored == document_of(standing) and saving.source == standing.source
    if version != standing.version and not same:
        raise Conflict(f"{standing.reference} was changed meanwhile")
    incident, moved = save_timeline(
        incident=drafted_for,
        document=saving.document,
        timeline=saving.timeline,
        lines=saving.lines,
        before=document_of(standing),
        by=str(saving.actor),
    )
    standing.incidents.add(incident)
    linked = link_import(incident, saving.batch)
    if same and not moved and not linked:
        return standing
    before = document_of(standing)
    keep_standing(standing, saving.actor, always=True)
    unchanged = PostMortem.objects.filter(pk=standing.pk, version=standing.version)
    if not unchanged.update(**columns, version=F("version") + 1):
        raise Conflict(f"{standing.reference} was changed meanwhile")
    standing.refresh_from_db()
    actions = save_actions(
        standing,
        saving.document,
        revision=standing.version,
        before=before,
        by=str(saving.actor),
    )
    save_lessons(standing, saving.document)
    _record(saving, standing, "draft post-mortem again", actions)
    return standing


def _respecting(saving: _Saving, incident: Incident | None) -> _Saving:
    """The same with what people decided about the incident's timeline since it was drafted."""
    if incident is None:
        return saving
    lines = touched_lines(incident)
    draft = Draft(saving.document, saving.timeline, saving.lines, saving.over)
    if _decided(lines) != _decided(saving.over):
        draft = laid_over(draft, lines)
    return replace(saving, document=draft.document, timeline=draft.timeline, lines=draft.lines)


def _with_own_milestones(saving: _Saving) -> _Saving:
    """The same with the milestones that people stated before there was a post-mortem."""
    document = saving.document
    for milestone, mark in own_milestones(saving.incident).items() if saving.incident else ():
        document = with_mark(document, milestone, mark)
    return replace(saving, document=document)


def _decided(lines: Sequence[Line]) -> dict[str, Amendment | None]:
    return {line.event.id: line.amendment for line in lines}


def _record(
    saving: _Saving, saved: PostMortem, verb: str, actions: Mapping[str, Any] | None = None
) -> None:
    keep_changed(saved, saving.actor, always=True, note=saving.note, markdown=saving.markdown)
    incident = main_incident(saved)
    record_change(
        actor=saving.actor,
        verb=verb,
        object_type="post-mortem",
        object_id=saved.number,
        changes={
            **({"actions": actions} if actions else {}),
            "version": saved.version,
            "document": content_digest(saved.document),
            "timeline": incident.timeline_digest if incident else None,
            "import": saving.batch.pk if saving.batch else None,
        },
    )


def _columns(saving: _Saving) -> dict[str, Any]:
    return {
        **columns_of(saving.document),
        "source": saving.source,
        "source_identity": identity(saving.source),
    }


def _standing(document_id: str, source: str) -> PostMortem | None:
    if document_id:
        return PostMortem.objects.filter(document_id=document_id).first()
    return drafted_from(PostMortem.objects.all(), source) if source else None


def _with_id(document: Document) -> Document:
    name = document.id or secrets.token_hex(8)
    if len(name) > ID_LENGTH or not name.isprintable() or storable(name) != name:
        raise InputError(f"the document's id is no text of up to {ID_LENGTH} characters")
    return msgspec.structs.replace(document, id=name)
