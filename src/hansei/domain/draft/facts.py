"""What a draft may say: the timeline, its milestones and figures, seen once from every side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property

from hansei.domain.document import Mark, Milestone
from hansei.domain.event import Event, Kind, Signal
from hansei.domain.metrics import Figure, figures
from hansei.domain.timeline import Timeline

CHANGES = frozenset({Signal.DEPLOY, Signal.CHANGE})
SUSPECT_WITHIN = timedelta(hours=6)
"""A change this long before the first sign is worth asking about."""


_ADDRESS = re.compile(r"://|\bwww\.")
"""Some status pages list their own address as a component."""


@dataclass(frozen=True)
class Facts:
    """Everything that the drafting rules may use. `titles` are the sources' names for readers."""

    timeline: Timeline
    milestones: Mapping[Milestone, Mark]
    title: str
    zone: tzinfo = UTC
    zone_name: str = "UTC"
    titles: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Event]:
        return {event.id: event for event in self.timeline.events}

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        return figures(self.milestones)

    @cached_property
    def key_events(self) -> Sequence[Event]:
        return [event for event in self.timeline.events if event.key]

    @cached_property
    def evidence(self) -> Sequence[Event]:
        """The events that milestones rest on and name a service."""
        ids = {each for mark in self.milestones.values() for each in mark.events}
        return [event for event in self.timeline.events if event.id in ids and event.service]

    @cached_property
    def services(self) -> tuple[str, ...]:
        """Services that the evidence names, else the key events; the most often named first."""
        counts: dict[str, int] = {}
        for event in self.evidence or self.key_events:
            if event.service and not _ADDRESS.search(event.service):
                counts[event.service] = counts.get(event.service, 0) + 1
        return tuple(sorted(counts, key=lambda name: (-counts[name], name))[:6])

    @cached_property
    def severity(self) -> str | None:
        """The last severity that a typed event of a response states."""
        stated = [event.severity for event in self.key_events
                  if event.severity and event.signal in _SEVERITY_SIGNALS]  # fmt: skip
        return stated[-1] if stated else None

    @cached_property
    def first_sign(self) -> datetime | None:
        """The earlier of impact start and detection; None where neither is known."""
        marks = [self.milestones[each].at for each in (Milestone.IMPACT_START, Milestone.DETECTED)
                 if each in self.milestones]  # fmt: skip
        return min(marks, default=None)

    @cached_property
    def suspects(self) -> Sequence[Event]:
        """Changes shortly before the first sign, the closest first, five at most."""
        start = self.first_sign
        if start is None:
            return ()
        begin, end = start - SUSPECT_WITHIN, start + timedelta(minutes=2)
        found = [event for event in self.timeline.events
                 if event.signal in CHANGES and not event.noise
                 and begin <= event.at <= end]  # fmt: skip
        return list(reversed(found))[:5]

    def event_of(self, milestone: Milestone) -> Event | None:
        """The event that a milestone rests on."""
        mark = self.milestones.get(milestone)
        return self.by_id.get(mark.events[0]) if mark and mark.events else None

    def source_title(self, source: str) -> str:
        return self.titles.get(source, source)

    def told_customers(self) -> Sequence[Event]:
        """Posts to customers, in order."""
        return [event for event in self.timeline.events if event.signal is Signal.STATUS_UPDATE]

    def people(self) -> Sequence[Event]:
        """Events in which a person acted or spoke, noise left out."""
        return [event for event in self.timeline.events
                if event.kind is Kind.HUMAN and not event.noise]  # fmt: skip


_SEVERITY_SIGNALS = frozenset(
    {Signal.DECLARED, Signal.ALERT_FIRED, Signal.SEVERITY_CHANGED, Signal.ACKNOWLEDGED,
     Signal.ESCALATED, Signal.RESOLVED}
)  # fmt: skip
