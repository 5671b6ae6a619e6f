"""The room of a review: its agenda with the questions of the data, and what it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router
from pydantic import AwareDatetime, Field

from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.shapes.base import Flag, Given, Id, Page, Prose, Shown, Whole, Word
from hansei.api.shapes.postmortems import Reference
from hansei.collab.wire import nudge
from hansei.domain.meeting.record import Captured
from hansei.meeting.selectors.summary import process_health, summary
from hansei.meeting.services.capture import capture, remove_entry, tick
from hansei.meeting.services.close import answer_closing
from hansei.meeting.services.run import (
    choose_note_taker,
    choose_place,
    end_meeting,
    go_to_item,
    lead_meeting,
    reopen_meeting,
    start_meeting,
)

if TYPE_CHECKING:
    from hansei.domain.meeting.record import Closing, Tally
    from hansei.meeting.selectors.room import AgendaItem, Asked, Kept
    from hansei.meeting.selectors.room import Room as Seen

router = Router(tags=["Together"])
_REVIEW = "/postmortems/{reference}/reviews/{int:review}"


class AgendaQuestion(Shown):
    """What the data asks. `key` stays as long as what it rests on does."""

    key: Annotated[str, Field(examples=["3f2a1b9c0d"])]
    about: Annotated[str, Field(examples=["gap"])]
    text: Annotated[str, Field(examples=["What happened between 09:52 and 10:05?"])]
    why: str
    events: list[str]
    section: Annotated[str, Field(description="The handle of the section that it rests on.")]
    done: bool


class AgendaPart(Shown):
    """One item of the agenda; times in minutes. `state` is "done", "now" or "ahead"."""

    key: Annotated[str, Field(examples=["timeline"])]
    title: Annotated[str, Field(examples=["Timeline review"])]
    starts: int
    minutes: int
    spent: int
    state: str
    questions: list[AgendaQuestion]


class RoomEntry(Shown):
    """A decision, a note, or something parked."""

    id: Annotated[int, Field(examples=[5])]
    kind: Captured
    text: str
    by: str
    at: AwareDatetime


class RoomAction(Shown):
    """An action that the meeting added."""

    id: int
    text: str
    owner: str
    due: date | None


class ClosingTally(Shown):
    """How people who came to reviews answered one of the closing questions."""

    question: Annotated[str, Field(examples=["learned"])]
    yes: int
    total: int


class ReviewRoom(Shown):
    """What happens in the room, or what it left.

    `item` is the place of the current item in the agenda, from 0. A meeting in which nothing has
    happened for hours past its time was `left_open`; the last thing happened in it at `happened`.
    """

    started: AwareDatetime | None
    ended: AwareDatetime | None
    facilitator: str
    note_taker: str
    place: Annotated[str, Field(description='"remote", "in person", or "".')]
    item: int
    item_ends: Annotated[AwareDatetime | None, Field(description="When its time is over.")]
    left_open: bool
    happened: AwareDatetime | None
    people: list[str]
    agenda: list[AgendaPart]
    entries: list[RoomEntry]
    actions: list[RoomAction]
    open_questions: list[AgendaQuestion]
    answers: Annotated[int, Field(description="How many answered the closing questions.")]
    closing: Annotated[list[ClosingTally], Field(description="What they said, once no answer can"
                                                 " come any more and enough did.")]  # fmt: skip


class EntryGiven(Given):
    """What to keep."""

    kind: Annotated[Captured, Field(examples=["decision"])]
    text: Annotated[Prose, Field(max_length=2000, examples=["Pool sizes change slowly."])]


class ItemGiven(Given):
    """Where to go in the agenda."""

    item: Annotated[Whole, Field(ge=0, description="Its place, from 0.", examples=[2])]


class EndGiven(Given):
    """When it was over."""

    at_last: Annotated[
        Flag, Field(description="A meeting that was left open: with the last thing in it.")
    ] = False


class NoteTakerGiven(Given):
    """Who takes notes."""

    person: Annotated[Id | None, Field(description="Somebody in the room; null for nobody.")]


class TickGiven(Given):
    """What was seen to."""

    key: Annotated[Word, Field(description="Of a question.", examples=["3f2a1b9c0d"])]
    done: Flag = True


class PlaceGiven(Given):
    """Where people meet."""

    place: Annotated[Word, Field(description='"remote", "in person", or "" for neither.',
                                 examples=["remote"])]  # fmt: skip


class ClosingGiven(Given):
    """Whether one learned something, and would come to such a meeting again."""

    learned: Flag
    again: Flag


@reads(router, f"{_REVIEW}/room", ReviewRoom)
def get_review_room(request: Request, reference: Reference, review: Id) -> ReviewRoom:
    """The agenda with the questions of the data, and what the meeting has put down."""
    return _seen(request, reference, review)


@changes(router, "POST", f"{_REVIEW}/start", ReviewRoom)
def start_review(request: Request, reference: Reference, review: Id) -> ReviewRoom:
    """Start the meeting and lead it."""
    start_meeting(actor=request.actor, number_or_id=reference, review=review)
    return _room(request, reference, review)


@changes(router, "POST", f"{_REVIEW}/item", ReviewRoom)
def go_to_agenda_item(
    request: Request, reference: Reference, review: Id, body: ItemGiven
) -> ReviewRoom:
    """Go to an item of the agenda, the next one at best; every screen follows."""
    go_to_item(actor=request.actor, number_or_id=reference, review=review, item=body.item)
    return _room(request, reference, review)


@changes(router, "POST", f"{_REVIEW}/lead", ReviewRoom)
def lead_review(request: Request, reference: Reference, review: Id) -> ReviewRoom:
    """Lead the running meeting from now on."""
    lead_meeting(actor=request.actor, number_or_id=reference, review=review)
    return _room(request, reference, review)


@changes(router, "PUT", f"{_REVIEW}/note-taker", ReviewRoom)
def set_note_taker(
    request: Request, reference: Reference, review: Id, body: NoteTakerGiven
) -> ReviewRoom:
    """Choose who takes notes."""
    choose_note_taker(actor=request.actor, number_or_id=reference, review=review, user=body.person)
    return _room(request, reference, review)


@changes(router, "POST", f"{_REVIEW}/ticks", ReviewRoom)
def tick_off(request: Request, reference: Reference, review: Id, body: TickGiven) -> ReviewRoom:
    """Say that a question was talked about, or that it was not."""
    tick(actor=request.actor, number_or_id=reference, review=review, key=body.key, done=body.done)
    return _room(request, reference, review)


@changes(router, "POST", f"{_REVIEW}/end", ReviewRoom)
def end_review(
    request: Request, reference: Reference, review: Id, body: EndGiven | None = None
) -> ReviewRoom:
    """End the meeting that one leads; its summary is sent. One that was left open was over with the
    last thing in it, where that is said, by anybody who may change the post-mortem."""
    at_last = body is not None and body.at_last
    end_meeting(actor=request.actor, number_or_id=reference, review=review, at_last=at_last)
    return _room(request, reference, review)


@changes(router, "DELETE", f"{_REVIEW}/end")
def go_on_with_review(request: Request, reference: Reference, review: Id) -> None:
    """Go on with a meeting that was ended, until somebody has answered for it."""
    reopen_meeting(actor=request.actor, number_or_id=reference, review=review)
    nudge()


@changes(router, "POST", f"{_REVIEW}/entries", ReviewRoom)
def put_down(request: Request, reference: Reference, review: Id, body: EntryGiven) -> ReviewRoom:
    """Put down a decision, a note, or something for later. Actions have an address of their own."""
    capture(
        actor=request.actor, number_or_id=reference, review=review, kind=body.kind, text=body.text
    )
    return _room(request, reference, review)


@changes(router, "DELETE", f"{_REVIEW}/entries/{{int:entry}}")
def take_entry_out(request: Request, reference: Reference, review: Id, entry: Id) -> None:
    """Take something out of what the meeting keeps."""
    remove_entry(actor=request.actor, number_or_id=reference, review=review, entry=entry)
    nudge()


@changes(router, "POST", f"{_REVIEW}/entries/{{int:entry}}/restoration", ReviewRoom)
def return_entry(request: Request, reference: Reference, review: Id, entry: Id) -> ReviewRoom:
    """Put something back that was taken out of what the meeting keeps."""
    remove_entry(
        actor=request.actor, number_or_id=reference, review=review, entry=entry, removed=False
    )
    return _room(request, reference, review)


@changes(router, "PUT", f"{_REVIEW}/place", ReviewRoom)
def choose_where_to_meet(
    request: Request, reference: Reference, review: Id, body: PlaceGiven
) -> ReviewRoom:
    """Say where people meet, which chooses the checklist."""
    choose_place(actor=request.actor, number_or_id=reference, review=review, place=body.place)
    return _room(request, reference, review)


@changes(router, "POST", f"{_REVIEW}/answers")
def answer_closing_questions(
    request: Request, reference: Reference, review: Id, body: ClosingGiven
) -> None:
    """Answer the two closing questions once, as somebody who came. Nobody can tell whose it is."""
    answer_closing(
        actor=request.actor, number_or_id=reference, review=review, learned=body.learned,
        again=body.again,
    )  # fmt: skip


@reads(router, "/reviews/answers", Page[ClosingTally])
def closing_answers(request: Request) -> dict[str, Any]:
    """How people answered the closing questions over all reviews, five answers or more at a time.
    Always one page."""
    return whole(_tallies(process_health(actor=request.actor).counts))


def _room(request: Request, reference: str, review: int) -> ReviewRoom:
    """The room after a change, of which everybody in it hears."""
    nudge()
    return _seen(request, reference, review)


def _seen(request: Request, reference: str, review: int) -> ReviewRoom:
    left = summary(actor=request.actor, number_or_id=reference, review=review)
    seen: Seen = left.room
    meeting = seen.meeting
    return ReviewRoom(
        started=meeting.started if meeting else None,
        ended=meeting.ended if meeting else None,
        facilitator=meeting.facilitator.shown_name if meeting and meeting.facilitator else "",
        note_taker=meeting.note_taker.shown_name if meeting and meeting.note_taker else "",
        place=meeting.place if meeting else "",
        item=meeting.item if meeting else 0,
        item_ends=seen.item_ends if seen.is_running else None,
        left_open=seen.is_left_open,
        happened=seen.pace.happened if seen.is_running and seen.pace else None,
        people=[each.name for each in seen.people],
        agenda=[_item(each) for each in seen.agenda],
        entries=[_entry(each) for each in seen.entries],
        actions=[
            RoomAction(id=each.pk, text=each.text, owner=each.owner, due=each.due)
            for each in seen.new_actions
        ],
        open_questions=[_question(each) for each in left.open_questions],
        answers=left.answers,
        closing=_tallies(left.counts or {}),
    )


def _tallies(counts: Mapping[Closing, Tally]) -> list[ClosingTally]:
    return [
        ClosingTally(question=each.value, yes=tally.yes, total=tally.total)
        for each, tally in counts.items()
    ]


def _item(part: AgendaItem) -> AgendaPart:
    return AgendaPart(
        key=part.segment.key.value, title=part.segment.title, starts=part.starts,
        minutes=part.minutes, spent=part.spent, state=part.state,
        questions=[_question(each) for each in part.asked],
    )  # fmt: skip


def _question(asked: Asked) -> AgendaQuestion:
    found = asked.question
    return AgendaQuestion(
        key=found.key, about=found.about.value, text=found.text, why=found.why,
        events=list(found.events), section=asked.handle, done=asked.done,
    )  # fmt: skip


def _entry(kept: Kept) -> RoomEntry:
    return RoomEntry(id=kept.id, kind=kept.kind, text=kept.text, by=kept.by, at=kept.at)
