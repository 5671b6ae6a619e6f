"""What people type about an event or a milestone, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _
from msgspec import UNSET

from hansei.domain.errors import InputError
from hansei.domain.event import Event, Kind
from hansei.domain.timeline_edits import Add, Rewrite
from hansei.domain.times import from_iso, zone_named, zone_or_utc
from hansei.web.queries import whole
from hansei.web.timeline.words import PRECISIONS

_WIDTHS = tuple(width for width, _ in PRECISIONS)


@dataclass
class EventForm:
    """An event as people type it. `zone` names the one that `at` is written in."""

    text: str = ""
    at: str = ""
    zone: str = "UTC"
    precision: int = 60
    kind: str = Kind.HUMAN.value
    actor: str = ""
    key: bool = True
    wrong: dict[str, str] = field(default_factory=dict)

    def rewriting(self, event: Event) -> Rewrite | None:
        """The edit of `event`; None where something is wrong with what was typed."""
        kept = written(event.at, zone_or_utc(self.zone)) == self.at
        changes: dict[str, Any] = {"text": self.text, "actor": self.actor or None}
        if not kept or self.precision != _width(event.precision_s):
            changes["at"] = event.at if kept else self._at()
            changes["precision_s"] = self.precision
        if self.kind in set(Kind):
            changes["kind"] = Kind(self.kind)
        if self.wrong or changes.get("at", UNSET) is None:
            return None
        return Rewrite(event.id, **changes)

    def adding(self) -> Add | None:
        """The new event; None where something is wrong with what was typed."""
        at = self._at()
        if at is None:
            return None
        kind = Kind(self.kind) if self.kind in set(Kind) else Kind.HUMAN
        return Add(self.text, at, self.precision, kind, self.actor or None, self.key)

    def refuse(self, error: InputError) -> None:
        """Says beside its field what a service refused."""
        self.wrong[error.place if error.place in ("text", "at", "actor") else ""] = error.reason

    def _at(self) -> datetime | None:
        found = read(self.at, self.zone)
        if isinstance(found, datetime):
            return found
        self.wrong["at"] = found
        return None


def typed_event(given: Mapping[str, str], zone: str) -> EventForm:
    """The form as it was sent. `zone` is the incident's."""
    return EventForm(
        text=given.get("text", ""),
        at=given.get("at", "").strip(),
        zone=given.get("zone") or zone,
        precision=_precision(given.get("precision", "")),
        kind=given.get("kind", ""),
        actor=given.get("actor", "").strip(),
        key=given.get("key") == "1",
    )


def form_of(event: Event, zone: str) -> EventForm:
    """The form for correcting an event."""
    return EventForm(
        text=event.text,
        at=written(event.at, zone_or_utc(zone)),
        zone=zone,
        precision=_width(event.precision_s),
        kind=event.kind.value,
        actor=event.actor or "",
        key=event.key,
    )


@dataclass
class MilestoneForm:
    """When a milestone was, as people type it: `to` is an event's id, "time" or "unknown"."""

    to: str = ""
    at: str = ""
    zone: str = "UTC"
    precision: int = 60
    note: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    def moving(self) -> dict[str, Any] | None:
        """Where to move it, for the service; None where something is wrong."""
        if self.to == "unknown":
            return {"note": self.note}
        if self.to == "time":
            found = read(self.at, self.zone)
            if isinstance(found, datetime):
                return {"at": found, "precision_s": self.precision, "note": self.note}
            self.wrong["at"] = found
            return None
        if not self.to:
            self.wrong["to"] = _("Choose an event, a time, or unknown.")
            return None
        return {"event": self.to, "note": self.note}


def typed_milestone(given: Mapping[str, str], zone: str) -> MilestoneForm:
    """The form as it was sent."""
    to = given.get("to", "")
    return MilestoneForm(
        to=given.get("event", "").strip() if to == "event" else to,
        at=given.get("at", "").strip(),
        zone=given.get("zone") or zone,
        precision=_precision(given.get("precision", "")),
        note=given.get("note", ""),
    )


def version_of(given: Mapping[str, str]) -> int | None:
    """The version of the timeline that somebody looked at; None where it is not told."""
    return whole(given.get("version"))


def written(at: datetime, zone: tzinfo) -> str:
    """An instant as a field for date and time has it, in the zone."""
    local = at.astimezone(zone).replace(tzinfo=None)
    unit = "milliseconds" if local.microsecond else "seconds"
    return local.isoformat(timespec=unit)


def read(text: str, zone: str) -> datetime | str:
    """The instant that was typed, or what is wrong with it."""
    if not text:
        return _("Say when it happened.")
    try:
        place = zone_named(zone)
    except ValueError:
        return _("There is no such time zone.")
    try:
        return from_iso(text, place).at
    except ValueError:
        return _("Write the time as 2026-03-01 14:05 or 2026-03-01 14:05:30.")


def _precision(text: str) -> int:
    return int(text) if text in {str(width) for width in _WIDTHS} else 60


def _width(seconds: int) -> int:
    """The choice that says at least how exactly a time is known."""
    return next((width for width in _WIDTHS if seconds <= width), _WIDTHS[-1])
