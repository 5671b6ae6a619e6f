"""Reads remarks, each at the place where it belongs by now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.comments.models import Comment, Thread
from hansei.domain.anchors import Anchor, How, find
from hansei.domain.document import Document
from hansei.domain.section_text import Piece, pieces_of, section_text
from hansei.domain.writing import handles
from hansei.postmortem.access import access_post_mortem, permitted, visible
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of

_MOST_NAMES = 500


class Remark(NamedTuple):
    """One comment. `mine`: the actor wrote it."""

    id: int
    text: str
    by: str
    at: datetime
    edited: bool
    mine: bool


class Talk(NamedTuple):
    """A remark with its replies, and where it stands: `before` and `after` are words around it,
    `place` is an anchor on the page, "" for the
    whole text. `orphaned`: what it is about is not in the text any more; `moved`: it was changed.

    `order` is the position in the text, for sorting.
    """

    id: int
    section: str
    title: str
    quote: str
    before: str
    after: str
    event: str
    wording: str | None
    decided: str
    place: str
    orphaned: bool
    moved: bool
    resolved: datetime | None
    resolved_by: str
    remarks: tuple[Remark, ...]
    order: tuple[int, int, int]

    @property
    def is_open(self) -> bool:
        return self.resolved is None


class Talks(NamedTuple):
    """The remarks of a post-mortem in the order of the text."""

    post_mortem: PostMortem
    document: Document
    talks: tuple[Talk, ...]
    may_change: bool
    may_lead: bool

    @property
    def open(self) -> list[Talk]:
        return [each for each in self.talks if each.is_open]

    @property
    def resolved(self) -> list[Talk]:
        return [each for each in self.talks if not each.is_open]


class News(NamedTuple):
    """A comment that somebody should hear of."""

    number: int
    title: str
    thread: int
    by: str
    text: str
    at: datetime
    names_me: bool


def remarks_of(*, actor: Actor, number_or_id: int | str) -> Talks:
    """All remarks of a post-mortem. Three queries, however many. Raises NotFound."""
    found = access_post_mortem(actor, number_or_id)
    document = document_of(found)
    by_thread: dict[int, list[Comment]] = defaultdict(list)
    rows = Comment.objects.filter(thread__post_mortem=found, removed=None)
    for each in rows.select_related("user"):
        by_thread[each.thread_id].append(each)
    places = _Places(document)
    talks = [
        _talk(each, by_thread[each.pk], places, actor.user_id)
        for each in Thread.objects.filter(post_mortem=found)
        if by_thread[each.pk]
    ]
    talks.sort(key=lambda each: (each.order, each.id))
    return Talks(
        found, document, tuple(talks), permitted(actor, found, Need.CHANGE),
        permitted(actor, found, Need.LEAD),
    )  # fmt: skip


def news_for(*, actor: Actor, since: datetime, until: datetime, limit: int) -> list[News]:
    """Comments of others that name the actor, answer a remark of theirs, or are about a post-mortem
    that they own; as far as they may read them now. Newest first, those that name them before."""
    if actor.user_id is None:
        return []
    mine = visible(actor, PostMortem.objects.all()).values("pk")
    talked = Comment.objects.filter(user=actor.user_id, removed=None).values("thread")
    rows = (
        Comment.objects.filter(at__gt=since, at__lte=until, removed=None)
        .filter(thread__post_mortem__in=mine)
        .exclude(user=actor.user_id)
        .filter(
            Q(mentions__user=actor.user_id)
            | Q(thread__in=talked)
            | Q(thread__post_mortem__owner_user=actor.user_id)
        )
        .select_related("user", "thread__post_mortem")
        .prefetch_related("mentions")
        .distinct()
        .order_by("-at", "-pk")[:limit]
    )
    found = [
        News(
            each.thread.post_mortem.number, each.thread.post_mortem.title, each.thread_id,
            _name(each), each.text, each.at,
            any(one.user_id == actor.user_id for one in each.mentions.all()),
        )
        for each in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: not each.names_me)


class _Places:
    """Finds anchors in the sections of a document, each section cut into blocks once."""

    def __init__(self, document: Document) -> None:
        self.names = handles(document)
        self.titles = {
            name: section.title for name, section in zip(self.names, document.sections, strict=True)
        }
        self.texts = {
            name: section_text(section)
            for name, section in zip(self.names, document.sections, strict=True)
        }
        self.events = {each.id: at for at, each in enumerate(document.events)}
        self._pieces: dict[str, list[Piece]] = {}

    def block_of(self, name: str, position: int) -> int:
        """The number of the block in which a position of a section's text lies, from 0."""
        if name not in self._pieces:
            self._pieces[name] = list(pieces_of(self.texts[name]))
        line = self.texts[name].count("\n", 0, position) + 1
        starts = [each.line for each in self._pieces[name]]
        return max(sum(start <= line for start in starts) - 1, 0)

    def candidates(self, section: str) -> Iterator[str]:
        """The section of an anchor first: a passage may have been moved to another one."""
        if section in self.texts:
            yield section
        yield from (name for name in self.names if name != section)


def _talk(row: Thread, comments: Iterable[Comment], places: _Places, reader: int | None) -> Talk:
    section, place, order, orphaned, moved = _where(row, places)
    return Talk(
        id=row.pk,
        section=section,
        title=places.titles.get(section, ""),
        quote=row.quote,
        before=row.before,
        after=row.after,
        event=row.event,
        wording=row.wording,
        decided=row.decided,
        place=place,
        orphaned=orphaned,
        moved=moved,
        resolved=row.resolved,
        resolved_by=row.resolved_by.partition(":")[2],
        remarks=tuple(
            Remark(
                each.pk, each.text, _name(each), each.at, each.edited is not None,
                each.user_id is not None and each.user_id == reader,
            )
            for each in comments
        ),
        order=order,
    )  # fmt: skip


def _where(row: Thread, places: _Places) -> tuple[str, str, tuple[int, int, int], bool, bool]:
    """Section, anchor on the page, order, whether it is orphaned, whether it was changed."""
    if row.event:
        at = places.events.get(row.event)
        gone = at is None
        return "", "" if gone else f"event-{row.event}", (1 + gone, at or 0, 0), gone, False
    if not row.section:
        return "", "", (0, 0, 0), False, False
    if not row.quote:
        gone = row.section not in places.texts
        at = 0 if gone else places.names.index(row.section)
        return row.section, "" if gone else row.section, (1 + gone, at, 0), gone, False
    anchor = Anchor(row.section, row.quote, row.before, row.after)
    for name in places.candidates(row.section):
        span = find(anchor, places.texts[name])
        if span is None or (name != row.section and span.how is not How.SAME):
            continue
        block = places.block_of(name, span.start)
        order = (1, places.names.index(name), span.start)
        return name, f"{name}--{block + 1}", order, False, span.how is How.CHANGED
    return row.section, "", (2, 0, 0), row.decided != "accepted", False


def _name(comment: Comment) -> str:
    return comment.user.shown_name if comment.user else comment.by.partition(":")[2]
