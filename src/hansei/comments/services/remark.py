"""Writes remarks and replies, and takes back what one wrote."""

from __future__ import annotations

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.comments.access import access_thread
from hansei.comments.models import Comment, Thread
from hansei.comments.services.parts import add_comment, changed, note_mentions, said
from hansei.domain.anchors import MOST_QUOTE, Anchor, anchored
from hansei.domain.document import Document
from hansei.domain.errors import InputError, NotFound
from hansei.domain.section_text import section_text
from hansei.domain.writing import handles
from hansei.postmortem.access import access_post_mortem, permitted
from hansei.postmortem.selectors import document_of
from hansei.project.bulk import storable
from hansei.project.transactions import writing

MOST_WORDING, MOST_THREADS = 4000, 2000


def start_remark(
    *,
    actor: Actor,
    number_or_id: int | str,
    text: str,
    anchor: Anchor | None = None,
    wording: str | None = None,
) -> Thread:
    """Says something about a passage, a section, an event, or (no anchor) the whole.

    `wording` suggests what to put in place of the passage, "" to take it out. Of the anchor only
    section, quote, before and event count; what stands around is read from the text. Raises
    InputError where the passage or the event is not there or nothing is said, NotFound where the
    actor may not change the post-mortem.
    """
    wanted = anchor or Anchor()
    if wording is not None:
        wording = storable(wording).strip()
        if not wanted.quote.strip():
            raise InputError("choose the words that it replaces", place="wording")
        if len(wording) > MOST_WORDING:
            raise InputError(f"at most {MOST_WORDING:,} characters", place="wording")
    words = storable(text).strip() or ("Suggestion" if wording is not None else "")
    words = said(words)
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        if standing.threads.count() >= MOST_THREADS:
            raise InputError(f"at most {MOST_THREADS:,} remarks", place="text")
        kept = _placed(document_of(standing), wanted)
        thread = Thread.objects.create(
            post_mortem=standing, wording=wording, created=timezone.now(),
            **msgspec.structs.asdict(kept),
        )  # fmt: skip
        comment = add_comment(thread, words, actor=actor)
        record_change(
            actor=actor, verb="remark", object_type="post-mortem", object_id=standing.number,
            changes={"remark": thread.pk, "comment": comment.pk},
        )  # fmt: skip
        return thread


def reply(*, actor: Actor, number_or_id: int | str, thread: int, text: str) -> Comment:
    """Answers a remark; one that was resolved is open again. Raises as `start_remark`."""
    words = said(text)
    with writing():
        found = access_thread(actor, number_or_id, thread, Need.CHANGE)
        made = add_comment(found, words, actor=actor)
        columns = {"resolved": None, "resolved_by": ""} if found.resolved else {}
        changed(found, actor=actor, verb="reply", columns=columns, changes={"comment": made.pk})
        return made


def edit_comment(
    *, actor: Actor, number_or_id: int | str, thread: int, comment: int, text: str
) -> Comment:
    """Says one's own comment otherwise. Raises NotFound for another's."""
    words = said(text)
    with writing():
        found = access_thread(actor, number_or_id, thread, Need.CHANGE)
        row = found.comments.filter(pk=comment, removed=None).first()
        if row is None or row.user_id is None or row.user_id != actor.user_id:
            raise NotFound(f"no comment {comment} of yours")
        if row.text == words:
            return row
        row.text, row.edited = words, timezone.now()
        row.save(update_fields=["text", "edited"])
        note_mentions(row, actor=actor)
        changed(found, actor=actor, verb="edit comment", changes={"comment": row.pk})
        return row


def remove_comment(
    *, actor: Actor, number_or_id: int | str, thread: int, comment: int, removed: bool = True
) -> Comment:
    """Takes a comment away, or (`removed` False) puts it back: one's own, any for who leads."""
    with writing():
        found = access_thread(actor, number_or_id, thread, Need.CHANGE)
        row = found.comments.filter(pk=comment).first()
        mine = row is not None and row.user_id is not None and row.user_id == actor.user_id
        if row is None or not (mine or permitted(actor, found.post_mortem, Need.LEAD)):
            raise NotFound(f"no comment {comment} of yours")
        if (row.removed is not None) is removed:
            return row
        row.removed = timezone.now() if removed else None
        row.save(update_fields=["removed"])
        verb = "remove comment" if removed else "put comment back"
        changed(found, actor=actor, verb=verb, changes={"comment": row.pk})
        return row


def _placed(document: Document, wanted: Anchor) -> Anchor:
    """The anchor as it is kept. Raises InputError where it is nowhere."""
    if wanted.event:
        if all(each.id != wanted.event for each in document.events):
            raise InputError("the timeline has no such event", place="event")
        return Anchor(event=wanted.event)
    names = handles(document)
    if wanted.section and wanted.section not in names:
        raise InputError("there is no such section any more", place="section")
    if not wanted.quote.strip():
        return Anchor(wanted.section)
    if len(wanted.quote) > MOST_QUOTE:
        raise InputError(f"choose a shorter passage, of up to {MOST_QUOTE} characters",
                         place="quote")  # fmt: skip
    for name, section in zip(names, document.sections, strict=True):
        if wanted.section in ("", name):
            text = section_text(section)
            found = anchored(text, storable(wanted.quote), section=name, before=wanted.before)
            if found is not None:
                return found
    raise InputError("these words do not stand in the text (any more): choose them again",
                     place="quote")  # fmt: skip
