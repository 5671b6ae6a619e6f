"""Puts down what a meeting decides, notes and parks, and ticks off what was seen to."""

from __future__ import annotations

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.domain.errors import InputError, NotFound
from hansei.domain.meeting.record import Captured
from hansei.meeting.models import Entry, Tick
from hansei.meeting.services.room import change_room, present, room_of
from hansei.project.bulk import storable
from hansei.project.transactions import writing

MOST_TEXT, MOST_ENTRIES = 2000, 500
_LONGEST_KEY = 40


def capture(
    *, actor: Actor, number_or_id: int | str, review: int, kind: Captured, text: str
) -> Entry:
    """Puts something down at the current item. The same words of the same kind stand once.

    After the meeting things can still be put down. Raises InputError for no words or too many,
    NotFound where the actor may not change the post-mortem.
    """
    said = "\n".join(line.rstrip() for line in storable(text).strip().splitlines())
    if not said:
        raise InputError("write what there is to keep", place="text")
    if len(said) > MOST_TEXT:
        raise InputError(f"at most {MOST_TEXT:,} characters", place="text")
    with writing():
        meeting = room_of(actor, number_or_id, review)
        standing = meeting.entries.filter(kind=kind.value, text=said, removed=None).first()
        if standing is not None:
            return standing
        if meeting.entries.count() >= MOST_ENTRIES:
            raise InputError(f"a meeting keeps up to {MOST_ENTRIES} entries", place="text")
        entry = Entry.objects.create(
            meeting=meeting, kind=kind.value, text=said, item=meeting.item,
            user_id=actor.user_id, by=str(actor), at=timezone.now(),
        )  # fmt: skip
        if meeting.is_running:
            present(meeting, actor.user_id, spoke=True)
        changes = {"entry": entry.pk, "kind": kind.value, "text": said}
        change_room(meeting, actor=actor, verb="put down in meeting", changes=changes)
        return entry


def remove_entry(
    *, actor: Actor, number_or_id: int | str, review: int, entry: int, removed: bool = True
) -> Entry:
    """Takes something out of what a meeting keeps, or (`removed` False) puts it back.

    Raises NotFound.
    """
    with writing():
        meeting = room_of(actor, number_or_id, review)
        found = meeting.entries.filter(pk=entry).first()
        if found is None:
            raise NotFound(f"no entry {entry}")
        if (found.removed is not None) is removed:
            return found
        found.removed = timezone.now() if removed else None
        found.save(update_fields=["removed"])
        verb = "take out of meeting" if removed else "put back into meeting"
        change_room(meeting, actor=actor, verb=verb, changes={"entry": entry})
        return found


def tick(
    *, actor: Actor, number_or_id: int | str, review: int, key: str, done: bool = True
) -> None:
    """Ticks off a question or a line of a checklist, or (`done` False) not.

    Raises InputError for a key that is none, NotFound where the actor may not change it.
    """
    if not 0 < len(key) <= _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise InputError("nothing has this key", place="key")
    with writing():
        meeting = room_of(actor, number_or_id, review, Need.CHANGE)
        mine = Tick.objects.filter(meeting=meeting, key=key)
        if mine.exists() is done:
            return
        if done:
            Tick.objects.create(meeting=meeting, key=key, by=str(actor), at=timezone.now())
        else:
            mine.delete()
        verb = "tick off in meeting" if done else "take back in meeting"
        change_room(meeting, actor=actor, verb=verb, changes={"key": key})
