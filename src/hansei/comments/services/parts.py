"""What every change of a remark shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.models import User
from hansei.audit.services import record_change
from hansei.comments.access import who_may_read
from hansei.comments.models import Comment, Mention, Thread
from hansei.domain.errors import InputError
from hansei.domain.mentions import mentioned
from hansei.project.bulk import storable

MOST_TEXT, MOST_REMARKS = 4000, 200


def said(text: str) -> str:
    """What somebody wrote, as it is kept. Raises InputError for nothing or too much."""
    kept = storable(text).replace("\r\n", "\n").strip()
    if not kept:
        raise InputError("write what you have to say", place="text")
    if len(kept) > MOST_TEXT:
        raise InputError(f"at most {MOST_TEXT:,} characters", place="text")
    return kept


def add_comment(thread: Thread, text: str, *, actor: Actor) -> Comment:
    """Adds a comment with whom it names. A part of a change."""
    if thread.comments.count() >= MOST_REMARKS:
        raise InputError(f"a remark holds up to {MOST_REMARKS} replies", place="text")
    made = Comment.objects.create(
        thread=thread, text=text, user_id=actor.user_id, by=str(actor), at=timezone.now()
    )
    note_mentions(made, actor=actor)
    return made


def note_mentions(comment: Comment, *, actor: Actor) -> None:
    """Keeps whom a comment names: active people who may read it, never its author."""
    wanted: set[int] = set()
    if "@" in comment.text:
        people = {each.pk: each for each in User.objects.filter(is_active=True)}
        names = {each.username: pk for pk, each in people.items()}
        names |= {each.shown_name: pk for pk, each in people.items()}
        named = [people[pk] for pk in mentioned(comment.text, names) if pk != actor.user_id]
        wanted = {each.pk for each in who_may_read(comment.thread.post_mortem, named)}
    standing = set(comment.mentions.values_list("user", flat=True))
    comment.mentions.filter(user__in=standing - wanted).delete()
    Mention.objects.bulk_create(
        Mention(comment=comment, user_id=pk) for pk in sorted(wanted - standing)
    )


def changed(
    thread: Thread, *, actor: Actor, verb: str, columns: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Thread:  # fmt: skip
    """Sets columns of a remark, counts its version on, and leaves the audit entry."""
    Thread.objects.filter(pk=thread.pk).update(**(columns or {}), version=F("version") + 1)
    thread.refresh_from_db(fields=[*(columns or {}), "version"])
    record_change(
        actor=actor, verb=verb, object_type="post-mortem", object_id=thread.post_mortem.number,
        changes={"remark": thread.pk, **(changes or {})},
    )  # fmt: skip
    return thread
