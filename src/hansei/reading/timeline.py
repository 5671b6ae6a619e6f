"""Which parts of a report are its timeline, and its entries as events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from hansei.domain.event import Event, Place
from hansei.reading.calendar import Calendar
from hansei.reading.kinds import kind_of
from hansei.reading.outline import Part
from hansei.reading.prose import prose_rows
from hansei.reading.rows import Row, Unread, rows_in
from hansei.reading.zones import zone_in_header, zone_stated

_ELSEWHERE = frozenset(
    ("actions", "references", "people", "lessons", "luck", "went_well", "went_wrong", "stats",
     "factors", "status_update", "cost", "feedback")
)  # fmt: skip
_FEW = 2
_MOST_EVENTS = 20_000


class Timed(NamedTuple):
    """A part with its timed entries, and the zone that the part says they are in.

    `prose`: the entries are sentences, which stay part of the text.
    """

    part: Part
    rows: list[Row]
    zone: str | None
    prose: bool = False


class Read(NamedTuple):
    """The events of a report; `labelled` are ids of entries that only name a time."""

    events: list[Event]
    labelled: frozenset[str]
    problems: list[tuple[str, int]]


def timed_parts(parts: Sequence[Part]) -> tuple[list[Timed], list[Unread]]:
    """The parts whose entries make the timeline.

    Parts that are called so come first; without one, lists of timed entries elsewhere; without
    any, the sentences that hold times.
    """
    unread: list[Unread] = []
    own: list[Timed] = []
    for part in parts:
        if part.key == "timeline":
            rows, bad = rows_in(part.lines, expected=True)
            if not any(row.text or row.stamp.time for row in rows):
                rows = rows + prose_rows(part.lines)
            unread.extend(bad)
            own.append(Timed(part, rows, _zone(part)))
    if any(_count(timed.rows) for timed in own):
        return own, unread
    listed = []
    for part in parts:
        if part.key not in _ELSEWHERE and part.key != "timeline":
            rows, _ = rows_in(part.lines, expected=False)
            if _count(rows) >= _FEW:
                if part.key in ("", "summary") and part.title and _mostly(rows, part):
                    part.key = "timeline"
                listed.append(Timed(part, rows, _zone(part)))
    if listed:
        return listed, unread
    for part in parts:
        rows, _ = rows_in(part.lines, expected=True)
        rows = [row for row in rows if not row.label]
        if part.key in _ELSEWHERE and _count(rows) > _FEW:
            return [Timed(part, rows, _zone(part))], unread
    told = [
        Timed(part, prose_rows(part.lines), _zone(part), prose=True)
        for part in parts
        if part.key not in _ELSEWHERE
    ]
    return [timed for timed in told if timed.rows], unread


def _count(rows: Sequence[Row]) -> int:
    return sum(1 for row in rows if row.stamp.time is not None or row.text)


def _mostly(rows: Sequence[Row], part: Part) -> bool:
    """Whether timed entries are most of what a part holds."""
    held = sum(row.last - row.line + 1 for row in rows)
    return held * 2 > sum(1 for line in part.lines if line.content)


def _zone(part: Part) -> str | None:
    named = (
        zone_in_header(part.title) if "(" in part.title or "time" in part.title.lower() else None
    )
    if named:
        return named
    return next((zone for line in part.lines if (zone := zone_stated(line.content))), None)


def events_of(timed: Sequence[Timed], calendar: Calendar, file: str) -> Read:
    """The entries in the order of the report, as events with ids "e1", "e2" and so on."""
    events: list[Event] = []
    labelled: set[str] = set()
    problems: list[tuple[str, int]] = []
    for each in timed:
        calendar.restart()
        for row in each.rows:
            if len(events) >= _MOST_EVENTS:
                problems.append((f"more than {_MOST_EVENTS} entries", row.line))
                break
            try:
                event = _event(row, each.zone, calendar, f"e{len(events) + 1}", file)
            except (ValueError, OverflowError) as error:
                problems.append((str(error), row.line))
                continue
            if event is not None:
                events.append(event)
                if row.label:
                    labelled.add(event.id)
    return Read(events, frozenset(labelled), problems)


def _event(
    row: Row, zone: str | None, calendar: Calendar, identity: str, file: str
) -> Event | None:
    if row.stamp.time is None and not row.text:
        calendar.enter(row.stamp)
        return None
    resolved = calendar.resolve(row.stamp, row.zone or zone)
    until = resolved.until
    if until is not None and until - resolved.at > timedelta(days=400):
        until = None
    return Event(
        id=identity,
        at=resolved.at,
        until=until,
        text=row.text,
        kind=kind_of(f"{row.actor} {row.text}" if row.actor else row.text),
        source="markdown",
        actor=row.actor,
        precision_s=resolved.precision_s,
        written=row.stamp.written,
        by_person=True,
        key=True,
        place=Place(file=file, line=row.line, end_line=row.last if row.last > row.line else 0),
    )
