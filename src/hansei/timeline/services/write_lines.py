"""Writes what people changed on a timeline: a part of a change, inside its transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from django.db.models import F
from django.utils import timezone

from hansei.domain.amendment import Line
from hansei.domain.document import Mark, Milestone
from hansei.domain.editing_timeline import Change, shown
from hansei.domain.errors import Conflict
from hansei.domain.timeline import Counts
from hansei.project.bulk import storable
from hansei.timeline.models import ChangedPart, Event, Incident, TimelineChange
from hansei.timeline.selectors import timeline_begins
from hansei.timeline.services.save_timeline import bounds, row_of
from hansei.timeline.services.set_due import set_due

_encode = msgspec.json.Encoder().encode
_decode_counts = msgspec.json.Decoder(Counts).decode
_AT_ONCE = 200


def write_lines(incident: Incident, changes: Mapping[str, Change]) -> None:
    """The rows of these lines as they stand now. A line never goes: it is removed."""
    names = [storable(name) for name in changes]
    standing = Event.objects.filter(incident=incident, name__in=names).order_by()
    rows = {row.name: row for row in standing}
    new: list[Event] = []
    known: list[Event] = []
    for name, change in changes.items():
        if change.after is None:
            continue
        row = rows.get(name)
        (new if row is None else known).append(row or Event(incident=incident))
        for column, value in row_of(change.after.event, change.after).items():
            setattr((new if row is None else known)[-1], column, value)
    columns = ("at", "key", "body", "drafted", "amendment", "removed")
    Event.objects.bulk_create(new, batch_size=_AT_ONCE)
    Event.objects.bulk_update(known, columns, batch_size=_AT_ONCE)


def write_facts(
    incident: Incident,
    *,
    changes: Mapping[str, Change],
    before: Mapping[Milestone, Mark],
    after: Mapping[Milestone, Mark],
    began: datetime | None,
    own: bool,
) -> None:
    """What follows for the incident: its counts, when it began and ended, when a review is due.

    `began` is when its timeline began before the changes (`timeline_begins`). `own`: no
    post-mortem holds the milestones, so that the incident does. Facts that people told otherwise
    stay. Raises Conflict where the incident was changed since it was read.
    """
    values: dict[str, object] = {"counts": _encode(_counts(incident, changes)).decode()}
    stood, stands = bounds(before, began), bounds(after, timeline_begins(incident))
    values |= {name: stands[name] for name in stands if getattr(incident, name) == stood[name]}
    if own:
        values["milestones"] = _encode(dict(after)).decode()
    if changes:
        values["timeline_digest"] = ""
    unchanged = Incident.objects.filter(pk=incident.pk, version=incident.version)
    if not unchanged.update(**values, version=F("version") + 1):
        raise Conflict("the timeline was changed meanwhile")
    incident.refresh_from_db()
    set_due(incident)


def write_change(
    incident: Incident, *, by: str, verb: str, note: str, parts: Iterable[tuple[str, str, str]]
) -> TimelineChange:
    """The history of one change. `parts`: what, before and after, each as JSON."""
    change = TimelineChange.objects.create(
        incident=incident, at=timezone.now(), by=by, verb=verb, note=storable(note),
        version=incident.version,
    )  # fmt: skip
    ChangedPart.objects.bulk_create(
        [ChangedPart(change=change, what=what, before=before, after=after)
         for what, before, after in parts],
        batch_size=_AT_ONCE,
    )  # fmt: skip
    return change


def line_text(line: Line | None) -> str:
    """A line as JSON, "" for none."""
    return "" if line is None else _encode(line).decode()


def mark_text(mark: Mark | None) -> str:
    """A milestone as JSON, "" for an unknown one."""
    return "" if mark is None else _encode(mark).decode()


def _counts(incident: Incident, changes: Mapping[str, Change]) -> Counts:
    """The counts of the timeline after the changes. Removed lines go on counting as records."""
    known = _decode_counts(incident.counts)
    events, keys, noise = known.events, known.key_events, known.noise
    for change in changes.values():
        for event, sign in ((shown(change.before), -1), (shown(change.after), 1)):
            if event is not None:
                events, keys, noise = (
                    events + sign,
                    keys + sign * event.key,
                    noise + sign * event.noise,
                )
    return msgspec.structs.replace(
        known, events=max(0, events), key_events=max(0, keys), noise=max(0, noise)
    )
