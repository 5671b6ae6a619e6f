"""The fields of the JSON contract (CLI reference) that reading and drafting share.

Plain dicts, lists, strings and numbers; times in UTC with "Z", durations in seconds.
"""

from __future__ import annotations

from typing import Any

from hansei.domain.document import Action, Mark
from hansei.domain.event import Event, Place
from hansei.domain.metrics import Figure, Status
from hansei.domain.times import utc_text


def event_fields(event: Event, *, line: int = 0) -> dict[str, Any]:
    """One event as the contract has it; `line` is where it stands in a read post-mortem."""
    fields: dict[str, Any] = {
        "id": event.id,
        "at": utc_text(event.at),
        "until": utc_text(event.until) if event.until else None,
        "precision_s": event.precision_s,
        "kind": event.kind.value,
        "text": event.text,
        "actor": event.actor,
        "source": event.source,
        "place": {"line": line} if line else _place(event.place),
        "signal": event.signal.value,
        "key": event.key,
        "sources": event.sources,
        "records": event.records,
    }
    if event.places:
        fields["places"] = [_place(each) for each in event.places]
    for name in ("written", "service", "severity", "url"):
        value = getattr(event, name)
        if value is not None:
            fields[name] = value
    if event.shift_s:
        fields["shift_s"] = event.shift_s
    return fields


def _place(place: Place) -> dict[str, Any]:
    return {
        name: value
        for name, value in (("file", place.file), ("line", place.line), ("path", place.path))
        if value
    }


def mark_fields(mark: Mark | None) -> dict[str, Any] | None:
    """A milestone as the contract has it; null for an unknown one."""
    if mark is None:
        return None
    return {
        "at": utc_text(mark.at),
        "earliest": utc_text(mark.earliest),
        "latest": utc_text(mark.latest),
        "how": mark.how.value,
        "events": mark.events,
        "reason": mark.reason,
        "candidates": [
            {"event": each.event, "at": utc_text(each.at), "reason": each.reason,
             "weight": each.weight}
            for each in mark.candidates
        ],
    }  # fmt: skip


def figure_fields(figure: Figure) -> dict[str, Any]:
    """A figure with its definition; seconds are null where it is missing."""
    recorded = figure.status is not Status.MISSING
    return {
        "seconds": number(figure.seconds) if recorded else None,
        "status": figure.status.value,
        "from": figure.definition.start.value,
        "to": figure.definition.end.value,
        "least": number(figure.least),
        "most": number(figure.most),
    }


def action_fields(action: Action) -> dict[str, Any]:
    """An action; a due date that lacks its year stands as it was written."""
    return {
        "text": action.text,
        "owner": action.owner,
        "due": action.due.isoformat() if action.due else action.due_written,
        "status": action.status.value,
        "answers": action.answers,
    }


def number(value: float | None) -> float | int | None:
    """A whole number without its ".0"."""
    return int(value) if value is not None and float(value).is_integer() else value
