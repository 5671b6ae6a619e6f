"""The timeline as compact JSON for the page's scripts.

An event is a row: its fields in the order of `FIELDS`. Times are milliseconds since 1970 in UTC,
sources and actors are positions in the lists beside.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from hansei.domain.document import Mark, Milestone
from hansei.domain.event import Event, Kind
from hansei.outputs.html.content import source_title
from hansei.postmortem.selectors.timeline_view import TimelineView
from hansei.web.timeline import words

FIELDS = ("id", "at", "until", "text", "flags", "source", "actor", "precision", "also", "records")
HUMAN, KEY, NOISE, BY_PERSON, SHIFTED = 1, 2, 4, 8, 16
MOST_TEXT = 1000
encode = msgspec.json.Encoder().encode


class Packer:
    """Packs events, and collects the sources and actors that their rows point to."""

    def __init__(self) -> None:
        self._sources: dict[str, int] = {}
        self._actors: dict[str, int] = {}

    def row(self, event: Event) -> list[Any]:
        """One event. Text beyond `MOST_TEXT` characters is left out here."""
        source = self._source(event.source)
        also = [self._source(each) for each in event.sources if each != event.source]
        text = event.text if len(event.text) <= MOST_TEXT else event.text[: MOST_TEXT - 1] + "…"
        actor = -1
        if event.actor:
            actor = self._actors.setdefault(event.actor, len(self._actors))
        until = event.until is not None and event.until > event.at
        return [
            event.id, millis(event.at), millis(event.until) if until and event.until else 0, text,
            flags(event), source, actor, event.precision_s, also or 0, len(event.records),
        ]  # fmt: skip

    def _source(self, name: str) -> int:
        return self._sources.setdefault(name, len(self._sources))

    @property
    def sources(self) -> list[list[str]]:
        """Name and title of each source, in the order of their first event."""
        return [[each, title_of(each)] for each in self._sources]

    @property
    def actors(self) -> list[str]:
        """The names of people and machines."""
        return list(self._actors)


def whole(view: TimelineView, events: Iterable[Event]) -> bytes:
    """Everything that the page draws."""
    packer = Packer()
    rows = [packer.row(event) for event in events]
    return encode(
        {
            **facts(view), "fields": FIELDS, "events": rows,
            "sources": packer.sources, "actors": packer.actors,
        }
    )  # fmt: skip


def facts(view: TimelineView) -> dict[str, Any]:
    """What holds besides the events: version, milestones and figures."""
    return {
        "version": view.incident.version,
        "change": view.may_change,
        "milestones": [_milestone(each, view.milestones.get(each)) for each in Milestone],
        "figures": [words.figure(each) for each in view.figures.values()],
    }


def change(view: TimelineView, events: Iterable[Event], gone: Iterable[str]) -> dict[str, Any]:
    """What a change did: rows whose sources and actors are named, and the ids that are gone."""
    packer = Packer()
    rows = [packer.row(event) for event in events]
    return {
        **facts(view), "events": rows, "gone": list(gone),
        "sources": packer.sources, "actors": packer.actors,
    }  # fmt: skip


def title_of(source: str) -> str:
    """A source's name for readers."""
    return source_title(source) if source else str(words.BY_HAND)


def flags(event: Event) -> int:
    """What is so of an event, as bits."""
    return (
        HUMAN * (event.kind is Kind.HUMAN)
        | KEY * event.key
        | NOISE * event.noise
        | BY_PERSON * event.by_person
        | SHIFTED * bool(event.shift_s)
    )


def millis(at: datetime) -> int:
    """Milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def _milestone(milestone: Milestone, mark: Mark | None) -> dict[str, Any]:
    label = str(words.MILESTONES[milestone])
    if mark is None:
        return {"name": milestone.value, "label": label}
    return {
        "name": milestone.value, "label": label, "at": millis(mark.at),
        "earliest": millis(mark.earliest), "latest": millis(mark.latest),
        "how": mark.how.value, "events": mark.events,
    }  # fmt: skip
