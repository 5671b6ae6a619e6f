"""Reads incidents' timelines and their records. Doors come here through `access` alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from django.db.models import Count, QuerySet

from hansei.accounts.actor import Actor
from hansei.audit.standing import standing
from hansei.domain import event
from hansei.domain.amendment import Amendment, Kept, Line
from hansei.domain.document import Mark, Milestone
from hansei.domain.errors import NotFound
from hansei.domain.learning.availability import Window
from hansei.domain.timeline import ClockShift, Counts, Timeline
from hansei.project.bulk import storable
from hansei.project.compiled import compiled
from hansei.timeline.encoding import decoded, identity, unpacked
from hansei.timeline.models import (
    ChangedPart,
    Event,
    Incident,
    Maintenance,
    Record,
    Service,
    TimelineChange,
)

_CHUNK = 2000
_AT_ONCE = 500
_decode_event = msgspec.json.Decoder(event.Event).decode
_decode_clocks = msgspec.json.Decoder(tuple[ClockShift, ...]).decode
_decode_counts = msgspec.json.Decoder(Counts).decode
_decode_amendment = msgspec.json.Decoder(Amendment).decode
_decode_line = msgspec.json.Decoder(Line).decode
_decode_mark = msgspec.json.Decoder(Mark).decode
_decode_marks = msgspec.json.Decoder(dict[Milestone, Mark]).decode


class ChangedLine(NamedTuple):
    """A line before and after a change; None where there was none."""

    event: str
    before: Line | None
    after: Line | None


class ChangedMark(NamedTuple):
    """A milestone before and after a change; None where it was unknown."""

    milestone: Milestone
    before: Mark | None
    after: Mark | None


class HistoryEntry(NamedTuple):
    """One thing that a person did. `verb` is what ("rewrite"), `note` why, where they said so."""

    change: int
    at: datetime
    by: str
    verb: str
    note: str
    undone: datetime | None
    undone_by: str
    lines: tuple[ChangedLine, ...]
    marks: tuple[ChangedMark, ...]


class _Named(msgspec.Struct):
    """What of an event tells which records it is made of."""

    id: str
    records: tuple[str, ...] = ()


_decode_named = msgspec.json.Decoder(_Named).decode


def stored_timeline(incident: Incident) -> Timeline:
    """The whole timeline of an incident as it stands."""
    events = tuple(stored_events(incident))
    return Timeline(
        events=events,
        clocks=_decode_clocks(incident.clocks),
        counts=_decode_counts(incident.counts),
        start=events[0].at if events else None,
        end=events[-1].at if events else None,
    )


def stored_events(incident: Incident) -> Iterator[event.Event]:
    """The events of an incident in the order of time, one by one."""
    bodies = _shown(incident).values_list("body", flat=True)
    for body in bodies.iterator(chunk_size=_CHUNK):
        yield _decode_event(body)


def some_events(incident: Incident, *, first: int, count: int) -> list[event.Event]:
    """`count` events in the order of time from the one at position `first` on, from 0."""
    bodies = _shown(incident).values_list("body", flat=True)[first : first + count]
    return [_decode_event(body) for body in bodies]


def key_events(incident: Incident) -> list[event.Event]:
    """The events worth a reader's time, in order."""
    return [_decode_event(body) for body in _key_bodies(incident=incident.pk)]


@compiled
def _key_bodies(*, incident: Any) -> QuerySet[Event, str]:
    return _shown(incident).filter(key=True).values_list("body", flat=True)


def event_count(incident: Incident) -> int:
    """How many events the timeline shows."""
    return _shown(incident).count()


def timeline_begins(incident: Incident) -> datetime | None:
    """When the first event happened, None without any."""
    return _shown(incident).values_list("at", flat=True).first()


def stored_lines(incident: Incident, names: Collection[str]) -> dict[str, Line]:
    """The lines of these ids with what people decided about them, removed ones too."""
    wanted = [storable(each) for each in names]
    found: dict[str, Line] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        for row in Event.objects.filter(incident=incident, name__in=part).order_by():
            found[row.name] = line_of(row)
    return found


def touched_lines(incident: Incident) -> tuple[Line, ...]:
    """The lines that people decided something about, removed ones too."""
    return tuple(line_of(row) for row in _touched(incident))


def removed_lines(incident: Incident) -> tuple[Line, ...]:
    """The lines that people took off the timeline, in order."""
    lines = (line_of(row) for row in _touched(incident) if row.removed)
    return tuple(each for each in lines if each.amendment and not each.amendment.into)


def used_ids(incident: Incident) -> frozenset[str]:
    """All ids that were ever given on this timeline."""
    return frozenset(Event.objects.filter(incident=incident).values_list("name", flat=True))


def kept_timeline(incident: Incident) -> Kept:
    """What drafting this incident again must respect."""
    lines = touched_lines(incident)
    apart = {line.event.id for line in lines}
    names = {record: line.event.id for line in lines if not line.removed
             for record in line.event.records}  # fmt: skip
    used = set(apart)
    rows = Event.objects.filter(incident=incident, amendment="")
    for body in rows.values_list("body", flat=True).iterator(chunk_size=_CHUNK):
        found = _decode_named(body)
        used.add(found.id)
        for record in found.records:
            names.setdefault(record, found.id)
    return Kept(lines, names, frozenset(used))


