"""A manuscript as the JSON object that `hansei read` prints (CLI reference, "JSON of read")."""

from __future__ import annotations

from typing import Any

from hansei.domain.document import Action, Manuscript, Mark, Milestone
from hansei.domain.event import Event
from hansei.domain.metrics import Figure, figures
from hansei.domain.times import utc_text
from hansei.reading import extract


def to_contract(manuscript: Manuscript) -> dict[str, Any]:
    """The contract's object: plain dicts, lists, strings and numbers; times in UTC with "Z"."""
    document = manuscript.document
    return {
        "title": document.title,
        "source": manuscript.file,
        "zone": document.zone,
        "zone_written": manuscript.zone_written,
        "variant": document.variant,
        "severity": document.severity,
        "services": list(document.services),
        "events": [_event(each, manuscript) for each in document.events],
        "milestones": {
            stone.value: _mark(document.milestones.get(stone)) for stone in Milestone
        },
        "figures": {
            name: _figure(each) for name, each in figures(document.milestones).items()
        },
        "stated": [
            {"figure": each.figure, "seconds": _number(each.seconds), "text": each.text,
             "place": {"line": each.line}}
            for each in manuscript.stated
        ],
        "summary": extract.summary(document),
        "root_cause": extract.root_cause(document),
        "contributing_factors": extract.factors(document),
        "impact": extract.impact(document),
        "actions": [_action(each) for each in extract.actions_of(manuscript)],
        "lessons": extract.lessons(document),
        "sections": [
            {"key": section.key, "heading": section.title,
             "place": {"line": manuscript.heading_lines.get(number, 0)}}
            for number, section in enumerate(document.sections)
        ],
        "unmapped": [
            {"heading": heading, "place": {"line": line}} for heading, line in manuscript.unmapped
        ],
    }  # fmt: skip


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _event(event: Event, manuscript: Manuscript) -> dict[str, Any]:
    return {
        "at": utc_text(event.at),
        "until": utc_text(event.until) if event.until else None,
        "precision_s": event.precision_s,
        "kind": event.kind.value,
        "text": event.text,
        "actor": event.actor,
        "source": event.source,
        "written": event.written,
        "place": {"line": manuscript.event_lines.get(event.id, event.place.line)},
        "id": event.id,
    }


def _mark(mark: Mark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {
        "at": utc_text(mark.at),
        "events": list(mark.events),
        "earliest": utc_text(mark.earliest),
        "latest": utc_text(mark.latest),
        "how": mark.how.value,
        "reason": mark.reason,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "seconds": _number(figure.seconds),
        "status": figure.status.value,
        "from": figure.definition.start.value,
        "to": figure.definition.end.value,
        "least": _number(figure.least),
        "most": _number(figure.most),
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "text": action.text,
        "owner": action.owner,
        "due": action.due.isoformat() if action.due else action.due_written,
        "status": action.status.value,
        "answers": list(action.answers),
        "place": {"line": action.line},
    }
