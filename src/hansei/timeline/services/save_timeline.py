"""Puts a drafted timeline into its incident: a part of a change, inside its transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
from django.db.models import F

from hansei.domain import event as domain
from hansei.domain.amendment import Line
from hansei.domain.document import Document, Mark, Milestone
from hansei.domain.errors import Conflict
from hansei.domain.timeline import Timeline
from hansei.project.bulk import Row, insert, storable, time_text
from hansei.timeline.models import Event, Import, Incident, Service
from hansei.timeline.selectors import stored_events, touched_lines
from hansei.timeline.services.set_due import set_due

_NAME_LENGTH = 200
_BEGINNINGS = (Milestone.IMPACT_START, Milestone.DETECTED)
_ENDS = (Milestone.RECOVERED, Milestone.RESOLVED)
_OF_PEOPLE = ("title", "severity", "zone", "started", "ended", "status")
_COLUMNS = ("name", "at", "key", "body", "drafted", "amendment", "removed")
_encode = msgspec.json.Encoder().encode


def save_timeline(
    *,
    incident: Incident | None,
    document: Document,
    timeline: Timeline,
    lines: Sequence[Line] = (),
    before: Document | None = None,
    by: str = "",
) -> tuple[Incident, bool]:
    """The incident with these events and facts, and whether anything had to change.

    Its events are replaced as a whole, and only if they differ. `lines` are those that people
    touched, removed ones too. `before` is the document that the incident's facts were taken from;
    what differs from it was told by people, and stays. A new incident is created `by` that actor.
    Raises Conflict where the incident was changed since it was read.
    """
    digest = timeline_digest(timeline, lines)
    facts = _facts(document, timeline)
    if incident is None:
        incident = Incident.objects.create(**facts, timeline_digest=digest, created_by=by)
        _add_events(incident, timeline, lines)
        _set_services(incident, document)
        set_due(incident)
        return incident, True
    facts = {name: value for name, value in facts.items()
             if name not in _told(incident, before, timeline)}  # fmt: skip
    same_events = _digest_of(incident) == digest
    changed = not same_events or any(getattr(incident, name) != facts[name] for name in facts)
    if changed:
        _replace(incident, {**facts, "timeline_digest": digest})
        if not same_events:
            Event.objects.filter(incident=incident).delete()
            _add_events(incident, timeline, lines)
    changed = _set_services(incident, document, before) or changed
    if changed:
        set_due(incident)
    return incident, changed


def _told(incident: Incident, before: Document | None, timeline: Timeline) -> set[str]:
    """The facts of an incident that people told, which a draft leaves alone."""
    if before is None:
        return {name for name in _OF_PEOPLE if getattr(incident, name) not in (None, "")}
    drafted = _facts(before, timeline)
    told = {name for name in _OF_PEOPLE if getattr(incident, name) != drafted[name]}
    guessed = bounds(before.milestones, None)["started"] is None
    return told - {"started"} if guessed else told


def link_import(incident: Incident, batch: Import | None) -> bool:
    """Ties an import to its incident; whether it was not tied before."""
    if batch is None or incident.imports.filter(pk=batch.pk).exists():
        return False
    incident.imports.add(batch)
    return True


def timeline_digest(timeline: Timeline, lines: Sequence[Line] = ()) -> str:
    """SHA-256 over all fields of all events in order, and over what people decided about them.

    As tuples: a struct's own JSON leaves out a default only where it is the same object, not where
    it is an equal one, so that equal events can differ in it.
    """
    found = hashlib.sha256()
    for event in timeline.events:
        found.update(_encode(msgspec.structs.astuple(event)))
        found.update(b"\n")
    for line in sorted(lines, key=lambda each: each.event.id):
        for part in (line.event, line.drafted):
            found.update(_encode(None if part is None else msgspec.structs.astuple(part)))
        found.update(_encode(line.amendment))
        found.update(b"\n")
    return found.hexdigest()


def bounds(marks: Mapping[Milestone, Mark], first: datetime | None) -> dict[str, object]:
    """When an incident began and ended, and whether it is over, by its milestones.

    `first` is when its timeline begins, for an incident whose start nothing tells.
    """
    started = next((marks[each].at for each in _BEGINNINGS if each in marks), first)
    ended = next((marks[each].at for each in _ENDS if each in marks), None)
    status = "closed" if Milestone.RESOLVED in marks else "open"
    return {"started": started, "ended": ended, "status": status}


def row_of(event: domain.Event, line: Line | None) -> dict[str, object]:
    """The columns of a line of the timeline."""
    return {
        "name": storable(event.id),
        "at": event.at,
        "key": event.key,
        "body": _encode(event).decode(),
        "drafted": _encode(line.drafted).decode() if line and line.drafted else "",
        "amendment": _encode(line.amendment).decode() if line and line.amendment else "",
        "removed": line is not None and line.removed,
    }


def _digest_of(incident: Incident) -> str:
    """The digest of the timeline that stands; people's changes leave it to be computed."""
    if incident.timeline_digest:
        return incident.timeline_digest
    standing = Timeline(events=tuple(stored_events(incident)))
    return timeline_digest(standing, touched_lines(incident))


def _replace(incident: Incident, values: dict[str, object]) -> None:
    unchanged = Incident.objects.filter(pk=incident.pk, version=incident.version)
    if not unchanged.update(**values, version=F("version") + 1):
        raise Conflict("the incident was changed meanwhile")
    incident.refresh_from_db()


def _facts(document: Document, timeline: Timeline) -> dict[str, object]:
    return {
        "title": storable(document.title),
        "severity": storable(document.severity or ""),
        "zone": document.zone,
        **bounds(document.milestones, timeline.start),
        "clocks": _encode(timeline.clocks).decode(),
        "counts": _encode(timeline.counts).decode(),
    }


def _add_events(incident: Incident, timeline: Timeline, lines: Sequence[Line]) -> None:
    insert(Event, ("incident_id", *_COLUMNS), _rows(incident.pk, timeline, lines))


def _rows(incident: int, timeline: Timeline, lines: Sequence[Line]) -> Iterator[Row]:
    touched = {line.event.id: line for line in lines}
    for event in timeline.events:
        yield _row(incident, event, touched.get(event.id))
    for line in lines:
        if line.removed:
            yield _row(incident, line.event, line)


def _row(incident: int, event: domain.Event, line: Line | None) -> Row:
    if line is None:
        body = _encode(event).decode()
        return incident, storable(event.id), time_text(event.at), event.key, body, "", "", False
    columns = {**row_of(event, line), "at": time_text(event.at)}
    return incident, *(columns[name] for name in _COLUMNS)


def _set_services(incident: Incident, document: Document, before: Document | None = None) -> bool:
    names = _names(document)
    standing = set(incident.services.values_list("name", flat=True))
    given = standing and (before is None or standing != set(_names(before)))
    if standing == set(names) or given:
        return False
    incident.services.set(named_services(names))
    return True


def named_services(names: Iterable[str]) -> list[Service]:
    """The services of these names, made where there are none yet."""
    return [Service.objects.get_or_create(name=name)[0] for name in names]


def _names(document: Document) -> list[str]:
    names = dict.fromkeys(storable(each)[:_NAME_LENGTH] for each in document.services)
    return [name for name in names if name]