def line_of(row: Event) -> Line:
    """A stored row as the domain has it."""
    return Line(
        event=_decode_event(row.body),
        drafted=_decode_event(row.drafted) if row.drafted else None,
        amendment=_decode_amendment(row.amendment) if row.amendment else None,
    )


def clocks_of(incident: Incident) -> tuple[ClockShift, ...]:
    """How the clocks of the sources stood."""
    return _decode_clocks(incident.clocks)


def own_milestones(incident: Incident) -> dict[Milestone, Mark]:
    """What people stated while there was no post-mortem to hold it."""
    return _decode_marks(incident.milestones)


def history(incident: Incident, *whats: str, limit: int = 200) -> list[HistoryEntry]:
    """What people did to a timeline, the newest first.

    With `whats` only what they did to these (an event's id, "milestone:detected").
    """
    found = TimelineChange.objects.filter(incident=incident)
    if whats:
        wanted = [storable(each) for each in whats]
        named = ChangedPart.objects.filter(change__incident=incident, what__in=wanted)
        found = found.filter(pk__in=named.values("change_id"))
    rows = found.order_by("-pk").prefetch_related("parts")[:limit]
    return [_told(row) for row in rows]


def _told(row: TimelineChange) -> HistoryEntry:
    lines: list[ChangedLine] = []
    marks: list[ChangedMark] = []
    for part in sorted(row.parts.all(), key=lambda each: each.pk):
        kind, _, rest = part.what.partition(":")
        if not rest:
            lines.append(ChangedLine(part.what, _line_text(part.before), _line_text(part.after)))
        elif kind == "milestone":
            before, after = _mark_text(part.before), _mark_text(part.after)
            marks.append(ChangedMark(Milestone(rest), before, after))
    return HistoryEntry(
        row.pk, row.at, row.by, row.verb, row.note, row.undone, row.undone_by,
        tuple(lines), tuple(marks),
    )  # fmt: skip


def _line_text(text: str) -> Line | None:
    return _decode_line(text) if text else None


def _mark_text(text: str) -> Mark | None:
    return _decode_mark(text) if text else None


def _shown(incident: Any) -> QuerySet[Event]:
    return Event.objects.filter(incident=incident, removed=False).order_by("at", "pk")


def _touched(incident: Incident) -> list[Event]:
    # Unsorted, or either engine would walk the whole timeline for its order.
    rows = Event.objects.filter(incident=incident).exclude(amendment="").order_by()
    return sorted(rows, key=lambda each: (each.at, each.pk))


def records_behind(names: Iterable[str]) -> Iterator[tuple[event.Record, Any]]:
    """The records of these identities ("source:key") with their raw items, all versions of each.

    Unknown ones are passed over.
    """
    wanted = list(dict.fromkeys(names))
    for start in range(0, len(wanted), _AT_ONCE):
        part = {identity(each): each for each in wanted[start : start + _AT_ONCE]}
        rows = Record.objects.filter(identity__in=list(part)).order_by("pk")
        for reading, place, raw in rows.values_list("reading", "place", "raw"):
            record = decoded(reading, place)
            if f"{record.source}:{record.key}" in part.values():
                yield record, unpacked(raw)


class ServiceRow(NamedTuple):
    """A service as a list shows it, with its team and how often it was in an incident."""

    service: Service
    team: str
    incidents: int


def service_names(*, actor: Actor, most: int = 500) -> list[str]:
    """The names of the services in use, for choosing from; none for guests."""
    if not actor.is_member:
        return []
    return standing(("services", most), lambda: _services_in_use(most))


@compiled
def _services_in_use(most: int, /) -> QuerySet[Service, str]:
    rows = Service.objects.filter(archived=None).order_by("name")
    return rows.values_list("name", flat=True)[:most]


def services(*, actor: Actor, archived: bool = False, text: str = "") -> list[ServiceRow]:
    """The services in use, or those in the archive, by name. Raises NotFound for guests."""
    if not actor.is_member:
        raise NotFound("no services")
    rows = Service.objects.filter(archived__isnull=not archived, name__icontains=storable(text))
    counted = rows.select_related("team").annotate(n=Count("incidents")).order_by("name")
    return [ServiceRow(each, each.team.name if each.team else "", each.n) for each in counted]


def service(*, actor: Actor, pk: int) -> Service:
    """One service. Raises NotFound."""
    found = Service.objects.select_related("team").filter(pk=pk).first()
    if found is None or not actor.is_member:
        raise NotFound(f"no service {pk}")
    return found


def maintenance_of(service: Service, window: Window) -> list[Window]:
    """When a service was declared to be worked on, as far as it reaches into a window."""
    rows = Maintenance.objects.filter(
        service=service, withdrawn=None, end__gt=window.start, start__lt=window.end
    )
    return [Window(start, end) for start, end in rows.values_list("start", "end")]
