"""Reads the timeline and milestone tables back, with what a person changed in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

import msgspec

from hansei.domain.document import How, Mark, Milestone
from hansei.domain.errors import InputError
from hansei.domain.event import Event, Kind, Place
from hansei.domain.times import Instant, from_iso, pass_midnight
from hansei.outputs.markdown.tables import event_row, milestone_row

_CELL = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_UNESCAPE = re.compile(r"\\([\\|<*`])")
_CLOCK = re.compile(r"(\d{1,2})(:\d\d(?::\d\d)?)")
_OWN_ID = re.compile(r"e\d{1,9}")
_NEAR = timedelta(minutes=1)


class TablePlace(NamedTuple):
    """Where a table stands: the zone of its times and the file, for errors."""

    zone: tzinfo
    file: str


def read_timeline(
    table: str, first_line: int, stored: Sequence[Event], place: TablePlace
) -> Iterator[tuple[Event, int]]:
    """The events of the rows with their lines. A row that renders as its stored event is that
    event; any other one is a person's.

    Raises InputError naming the line of a time that cannot be read.
    """
    known = {event.id: event for event in stored}
    used = set(known)
    previous: datetime | None = None
    for number, line in enumerate(table.split("\n")[2:], first_line + 2):
        cells = _cells(line)
        if not any(cells):
            continue
        cells = (cells + [""] * 5)[:5]
        standing = known.get(_plain(cells[4]))
        if standing is not None and tuple(cells) == event_row(standing, place.zone):
            event = standing
        else:
            event = _written(cells, standing, used, previous, number, place)
        used.add(event.id)
        previous = event.at
        yield event, number


def _written(
    cells: list[str],
    stored: Event | None,
    used: set[str],
    previous: datetime | None,
    line: int,
    place: TablePlace,
) -> Event:
    """An event as a person wrote or changed it."""
    try:
        found = _time(cells[0], stored, previous, place.zone)
    except ValueError as error:
        raise InputError(f"timeline: {error}", place=f"{place.file}:{line}") from None
    text, actor = _plain(cells[1]), _plain(cells[2]) or None
    if stored is not None:
        return msgspec.structs.replace(
            stored, at=found.at, precision_s=found.precision_s, text=text, actor=actor,
            by_person=True,
        )  # fmt: skip
    return Event(
        id=_free_id(_plain(cells[4]), used), at=found.at, precision_s=found.precision_s, text=text,
        actor=actor, kind=Kind.HUMAN, source=_plain(cells[3]), key=True, by_person=True,
        place=Place(place.file, line),
    )  # fmt: skip


def _free_id(wanted: str, used: set[str]) -> str:
    if _OWN_ID.fullmatch(wanted) and wanted not in used:
        return wanted
    number = len(used) + 1
    while f"e{number}" in used:
        number += 1
    return f"e{number}"


def _time(shown: str, stored: Event | None, previous: datetime | None, zone: tzinfo) -> Instant:
    if stored is not None and shown == event_row(stored, zone)[0]:
        return Instant(stored.at, stored.precision_s)
    clock = _CLOCK.fullmatch(shown)
    if clock and previous is not None:
        day = previous.astimezone(zone)
        found = from_iso(f"{day:%Y-%m-%d} {clock[1].zfill(2)}{clock[2]}", zone)
        return found._replace(at=pass_midnight(found.at, previous))
    return from_iso(shown, zone)


def read_milestones(
    table: str, stored: Mapping[Milestone, Mark], events: Sequence[Event], place: TablePlace
) -> dict[Milestone, Mark]:
    """The milestones, those whose time a person changed as stated; "unknown" takes one away."""
    marks = dict(stored)
    labels = {milestone.label: milestone for milestone in Milestone}
    for line in table.split("\n")[2:]:
        cells = _cells(line)
        milestone = labels.get(cells[0]) if cells else None
        if milestone is None or len(cells) < 2:
            continue
        shown = cells[1]
        if shown == milestone_row(milestone, stored.get(milestone), place.zone)[1]:
            continue
        if shown.lower() in ("unknown", "", "-"):
            marks.pop(milestone, None)
        else:
            marks[milestone] = _stated(milestone, shown, events, place)
    return marks


def _stated(milestone: Milestone, shown: str, events: Sequence[Event], place: TablePlace) -> Mark:
    try:
        found = from_iso(shown, place.zone)
    except ValueError as error:
        raise InputError(f"milestone {milestone.label}: {error}", place=place.file) from None
    near = min(events, key=lambda each: abs(each.at - found.at), default=None)
    evidence = (near.id,) if near and abs(near.at - found.at) < _NEAR else ()
    latest = found.at + timedelta(seconds=found.precision_s)
    return Mark(
        at=found.at, earliest=found.at, latest=latest, how=How.STATED, events=evidence,
        reason="stated by a person",
    )  # fmt: skip


def _cells(line: str) -> list[str]:
    """The cells of a row; an escaped bar is part of its cell."""
    marked = _CELL.sub("\\1\x00", line.strip())
    parts = [part.strip() for part in marked.split("\x00")]
    if parts and not parts[0]:
        parts = parts[1:]
    if parts and not parts[-1]:
        parts = parts[:-1]
    return parts


def _plain(cell: str) -> str:
    return _UNESCAPE.sub(r"\1", cell).strip()
