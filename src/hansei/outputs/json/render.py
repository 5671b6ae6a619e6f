"""The contract's JSON: one object for a draft, streamed so that a long timeline costs no memory.

The fields are those of CLI.md ("JSON of read and draft"); additions are `key`, `sources`,
`records`, `places`, `clocks`, `counts`, `claims`, `window`, `questions` and `candidates`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO

import msgspec

from hansei.domain.claims import Standing, claims, coverage
from hansei.domain.document import Action, Document, Mark, Milestone
from hansei.domain.event import Event, Place
from hansei.domain.metrics import Figure, Status, figures
from hansei.domain.times import utc_text
from hansei.outputs.base import Dossier, Output
from hansei.reading import extract

_CHUNK = 2000


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
        "seconds": figure.seconds if recorded else None,
        "status": figure.status.value,
        "from": figure.definition.start.value,
        "to": figure.definition.end.value,
        "least": figure.least,
        "most": figure.most,
    }


def contract_fields(dossier: Dossier) -> dict[str, Any]:
    """Everything of the contract except `events`."""
    document, timeline = dossier.document, dossier.timeline
    marks = document.milestones
    found = coverage(document)
    return {
        "title": document.title,
        "source": dossier.source,
        "zone": document.zone,
        "variant": document.variant,
        "severity": document.severity,
        "services": document.services,
        "milestones": {each.value: mark_fields(marks.get(each)) for each in Milestone},
        "figures": {name: figure_fields(each) for name, each in figures(marks).items()},
        "stated": [],
        **_prose(document),
        "unmapped": [],
        "questions": [each.text for each in claims(document)
                      if each.standing is Standing.QUESTION],
        "clocks": [_clock(each) for each in msgspec.to_builtins(timeline.clocks)],
        "counts": msgspec.to_builtins(timeline.counts),
        "window": {"start": _or_none(timeline.start), "end": _or_none(timeline.end)},
        "claims": {"cited": found.cited, "total": found.total, "marked": found.marked},
        "findings": msgspec.to_builtins(dossier.findings),
    }  # fmt: skip


def _prose(document: Document) -> dict[str, Any]:
    return {
        "summary": extract.summary(document),
        "root_cause": extract.root_cause(document),
        "contributing_factors": extract.factors(document),
        "impact": extract.impact(document),
        "actions": [action_fields(each) for each in extract.actions(document)],
        "lessons": extract.lessons(document),
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


def _clock(fields: dict[str, Any]) -> dict[str, Any]:
    name, _, file = str(fields["source"]).partition(":")
    return {**fields, "source": name, **({"file": file} if file else {})}


def _or_none(at: datetime | None) -> str | None:
    return utc_text(at) if at else None


def write_contract(dossier: Dossier, stream: BinaryIO, *, all_events: bool = False) -> None:
    """Writes the object, its events last and in chunks; ends with a newline."""
    encoder = msgspec.json.Encoder()
    fields = contract_fields(dossier)
    stream.write(encoder.encode(fields)[:-1] + b',"events":[')
    events = dossier.timeline.events or dossier.document.events
    first = True
    for chunk in _chunks(each for each in events if all_events or each.key or not each.noise):
        text = b",".join(encoder.encode(event_fields(each)) for each in chunk)
        stream.write(text if first else b"," + text)
        first = False
    stream.write(b"]}\n")


def _chunks(events: Iterable[Event]) -> Iterable[list[Event]]:
    pending: list[Event] = []
    for event in events:
        pending.append(event)
        if len(pending) == _CHUNK:
            yield pending
            pending = []
    if pending:
        yield pending


def _render(dossier: Dossier) -> bytes:
    stream = io.BytesIO()
    write_contract(dossier, stream)
    return stream.getvalue()


OUTPUT = Output(
    name="json",
    title="JSON of the command line's contract",
    file_name="postmortem.json",
    media_type="application/json",
    render=_render,
)
