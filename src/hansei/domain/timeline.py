"""The merged timeline of an incident, and what its clocks turned out to be."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from hansei.domain.event import Event


class ClockKind(StrEnum):
    """`OFFSET`: the clock ran early or late. `ZONE`: whole hours apart, a mistaken time zone."""

    OFFSET = "offset"
    ZONE = "zone"


class ClockShift(msgspec.Struct, frozen=True, kw_only=True):
    """How a source's clock stands against the reference source, in seconds.

    Positive means that the source's times are late. `error_s` is half the width of the interval
    that holds the offset. Estimated from `pairs` sightings of the same happening in both;
    `applied` tells whether the timeline already contains the correction.
    """

    source: str
    against: str
    offset_s: float
    error_s: float
    pairs: int
    kind: ClockKind
    applied: bool


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the records. `outside` ones lie before or after the incident's window."""

    records: int = 0
    events: int = 0
    key_events: int = 0
    merged: int = 0
    noise: int = 0
    outside: int = 0
    refused: int = 0


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """All events in order, from `start` to `end`, with the clocks they were aligned by."""

    events: tuple[Event, ...] = ()
    clocks: tuple[ClockShift, ...] = ()
    counts: Counts = Counts()
    start: datetime | None = None
    end: datetime | None = None
