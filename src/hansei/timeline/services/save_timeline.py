"""Puts a drafted timeline into its incident: a part of a change, inside its transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec
from django.db.models import F

from hansei.domain.document import Document, Milestone
from hansei.domain.errors import Conflict
from hansei.domain.timeline import Timeline
from hansei.project.bulk import insert, storable, time_text
from hansei.timeline.models import Event, Import, Incident, Service

_NAME_LENGTH = 200
_BEGINNINGS = (Milestone.IMPACT_START, Milestone.DETECTED)
_ENDS = (Milestone.RECOVERED, Milestone.RESOLVED)
_encode = msgspec.json.Encoder().encode


def save_timeline(
    *, incident: Incident | None, document: Document, timeline: Timeline
) -> tuple[Incident, bool]:
    """The incident with these events and facts, and whether anything had to change.

    Its events are replaced as a whole, and only if they differ. Raises Conflict where the incident
    was changed since it was read.
    """
    digest = timeline_digest(timeline)
    facts = _facts(document, timeline)
    if incident is None:
        incident = Incident.objects.create(**facts, timeline_digest=digest)
        _add_events(incident, timeline)
        _set_services(incident, document)
        return incident, True
    same_events = incident.timeline_digest == digest
    changed = not same_events or any(getattr(incident, name) != facts[name] for name in facts)
    if changed:
        _replace(incident, {**facts, "timeline_digest": digest})
        if not same_events:
            Event.objects.filter(incident=incident).delete()
            _add_events(incident, timeline)
    return incident, _set_services(incident, document) or changed


def link_import(incident: Incident, batch: Import | None) -> bool:
    """Ties an import to its incident; whether it was not tied before."""
    if batch is None or incident.imports.filter(pk=batch.pk).exists():
        return False
    incident.imports.add(batch)
    return True


def timeline_digest(timeline: Timeline) -> str:
    """SHA-256 over all fields of all events in order.

    As tuples: a struct's own JSON leaves out a default only where it is the same object, not where
    it is an equal one, so that equal events can differ in it.
    """
    found = hashlib.sha256()
    for event in timeline.events:
        found.update(_encode(msgspec.structs.astuple(event)))
        found.update(b"\n")
    return found.hexdigest()


def _replace(incident: Incident, values: dict[str, object]) -> None:
    unchanged = Incident.objects.filter(pk=incident.pk, version=incident.version)
    if not unchanged.update(**values, version=F("version") + 1):
        raise Conflict("the incident was changed meanwhile")
    incident.refresh_from_db()


def _facts(document: Document, timeline: Timeline) -> dict[str, object]:
    marks = document.milestones
    started = next((marks[each].at for each in _BEGINNINGS if each in marks), timeline.start)
    ended = next((marks[each].at for each in _ENDS if each in marks), None)
    return {
        "title": storable(document.title),
        "severity": storable(document.severity or ""),
        "zone": document.zone,
        "started": started,
        "ended": ended,
        "status": "closed" if Milestone.RESOLVED in marks else "open",
        "clocks": _encode(timeline.clocks).decode(),
        "counts": _encode(timeline.counts).decode(),
    }


def _add_events(incident: Incident, timeline: Timeline) -> None:
    columns = ("incident_id", "name", "at", "key", "body")
    insert(Event, columns, _rows(incident.pk, timeline))


def _rows(incident: int, timeline: Timeline) -> Iterator[tuple[int, str, str, bool, str]]:
    for event in timeline.events:
        name = storable(event.id)
        yield incident, name, time_text(event.at), event.key, _encode(event).decode()


def _set_services(incident: Incident, document: Document) -> bool:
    names = dict.fromkeys(storable(each)[:_NAME_LENGTH] for each in document.services)
    found = [Service.objects.get_or_create(name=name)[0] for name in names if name]
    before = set(incident.services.values_list("pk", flat=True))
    if before == {each.pk for each in found}:
        return False
    incident.services.set(found)
    return True
