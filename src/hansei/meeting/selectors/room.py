"""The room of a review as one person sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.accounts.selectors import directory
from hansei.domain.document import Document
from hansei.domain.event import Event
from hansei.domain.meeting.agenda import CHECKLISTS, Item, Segment, agenda
from hansei.domain.meeting.asking import questions
from hansei.domain.meeting.pacing import Pace, spent_minutes
from hansei.domain.meeting.questions import Conflict, Ground, Question
from hansei.domain.meeting.record import Captured
from hansei.domain.writing import handles
from hansei.editing.seen import seen
from hansei.meeting.access import access_review
from hansei.meeting.models import Attendee, Entry, Meeting
from hansei.meeting.pace import pace_of
from hansei.meeting.presence import is_here
from hansei.meeting.selectors.tags import tag
from hansei.postmortem.access import access_post_mortem, permitted
from hansei.postmortem.models import Action, PostMortem, Review
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.actions import ActionLine, lines_of
from hansei.postmortem.selectors.dates import reviews_of
from hansei.reading.extract import actions

_SPOKEN_FROM = 2
"""The item from which the facilitator hears who has not spoken yet: time enough to begin alone."""
_MOST_NAMES = 500


class Asked(NamedTuple):
    """A question with where its section begins on the page of the post-mortem, "" for none."""

    question: Question
    done: bool
    handle: str


class AgendaItem(NamedTuple):
    """One item. `starts` and `minutes` are planned minutes; `state` is "done", "now" or "ahead"."""

    place: int
    segment: Segment
    starts: int
    minutes: int
    state: str
    spent: int
    asked: tuple[Asked, ...]


class Somebody(NamedTuple):
    """Who came."""

    id: int
    name: str
    is_here: bool
    spoke: bool
    leads: bool
    notes: bool


class Check(NamedTuple):
    """A line of a checklist."""

    key: str
    text: str
    done: bool


class Kept(NamedTuple):
    """An entry as it is shown. `item` is the title of the item it was put down at."""

    id: int
    kind: Captured
    text: str
    item: int
    title: str
    by: str
    at: datetime


class Room(NamedTuple):
    """All of it. `meeting` is None until somebody prepares or starts it.

    `silent` are those in the room who have not spoken yet: told to the facilitator alone.
    """

    post_mortem: PostMortem
    document: Document
    review: Review
    meeting: Meeting | None
    agenda: tuple[AgendaItem, ...]
    people: tuple[Somebody, ...]
    silent: tuple[str, ...]
    entries: tuple[Kept, ...]
    actions: tuple[ActionLine, ...]
    added: frozenset[int]
    checklists: dict[str, tuple[Check, ...]]
    pace: Pace | None
    now: datetime
    may_change: bool
    leads: bool
    joined: bool
    tag: str

    @property
    def is_running(self) -> bool:
        return self.meeting is not None and self.meeting.is_running

    @property
    def is_left_open(self) -> bool:
        """Whether everybody went without ending it."""
        return self.is_running and self.pace is not None and self.pace.is_left_open(self.now)

    @property
    def is_over(self) -> bool:
        return self.meeting is not None and self.meeting.ended is not None

    @property
    def current(self) -> AgendaItem:
        """The current item; the first before the start."""
        return self.agenda[self.meeting.item if self.meeting else 0]

    @property
    def item_ends(self) -> datetime | None:
        """When the time of the current item is over."""
        return self.pace.since + timedelta(seconds=self.pace.allotted_s) if self.pace else None

    @property
    def planned_end(self) -> datetime:
        started = self.pace.started if self.pace else self.review.start
        return started + timedelta(minutes=self.review.minutes)

    @property
    def pointed(self) -> Event | None:
        """The event that the facilitator shows."""
        name = self.meeting.pointed if self.meeting else ""
        return next((each for each in self.document.events if each.id == name), None)

    def clock(self, at: datetime) -> str:
        """A time of the timeline as everybody in the room reads it: on the incident's clocks."""
        return f"{at.astimezone(Ground(document=self.document).zone):%H:%M:%S}"

    @property
    def new_days(self) -> frozenset[str]:
        """The events that begin another day on those clocks; none where all are of one day."""
        zone = Ground(document=self.document).zone
        first: dict[date, str] = {}
        for each in self.document.events:
            if not each.noise:
                first.setdefault(each.at.astimezone(zone).date(), each.id)
        return frozenset(first.values()) if len(first) > 1 else frozenset()

    def kept(self, kind: str) -> list[Kept]:
        """The entries of a kind, in order of time."""
        return [each for each in self.entries if each.kind.value == kind]

    @property
    def new_actions(self) -> list[ActionLine]:
        """The actions that were added since the meeting began."""
        return [each for each in self.actions if each.pk in self.added]


def _added(found: PostMortem, meeting: Meeting | None) -> frozenset[int]:
    """The keys of the actions that a meeting added, to the end of its last hour of tidying up."""
    if meeting is None or meeting.started is None:
        return frozenset()
    rows = Action.objects.filter(post_mortem=found, created__gte=meeting.started)
    if meeting.ended is not None:
        rows = rows.filter(created__lte=meeting.ended + timedelta(hours=1))
    return frozenset(rows.values_list("pk", flat=True))


