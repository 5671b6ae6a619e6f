"""All that is known of one event: what it says, what it was, who changed it, and its records."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from hansei.domain.amendment import Line
from hansei.domain.document import Milestone
from hansei.domain.errors import NotFound
from hansei.domain.event import Event
from hansei.domain.timeline import ClockShift
from hansei.domain.times import zone_or_utc
from hansei.postmortem.selectors.timeline_view import TimelineView, citing_event
from hansei.timeline.selectors import (
    ChangedLine,
    clocks_of,
    history,
    records_behind,
    stored_lines,
)
from hansei.web.timeline import words

if TYPE_CHECKING:
    from hansei.timeline.models import Incident

_MINUTE_S, _DAY_S = 60, 86_400
MOST_RECORDS = 20
MOST_RAW = 20_000
"""Characters of a raw record that the page shows; the whole of it has an address of its own."""


class Behind(NamedTuple):
    """A record behind an event: where it stood, and as it was received."""

    number: int
    source: str
    place: str
    at: datetime
    text: str
    raw: str
    more: int


class Difference(NamedTuple):
    """What a change made of one field. Times are instants."""

    field: str
    before: str | datetime
    after: str | datetime


def event_context(view: TimelineView, name: str) -> dict[str, Any]:
    """What the page of an event shows. A merged one leads to the one that it went into.

    Raises NotFound for an unknown one.
    """
    line = known_line(view.incident, name)
    event = line.event
    behind = list(_behind(event))
    entries = history(view.incident, name)
    return {
        "line": line,
        "event": event,
        "into": line.amendment.into if line.amendment else "",
        "precision": words.precision(event.precision_s),
        "clock": _clock(event, zone_or_utc(view.incident.zone)),
        "clock_utc": _clock(event, UTC),
        "signal": words.SIGNALS.get(event.signal, ""),
        "stands_for": [each for each, mark in view.milestones.items() if name in mark.events],
        "choices": [(each.value, str(words.MILESTONES[each])) for each in Milestone],
        "original": differences(line.drafted, event) if line.drafted else [],
        "entries": [(each, _changed(each.lines, name)) for each in entries],
        "undoable": next((each.change for each in entries if _undoable(each.verb, each.undone)), 0),
        "shift": _shift(view.incident, event),
        "wrote": event.at + timedelta(seconds=event.shift_s),
        "records": behind[:MOST_RECORDS],
        "left": max(0, len(event.records) - MOST_RECORDS),
        "cited": citing_event(view, name),
    }


def known_line(incident: Incident, name: str) -> Line:
    """The line of that id. Raises NotFound for an unknown one."""
    found = stored_lines(incident, (name,)).get(name)
    if found is None:
        raise NotFound(_("no event %(name)s on this timeline") % {"name": name[:40]})
    return found


def raw_record(view: TimelineView, name: str, number: int) -> str:
    """The whole of one record behind an event, as readable JSON. Raises NotFound for none."""
    event = known_line(view.incident, name).event
    for index, (_record, raw) in enumerate(records_behind(event.records), 1):
        if index == number:
            return _pretty(raw)
    raise NotFound(_("no such record"))


def differences(before: Event, after: Event) -> list[Difference]:
    """What differs between two states of an event, for readers."""
    found = []
    if before.text != after.text:
        found.append(Difference(_("Text"), before.text, after.text))
    if before.at != after.at:
        found.append(Difference(_("Time"), before.at, after.at))
    if before.precision_s != after.precision_s:
        one, other = (words.precision(each.precision_s) for each in (before, after))
        found.append(Difference(_("Known"), one, other))
    if before.actor != after.actor:
        nobody = _("nobody")
        found.append(Difference(_("Who"), before.actor or nobody, after.actor or nobody))
    if before.kind is not after.kind:
        one, other = (str(words.KINDS[each.kind]) for each in (before, after))
        found.append(Difference(_("Kind"), one, other))
    if before.records != after.records:
        one, other = (str(len(each.records)) for each in (before, after))
        found.append(Difference(_("Records"), one, other))
    return found


def _clock(event: Event, zone: tzinfo) -> str:
    """The time of day in a zone, as fine as the instant is written."""
    local = event.at.astimezone(zone)
    if event.precision_s >= _DAY_S:
        return f"{local:%Y-%m-%d}"
    if event.precision_s >= _MINUTE_S and not local.second:
        return f"{local:%H:%M}"
    fine = event.precision_s == 0 and local.microsecond
    return f"{local:%H:%M:%S}" + (f".{local.microsecond // 1000:03d}" if fine else "")


def _changed(lines: Iterable[ChangedLine], name: str) -> list[Difference]:
    for each in lines:
        if each.event == name and each.before and each.after:
            return differences(each.before.event, each.after.event)
    return []


def _undoable(verb: str, undone: datetime | None) -> bool:
    return undone is None and not verb.startswith("undo ")


def _behind(event: Event) -> Iterable[Behind]:
    for number, (record, raw) in enumerate(records_behind(event.records), 1):
        if number > MOST_RECORDS:
            return
        text = _pretty(raw)
        yield Behind(
            number, record.source, str(record.place), record.at, record.text, text[:MOST_RAW],
            max(0, len(text) - MOST_RAW),
        )  # fmt: skip


def _pretty(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    return json.dumps(raw, indent=2, ensure_ascii=False)


def _shift(incident: Incident, event: Event) -> ClockShift | None:
    """The correction that is in the event's time."""
    if not event.shift_s:
        return None
    found = (each for each in clocks_of(incident) if each.applied)
    return next((each for each in found if _same_clock(each, event)), None)


def _same_clock(shift: ClockShift, event: Event) -> bool:
    source = shift.source.partition(":")[0]
    return source == event.source and abs(shift.offset_s - event.shift_s) < 0.001
