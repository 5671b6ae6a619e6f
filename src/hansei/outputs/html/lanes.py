"""Swim lanes: the events of each source, gathered where they would lie upon each other.

The number of marks is bounded by the width of the axis, never by the number of events.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hansei.domain.event import Event, Kind
from hansei.outputs.html.scale import Scale

MOST_LANES = 8
_APART = 14.0


@dataclass(slots=True)
class Cluster:
    """Events of one lane within one mark's width, drawn at `x`. `ends`: when the last one does."""

    first: Event
    left: float
    right: float
    last_at: datetime
    count: int = 0
    system: int = 0
    key: bool = False
    ends: datetime | None = None
    x: float = 0.0

    def add(self, event: Event, x: float, *, key: bool) -> None:
        """Counts one more event in."""
        self.right, self.last_at = x, event.at
        self.count += 1
        self.system += event.kind is Kind.SYSTEM
        if key and not self.key:
            self.key, self.first = True, event
        if event.until is not None and event.until > event.at:
            self.ends = max(self.ends, event.until) if self.ends else event.until


@dataclass(slots=True)
class Lane:
    """One source, or the rarer ones together. `source` is "" for those."""

    source: str
    sources: int = 1
    count: int = 0
    clusters: list[Cluster] = field(default_factory=list)

    def add(self, event: Event, x: float, *, key: bool, width: float) -> None:
        """Counts an event in; events come in order of time."""
        self.count += 1
        if not self.clusters or x - self.clusters[-1].left >= width:
            self.clusters.append(Cluster(event, x, x, event.at))
        self.clusters[-1].add(event, x, key=key)

    def spread(self) -> None:
        """Settles where clusters are drawn: in their middle, but never upon each other."""
        least = -math.inf
        for cluster in self.clusters:
            cluster.x = max((cluster.left + cluster.right) / 2, least)
            least = cluster.x + _APART


def lanes(
    events: Sequence[Event], keys: Iterable[str], scale: Scale, width: float
) -> tuple[Lane, ...]:
    """Lanes in the order of their first event; `width` is that of a mark. `keys`: event ids."""
    known = frozenset(keys)
    chosen = _chosen(events, known)
    found: dict[str, Lane] = {}
    for event in events:
        source = event.source if event.source in chosen else ""
        lane = found.setdefault(source, Lane(source))
        lane.add(event, scale.x(event.at), key=event.id in known, width=width)
    if "" in found and "" not in chosen:
        found[""].sources = len({event.source for event in events} - chosen)
    for lane in found.values():
        lane.spread()
    return tuple(found.values())


def _chosen(events: Sequence[Event], keys: frozenset[str]) -> set[str]:
    """The sources with a lane of their own: those with most key events, then most events."""
    total = Counter(event.source for event in events)
    if len(total) <= MOST_LANES:
        return set(total)
    key = Counter(event.source for event in events if event.id in keys)
    ranked = sorted(total, key=lambda source: (-key[source], -total[source], source))
    return set(ranked[: MOST_LANES - 1])