def current_review(*, actor: Actor, number_or_id: int | str) -> tuple[PostMortem, Review | None]:
    """The post-mortem and the review that its room is for: the running one, else the nearest one.

    None where none is planned or all were held. Raises NotFound.
    """
    found = access_post_mortem(actor, number_or_id)
    rows = reviews_of(found)
    running = Meeting.objects.filter(post_mortem=found, ended=None).exclude(started=None)
    keys = set(running.values_list("review", flat=True))
    chosen = next((each for each in rows if each.pk in keys), None)
    now = timezone.now()
    planned = sorted(
        (each for each in rows if each.held is None), key=lambda each: abs(each.start - now)
    )
    return found, chosen or next(iter(planned), None)


def names_of(*, actor: Actor) -> list[str]:
    """Names that an action may be given to after "@": shown names and user names."""
    people = directory(actor=actor, limit=_MOST_NAMES)
    return [name for each in people for name in (each.name, each.username) if name]


def room(*, actor: Actor, number_or_id: int | str, review: int) -> Room:
    """The room of a review. Raises NotFound where the actor may not read the post-mortem."""
    found, row = access_review(actor, number_or_id, review)
    meeting = Meeting.objects.filter(review=row).select_related("facilitator", "note_taker").first()
    now, document = timezone.now(), document_of(found)
    attendees = _attendees(meeting)
    ticks = set(meeting.ticks.values_list("key", flat=True)) if meeting else set()
    leads = bool(meeting and actor.user_id and meeting.facilitator_id == actor.user_id)
    people = tuple(_people(meeting, attendees, now))
    running = meeting is not None and meeting.is_running
    pace = pace_of(meeting) if meeting and meeting.started else None
    lines = lines_of(Action.objects.filter(post_mortem=found, in_document=True))
    return Room(
        post_mortem=found,
        document=document,
        review=row,
        meeting=meeting,
        agenda=tuple(_agenda(found, document, row, meeting, ticks, pace)),
        # Who spoke is the facilitator's own help: nobody else reads it.
        people=people if leads else tuple(each._replace(spoke=False) for each in people),
        silent=tuple(each.name for each in people if each.is_here and not each.spoke)
        if leads and running and meeting and meeting.item >= _SPOKEN_FROM
        else (),
        entries=tuple(_kept(meeting)),
        actions=tuple(lines),
        added=_added(found, meeting),
        checklists=_checklists(ticks),
        pace=pace,
        now=now,
        may_change=permitted(actor, found, Need.CHANGE),
        leads=leads,
        joined=any(each.user_id == actor.user_id for each in attendees),
        tag=tag(
            meeting,
            found.version,
            [each.user_id for each in attendees if is_here(each.heartbeat, now)],
        ),
    )


def _attendees(meeting: Meeting | None) -> list[Attendee]:
    if meeting is None:
        return []
    return list(meeting.attendees.select_related("user").order_by("joined", "pk"))


def _people(
    meeting: Meeting | None, attendees: Iterable[Attendee], now: datetime
) -> Iterator[Somebody]:
    for each in attendees:
        yield Somebody(
            id=each.user_id,
            name=each.user.shown_name,
            is_here=is_here(each.heartbeat, now),
            spoke=each.spoke is not None,
            leads=meeting is not None and meeting.facilitator_id == each.user_id,
            notes=meeting is not None and meeting.note_taker_id == each.user_id,
        )


def ground_of(found: PostMortem, document: Document) -> Ground:
    """What the questions are made from, of a post-mortem that was reached through access."""
    look = seen(found)
    places = {name: at for at, name in enumerate(handles(document))}
    conflicts = (
        Conflict(
            message=each.message, says=each.says, against=each.against,
            section=places.get(each.section, -1),
        )
        for each in look.findings
        if each.against
    )  # fmt: skip
    return Ground(
        document=document, factors=look.factors, actions=tuple(actions(document)),
        conflicts=tuple(conflicts),
    )  # fmt: skip


def _agenda(
    found: PostMortem, document: Document, review: Review, meeting: Meeting | None,
    ticks: set[str], pace: Pace | None,
) -> Iterator[AgendaItem]:  # fmt: skip
    asked = questions(ground_of(found, document))
    names = handles(document)
    at = meeting.item if meeting and meeting.started else -1
    over = meeting is not None and meeting.ended is not None
    minutes = meeting.minutes if meeting and meeting.started else review.minutes
    for place, (starts, length, segment) in enumerate(agenda(minutes)):
        state = "done" if over or place < at else "now" if place == at else "ahead"
        yield AgendaItem(
            place=place, segment=segment, starts=starts, minutes=length, state=state,
            spent=spent_minutes(pace.spent, place) if pace else 0,
            asked=tuple(
                Asked(each, each.key in ticks, names[each.section] if each.section >= 0 else "")
                for each in asked[Item(segment.key)]
            ),
        )  # fmt: skip


def _kept(meeting: Meeting | None) -> Iterator[Kept]:
    if meeting is None:
        return
    titles = [segment.title for _, _, segment in agenda(meeting.minutes)]
    rows: Iterable[Entry] = meeting.entries.filter(removed=None).select_related("user")
    for each in rows:
        by = each.user.shown_name if each.user else each.by.partition(":")[2]
        yield Kept(
            each.pk, Captured(each.kind), each.text, each.item, titles[each.item], by, each.at
        )


def _checklists(ticks: set[str]) -> dict[str, tuple[Check, ...]]:
    return {
        place: tuple(
            Check(key := f"{place}-{number}".replace(" ", "-"), text, key in ticks)
            for number, text in enumerate(lines, start=1)
        )
        for place, lines in CHECKLISTS.items()
    }
