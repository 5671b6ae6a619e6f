"""Records, events and the places they came from: the vocabulary of the timeline.

A record is one raw item of a source. An event is one line of the timeline, made from one or
more records or written by a person. Both are immutable and hold aware UTC times only.

They are msgspec structs rather than dataclasses because a million of them must fit in memory
(ADR 0002); they behave alike otherwise.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec


class Kind(StrEnum):
    """Who acted: a machine or a person."""

    SYSTEM = "system"
    HUMAN = "human"


class Signal(StrEnum):
    """What a record means, as far as its source states it in a typed field.

    `NONE` means that the source says nothing beyond the text; words are looked at then.
    """

    NONE = "none"
    ALERT_FIRED = "alert_fired"
    ALERT_RESOLVED = "alert_resolved"
    DOWN = "down"  # an external check saw the service down
    UP = "up"  # and up again
    DECLARED = "declared"  # an incident was opened or triggered
    ACKNOWLEDGED = "acknowledged"
    ESCALATED = "escalated"
    ASSIGNED = "assigned"
    NOTIFIED = "notified"  # somebody was paged, mailed, called
    SEVERITY_CHANGED = "severity_changed"
    IDENTIFIED = "identified"  # the cause is known
    DEPLOY = "deploy"
    ROLLBACK = "rollback"
    CHANGE = "change"  # configuration, feature flag, infrastructure
    MITIGATED = "mitigated"
    RECOVERED = "recovered"
    RESOLVED = "resolved"  # the incident itself was resolved or closed
    REOPENED = "reopened"
    STATUS_UPDATE = "status_update"  # told to customers
    IMPACT_STARTED = "impact_started"  # the source states when the impact began
    NOTE = "note"
    MESSAGE = "message"
    MEASUREMENT = "measurement"  # a response time, a metric sample


class Place(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Where something stands. `line` counts from 1; `path` is inside a structured file."""

    file: str = ""
    line: int = 0
    path: str = ""
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.line:
            parts.append(str(self.line))
        where = ":".join(parts)
        return f"{where} {self.path}".strip() if self.path else where


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One item as a source gave it, read but not interpreted.

    `key` identifies the item within its source for ever: the same item read twice, from two
    files or through a webhook, has the same key. `refs` tie items of different systems together
    (an incident id, an alert fingerprint, a link): they are compared as they stand.
    `precision_s` is the width of the smallest unit that the source gave, in seconds (60 for
    "14:05", 0 for finer than a second). `written` is the original wording of the time where
    reading it took a decision: a bare time, an abbreviation, a range.
    """

    source: str
    key: str
    at: datetime
    text: str
    signal: Signal = Signal.NONE
    kind: Kind = Kind.SYSTEM
    actor: str | None = None
    until: datetime | None = None
    precision_s: int = 1
    written: str | None = None
    zone_assumed: bool = False
    service: str | None = None
    severity: str | None = None
    environment: str | None = None
    channel: str | None = None
    refs: tuple[str, ...] = ()
    noise: bool = False  # kept, but never a key event: joins, bots' small talk, heartbeats
    url: str | None = None
    place: Place = Place()


class Event(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One line of the timeline.

    `records` are the identities ("source:key") it was made from, first the one that speaks.
    `shift_s` is the clock correction already contained in `at` (seconds, positive = the source
    ran late). `key` marks an event worth a reader's time. `place` is where the speaking record
    stands, `places` where all of them do when there are several.
    """

    id: str
    at: datetime
    text: str
    kind: Kind = Kind.SYSTEM
    signal: Signal = Signal.NONE
    source: str = ""
    actor: str | None = None
    until: datetime | None = None
    precision_s: int = 1
    written: str | None = None
    service: str | None = None
    severity: str | None = None
    channel: str | None = None
    sources: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    shift_s: float = 0.0
    key: bool = False
    noise: bool = False
    by_person: bool = False
    url: str | None = None
    place: Place = Place()
    places: tuple[Place, ...] = ()


Raw = Any
"""A record as received, before reading: whatever the file format decodes to."""
