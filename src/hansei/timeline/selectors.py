"""Reads incidents' timelines and their records. Doors come here through `access` alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from hansei.domain import event
from hansei.domain.timeline import ClockShift, Counts, Timeline
from hansei.timeline.encoding import decoded, identity, unpacked
from hansei.timeline.models import Event, Incident, Record

_CHUNK = 2000
_AT_ONCE = 500
_decode_event = msgspec.json.Decoder(event.Event).decode
_decode_clocks = msgspec.json.Decoder(tuple[ClockShift, ...]).decode
_decode_counts = msgspec.json.Decoder(Counts).decode


def stored_timeline(incident: Incident) -> Timeline:
    """The whole timeline of an incident as it was drafted."""
    events = tuple(stored_events(incident))
    return Timeline(
        events=events,
        clocks=_decode_clocks(incident.clocks),
        counts=_decode_counts(incident.counts),
        start=events[0].at if events else None,
        end=events[-1].at if events else None,
    )


def stored_events(incident: Incident) -> Iterator[event.Event]:
    """The events of an incident in order, one by one."""
    bodies = Event.objects.filter(incident=incident).order_by("pk").values_list("body", flat=True)
    for body in bodies.iterator(chunk_size=_CHUNK):
        yield _decode_event(body)


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
