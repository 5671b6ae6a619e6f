"""The contract's JSON: one object for a draft, streamed so that a long timeline costs no memory.

The fields are those of docs/reference/json.md; beside the contract they hold `key`, `sources`,
`records`, `places`, `clocks`, `counts`, `claims`, `window`, `questions` and `candidates`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO

import msgspec

from hansei.domain.claims import Standing, claims, coverage
from hansei.domain.contract import action_fields, event_fields, figure_fields, mark_fields
from hansei.domain.document import Document, Milestone
from hansei.domain.event import Event
from hansei.domain.metrics import figures
from hansei.domain.times import utc_text
from hansei.outputs.base import Dossier, Output
from hansei.reading import extract

_CHUNK = 2000


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
