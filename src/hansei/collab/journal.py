"""What people typed, kept before it is acknowledged.

    opened(number)         the room of a post-mortem, with everything typed in it
    append(rows, host)     keeps updates; they stand when it returns
    align(room, state)     carries into a room what changed in its post-mortem elsewhere
    compact(...)           one snapshot in the place of the updates that it holds

Typing is no change of the store's objects yet, so these leave no audit entry: `write_together`
does, when the post-mortem follows.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, F, Max, OuterRef

from hansei.collab.models import Room, Update
from hansei.collab.sections import Kept, aligned, as_kept, kept_in
from hansei.collab.shared import SharedDocument
from hansei.domain.errors import NotFound
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.project.bulk import insert
from hansei.project.transactions import writing


class Opened(NamedTuple):
    """A room as it is kept. `last` is the newest update in it, `users` typed what is unwritten."""

    room: int
    key: str
    post_mortem: int
    version: int
    updates: tuple[bytes, ...]
    sections: list[Kept]
    last: int
    unwritten: bool
    users: tuple[int, ...]


class Aligned(NamedTuple):
    """What changed elsewhere: an update of the shared document, and the sections now."""

    version: int
    sections: list[Kept]
    update: bytes
    last: int


class Row(NamedTuple):
    """An update on its way into the journal; `user` is an account's key."""

    room: int
    user: int
    data: bytes


def opened(number: int, host: str) -> Opened:
    """The room of a post-mortem, made where there is none yet. Raises NotFound."""
    with writing():
        standing = PostMortem.objects.filter(number=number).first()
        if standing is None:
            raise NotFound(f"no post-mortem {number}")
        room, _ = Room.objects.get_or_create(
            post_mortem=standing, defaults={"key": secrets.token_hex(16)}
        )
        rows = list(room.updates.filter(pk__gt=room.until).order_by("pk"))
        updates = [bytes(room.snapshot), *(bytes(each.data) for each in rows)]
        last = rows[-1].pk if rows else room.until
        done = _aligned(room, standing, updates, host)
        if done.update:
            updates.append(done.update)
        late = [each for each in rows if each.pk > room.written and each.user]
        users = tuple(dict.fromkeys(each.user for each in late))
        return Opened(
            room.pk, room.key, standing.pk, standing.version,
            tuple(each for each in updates if each), done.sections, max(last, done.last),
            bool(late), users,
        )  # fmt: skip


def align(room_id: int, state: bytes, host: str) -> Aligned:
    """What changed in the post-mortem of a room since both were alike; `state` is all of the room.

    An update is kept here already. Raises NotFound where the room is no more.
    """
    with writing():
        room = Room.objects.select_related("post_mortem").filter(pk=room_id).first()
        if room is None:
            raise NotFound("no such room")
        return _aligned(room, room.post_mortem, [state], host)


def _aligned(
    room: Room, standing: PostMortem, updates: Sequence[bytes], host: str
) -> Aligned:  # fmt: skip
    shared = SharedDocument(updates)
    before = shared.state()
    sections = aligned(document_of(standing), kept_in(room.sections), shared)
    update, last = b"", 0
    if shared.edited:
        update = shared.since(before)
        last = Update.objects.create(room=room, data=update, user=0, host=host).pk
    kept = as_kept(sections)
    if kept != room.sections:
        Room.objects.filter(pk=room.pk).update(sections=kept)
    return Aligned(standing.version, sections, update, last)


def append(rows: Sequence[Row], host: str) -> list[int]:
    """Keeps updates and returns a number that none of them is above, 0 for a room that is no more.

    Without objects of the ORM: under load these cost more than all else about a keystroke.
    """
    with writing():
        wanted = {each.room for each in rows}
        there = set(Room.objects.filter(pk__in=wanted).values_list("pk", flat=True))
        kept = [(each.room, each.data, each.user, host) for each in rows if each.room in there]
        insert(Update, ("room_id", "data", "user", "host"), kept)
        last = Update.objects.aggregate(last=Max("pk"))["last"] or 0
    return [last if each.room in there else 0 for each in rows]


def compact(room_id: int, snapshot: bytes, until: int) -> int:
    """Puts a snapshot in the place of the updates up to `until`, which it holds; returns how many.

    A room that was compacted further meanwhile, by another process, stays as it is.
    """
    with writing():
        stands = Room.objects.filter(pk=room_id, until__lt=until)
        if not stands.update(snapshot=snapshot, until=until):
            return 0
        return Update.objects.filter(room=room_id, pk__lte=until).delete()[0]


class Foreign(NamedTuple):
    """What other processes kept: as room, number and update, up to update `head` of any room."""

    head: int
    updates: list[tuple[int, int, bytes]]


def foreign(seen: Mapping[int, int], host: str) -> Foreign:
    """What other processes kept in these rooms since.

    What they compacted meanwhile comes as a snapshot. Numbers are given while nobody else writes,
    so that nothing below `head` comes later.
    """
    head = Update.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    compacted = dict(Room.objects.filter(pk__in=seen).values_list("pk", "until"))
    behind = [pk for pk, until in compacted.items() if until > seen[pk]]
    found = [
        (each.pk, each.until, bytes(each.snapshot)) for each in Room.objects.filter(pk__in=behind)
    ]
    since = min(seen.values(), default=head)
    if head > since:
        rows = Update.objects.filter(room__in=seen, pk__gt=since, pk__lte=head).exclude(host=host)
        found += [
            (each.room_id, each.pk, bytes(each.data))
            for each in rows.order_by("pk")
            if each.pk > seen[each.room_id]
        ]
    return Foreign(head, found)


def unwritten() -> list[int]:
    """The numbers of the post-mortems that lack what was typed in their rooms."""
    typed = Update.objects.filter(room=OuterRef("pk"), pk__gt=OuterRef("written")).exclude(user=0)
    late = Room.objects.filter(Exists(typed)).order_by("pk")
    return list(late.values_list(F("post_mortem__number"), flat=True))
