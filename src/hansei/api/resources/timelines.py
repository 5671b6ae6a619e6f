"""The events of an incident, one by one and as they are told."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from ninja import Query, Router

from hansei.api.operations import changes, reads
from hansei.api.pages import after, cut, whole
from hansei.api.requests import Request
from hansei.api.resources.incidents import found
from hansei.api.shapes.base import Id, Page, Paging
from hansei.api.shapes.incidents import (
    Clock,
    Clocks,
    Event,
    EventChanged,
    EventGiven,
    EventInFull,
    EventName,
    Events,
    EventsWanted,
    Happened,
    Marked,
    Record,
)
from hansei.domain import timeline_edits as edits
from hansei.domain.amendment import Line
from hansei.domain.errors import NotFound
from hansei.domain.event import Event as DomainEvent
from hansei.postmortem.services.edit_timeline import edit_timeline
from hansei.postmortem.services.undo_timeline_change import undo_timeline_change
from hansei.timeline import selectors

router = Router(tags=["Timelines"])
_ALL = "/incidents/{int:incident}/events"
_ONE = f"{_ALL}/{{event}}"
_encode = msgspec.json.Encoder().encode


def line_state(line: Line) -> str:
    """Tells whether a line is still what somebody saw."""
    return hashlib.sha256(_encode(line)).hexdigest()[:16]


def _line(request: Request, incident: int, event: str) -> Line:
    line = selectors.stored_lines(found(request, incident), (event,)).get(event)
    if line is None:
        raise NotFound(f"no event {event} on this timeline")
    return line


def _state(request: Request, incident: int, event: str) -> str:
    return line_state(_line(request, incident, event))


def _edit(request: Request, incident: int, edit: edits.TimelineEdit) -> list[str]:
    """Edits whatever stands; the ids of the lines that changed."""
    done = edit_timeline(actor=request.actor, incident=incident, version=None, edit=edit)
    return list(done.lines)


def _edit_over(request: Request, incident: int, event: str, edit: edits.TimelineEdit) -> list[str]:
    """Edits the line that the caller saw: nothing of the timeline changes in between."""
    version = found(request, incident).version
    if _state(request, incident, event) != request.base:
        version = -1  # the comparison behind this one says so
    done = edit_timeline(actor=request.actor, incident=incident, version=version, edit=edit)
    return list(done.lines)


@reads(router, _ALL, Page[Event], paged=True)
def list_events(request: Request, incident: Id, wanted: Query[EventsWanted]) -> dict[str, Any]:
    """List the events of an incident in order of time."""
    row = found(request, incident)
    place = after(request, wanted)
    if wanted.key:
        behind = _behind(selectors.key_events(row), place)
        events, first = behind[: wanted.limit + 1], 0
    else:
        first = int(place[2]) if place else 0
        events = selectors.some_events(row, first=first, count=wanted.limit + 1)
        if place and not _follows(row, place):
            events, first = _behind(list(selectors.stored_events(row)), place), 0
            events = events[: wanted.limit + 1]
    count = min(len(events), wanted.limit)
    return cut(
        request, wanted, events, Event.model_validate,
        lambda each: [each.id, each.at.isoformat(), first + count],
    )  # fmt: skip


def _follows(row: Any, place: list[Any]) -> bool:
    """Whether the event that the page before ended with stands where it stood."""
    before = selectors.some_events(row, first=int(place[2]) - 1, count=1)
    return bool(before) and before[0].id == place[0]


def _behind(events: list[DomainEvent], place: list[Any]) -> list[DomainEvent]:
    if not place:
        return events
    at = next((at for at, each in enumerate(events) if each.id == place[0]), None)
    if at is not None:
        return events[at + 1 :]
    last = datetime.fromisoformat(place[1])
    return [each for each in events if each.at > last]


@changes(router, "POST", _ALL, EventInFull, created=True, tagged=True)
def add_event(request: Request, incident: Id, body: EventGiven) -> EventInFull:
    """Write a line by hand."""
    (name,) = _edit(request, incident, edits.Add(**body.model_dump()))
    request.location = f"/incidents/{incident}/events/{name}"
    return read_event(request, incident=incident, event=name)


@reads(router, _ONE, EventInFull, tagged=True)
def read_event(request: Request, incident: Id, event: EventName) -> EventInFull:
    """Read an event, with what people decided about it."""
    return _in_full(_line(request, incident, event))


@changes(router, "PATCH", _ONE, EventInFull, over=_state)
def rewrite_event(
    request: Request, incident: Id, event: EventName, body: EventChanged
) -> EventInFull:
    """Correct what a line says. What is left out stays; its records do, too."""
    _edit_over(request, incident, event, edits.Rewrite(event=event, **body.given()))
    return read_event(request, incident=incident, event=event)


@changes(router, "DELETE", _ONE, over=_state)
def remove_event(request: Request, incident: Id, event: EventName) -> None:
    """Take a line off the timeline. Its records stay."""
    _edit_over(request, incident, event, edits.Remove(events=(event,)))


@changes(router, "POST", f"{_ONE}/restoration", EventInFull, tagged=True)
def put_event_back(request: Request, incident: Id, event: EventName) -> EventInFull:
    """Put a removed line back."""
    _edit(request, incident, edits.PutBack(events=(event,)))
    return read_event(request, incident=incident, event=event)


@changes(router, "POST", f"{_ONE}/star", EventInFull, tagged=True)
def star_event(request: Request, incident: Id, event: EventName) -> EventInFull:
    """Mark a line as a key event."""
    _edit(request, incident, edits.Star(events=(event,)))
    return read_event(request, incident=incident, event=event)


@changes(router, "DELETE", f"{_ONE}/star")
def unstar_event(request: Request, incident: Id, event: EventName) -> None:
    """Take the mark of a key event off."""
    _edit(request, incident, edits.Star(events=(event,), key=False))


@changes(router, "POST", f"{_ONE}/noise", EventInFull, tagged=True)
def hide_event(request: Request, incident: Id, event: EventName) -> EventInFull:
    """Set a line aside as noise."""
    _edit(request, incident, edits.Hide(events=(event,)))
    return read_event(request, incident=incident, event=event)


@changes(router, "DELETE", f"{_ONE}/noise")
def show_event(request: Request, incident: Id, event: EventName) -> None:
    """Take a line back in that was set aside."""
    _edit(request, incident, edits.Hide(events=(event,), noise=False))


@changes(router, "POST", f"{_ONE}/split", Page[Event], over=_state, tagged=False)
def split_event(request: Request, incident: Id, event: EventName) -> dict[str, Any]:
    """Take a line apart: into the lines that people merged, else into its records."""
    return _changed(request, incident, _edit_over(request, incident, event, edits.Split(event)))


@changes(router, "POST", f"{_ONE}/reversal", EventInFull, over=_state)
def revert_event(request: Request, incident: Id, event: EventName) -> EventInFull:
    """Take a line back to what it said at first."""
    _edit_over(request, incident, event, edits.Revert(event))
    return read_event(request, incident=incident, event=event)


@changes(router, "POST", "/incidents/{int:incident}/merges", Page[Event])
def merge_events(request: Request, incident: Id, body: Events) -> dict[str, Any]:
    """Make one line of several. The first one speaks for all; citations follow."""
    return _changed(request, incident, _edit(request, incident, edits.Merge(events=body.events)))


@changes(router, "POST", "/incidents/{int:incident}/marks", Page[Event])
def mark_events(request: Request, incident: Id, body: Marked) -> dict[str, Any]:
    """Star or unstar, hide or show several lines at once; the lines that changed."""
    names: dict[str, None] = {}
    if body.key is not None:
        names |= dict.fromkeys(_edit(request, incident, edits.Star(body.events, key=body.key)))
    if body.noise is not None:
        hide = edits.Hide(body.events, noise=body.noise)
        names |= dict.fromkeys(_edit(request, incident, hide))
    return _changed(request, incident, list(names))


@reads(router, f"{_ONE}/records", Page[Record])
def list_records(request: Request, incident: Id, event: EventName) -> dict[str, Any]:
    """List the raw items behind an event, all versions of each. Always one page."""
    line = _line(request, incident, event)
    return whole(
        Record(
            source=record.source,
            key=record.key,
            at=record.at,
            text=record.text,
            place=str(record.place),
            raw=raw,
        )
        for record, raw in selectors.records_behind(line.event.records)
    )


@reads(router, "/incidents/{int:incident}/changes", Page[Happened], paged=True)
def list_timeline_changes(request: Request, incident: Id, paging: Query[Paging]) -> dict[str, Any]:
    """List what people did to a timeline, the newest first; the last 200."""
    row = found(request, incident)
    place = after(request, paging)
    entries = [each for each in selectors.history(row) if not place or each.change < int(place[0])]
    return cut(request, paging, entries[: paging.limit + 1], _happened,
               lambda each: [each.change])  # fmt: skip


@changes(router, "DELETE", "/incidents/{int:incident}/changes/{int:change}")
def undo_change(request: Request, incident: Id, change: Id) -> None:
    """Take back one change of a timeline, as long as nobody changed the same lines since."""
    undo_timeline_change(actor=request.actor, incident=incident, change=change)


@reads(router, "/incidents/{int:incident}/clocks", Clocks)
def read_clocks(request: Request, incident: Id) -> Clocks:
    """Read how the clocks of the sources stood, and what was corrected."""
    clocks = selectors.clocks_of(found(request, incident))
    return Clocks(clocks=[Clock.model_validate(each) for each in clocks])


def _changed(request: Request, incident: int, names: list[str]) -> dict[str, Any]:
    lines = selectors.stored_lines(found(request, incident), names)
    events = [line.event for line in lines.values() if not line.removed]
    events.sort(key=lambda each: each.at)
    return whole(Event.model_validate(each) for each in events)


def _in_full(line: Line) -> EventInFull:
    return EventInFull(
        **Event.model_validate(line.event).model_dump(),
        removed=line.removed,
        drafted=Event.model_validate(line.drafted) if line.drafted else None,
        state=line_state(line),
    )


def _happened(entry: selectors.HistoryEntry) -> Happened:
    return Happened(
        change=entry.change,
        at=entry.at,
        by=entry.by,
        verb=entry.verb,
        note=entry.note,
        events=[each.event for each in entry.lines],
        milestones=[each.milestone for each in entry.marks],
        undone=entry.undone,
    )
