"""What the page shows, drawn from a dossier once: which events, in which rank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from hansei.domain.document import Document, Mark, Milestone
from hansei.domain.errors import UsageError
from hansei.domain.event import Event
from hansei.outputs.base import Dossier
from hansei.sources import registry

_SAFE_ID = re.compile(r"[A-Za-z][\w.:-]{0,60}", re.ASCII)


class Events(NamedTuple):
    """The events in order of time. `key` are ids of the post-mortem's own lines."""

    shown: tuple[Event, ...]
    key: frozenset[str]
    noise: int

    def first_class(self, cited: Iterable[str]) -> tuple[Event, ...]:
        """The post-mortem's own lines, and every event that its text cites."""
        wanted = self.key.union(cited)
        return tuple(event for event in self.shown if event.id in wanted)

    def others(self, cited: Iterable[str]) -> tuple[Event, ...]:
        """The rest."""
        wanted = self.key.union(cited)
        return tuple(event for event in self.shown if event.id not in wanted)


def events_of(dossier: Dossier) -> Events:
    """The events of a dossier. The document's wording of an event outranks the timeline's.

    Noise is left out, unless the document itself holds it.
    """
    own = {event.id: event for event in dossier.document.events}
    every = [event for event in dossier.timeline.events if event.id not in own]
    quiet = [event for event in every if not event.noise]
    shown = sorted([*own.values(), *quiet], key=lambda event: event.at)
    key = frozenset(own) or frozenset(event.id for event in quiet if event.key)
    return Events(tuple(shown), key, len(every) - len(quiet))


def anchor(identity: str) -> str:
    """The anchor of an event in the page."""
    if _SAFE_ID.fullmatch(identity):
        return f"event-{identity}"
    return "event-" + identity.encode("utf-8", "replace")[:60].hex()


def source_title(name: str) -> str:
    """A source's name for readers. "deploylog:deploy.log" is the clock of one file's writer."""
    system, _, file = name.partition(":")
    if not system:
        return file or "No source"
    try:
        title = registry.source(system).title
    except (UsageError, ImportError):  # a page needs no working reader of what it names
        title = system[:1].upper() + system[1:]
    short = file.replace("\\", "/").rpartition("/")[2]
    return f"{title} ({short})" if short else title


def ordered(milestones: dict[Milestone, Mark]) -> list[tuple[Milestone, Mark]]:
    """The known milestones in order of time."""
    rank = {milestone: index for index, milestone in enumerate(Milestone)}
    return sorted(milestones.items(), key=lambda pair: (pair[1].at, rank[pair[0]]))


def window(dossier: Dossier) -> tuple[datetime, datetime] | None:
    """From the first known milestone to the last, else from the first event to the last."""
    marks = [mark.at for mark in dossier.document.milestones.values()]
    if len(marks) >= 2:
        return min(marks), max(marks)
    events = dossier.document.events or dossier.timeline.events
    return _extent(events)


def language(document: Document) -> str:
    """The language of the text as its front matter names it, else English."""
    named = document.extra.get("lang")
    return named if isinstance(named, str) and re.fullmatch(r"[A-Za-z0-9-]{2,35}", named) else "en"


def _extent(events: Sequence[Event]) -> tuple[datetime, datetime] | None:
    if not events:
        return None
    return min(each.at for each in events), max(each.until or each.at for each in events)
