"""A manuscript as the JSON object that `hansei read` prints (CLI reference, "JSON of read")."""

from __future__ import annotations

from typing import Any

from hansei.domain.contract import (
    action_fields,
    event_fields,
    figure_fields,
    mark_fields,
    number,
)
from hansei.domain.document import Action, Manuscript, Milestone
from hansei.domain.event import Event
from hansei.domain.metrics import figures
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
            stone.value: mark_fields(document.milestones.get(stone)) for stone in Milestone
        },
        "figures": {
            name: figure_fields(each) for name, each in figures(document.milestones).items()
        },
        "stated": [
            {"figure": each.figure, "seconds": number(each.seconds), "text": each.text,
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


def _event(event: Event, manuscript: Manuscript) -> dict[str, Any]:
    line = manuscript.event_lines.get(event.id, event.place.line)
    return {**event_fields(event, line=line), "written": event.written}


def _action(action: Action) -> dict[str, Any]:
    return {**action_fields(action), "place": {"line": action.line}}
