"""CSV exports: incidents from the reports and from analytics, log entries as tables.

Column names after the Incidents report, the Analytics API (AnalyticsRawIncident) and tables made
from the log entries endpoint. Times without an offset are in the account's zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any

from hansei.domain.errors import BadRow
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import Instant
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.pagerduty.fields import (
    NAME,
    instant,
    needed,
    plain,
    sentence,
    time_fields,
)
from hansei.sources.pagerduty.log_entries import BY_PERSON, SUFFIX, read_log_entry
from hansei.sources.text import one_line

_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "incident_id"),
    "number": ("incident_number", "number"),
    "title": ("title", "description", "incident_title", "incident_description", "summary"),
    "service": ("service_name", "service", "service_summary"),
    "created": ("created_on", "created_at", "triggered_at", "triggered_on"),
    "resolved": ("resolved_on", "resolved_at"),
    "first_ack": ("seconds_to_first_ack", "time_to_first_ack_seconds"),
    "acknowledged_by": (
        "acknowledged_by_user_names", "acknowledge_user_names", "acknowledged_user_names",
        "acknowledged_by",
    ),
    "resolved_by": ("resolved_by_user_name", "resolved_by"),
    "auto_resolved": ("auto_resolved",),
    "urgency": ("urgency",),
    "priority": ("priority_name", "priority"),
    "html_url": ("html_url", "url"),
}  # fmt: skip
_ENTRY_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "log_entry_id"),
    "type": ("type", "log_entry_type"),
    "created": ("created_at", "created_on", "timestamp"),
    "summary": ("summary", "message", "description"),
    "note": ("note",),
    "agent": ("agent_summary", "agent_name", "user_or_agent_summary", "agent", "user_name"),
    "agent_type": ("agent_type",),
    "channel": ("channel_type", "channel"),
    "medium": ("notification_type", "channel_notification_type"),
    "incident": ("incident_id",),
    "number": ("incident_number", "incident_incident_number"),
    "title": ("incident_title", "incident_summary", "incident_description"),
    "service": ("service_name", "service_summary", "service"),
}
_REPORT_MARKS = frozenset(
    {
        "seconds_to_first_ack", "seconds_to_resolve", "auto_resolved", "escalation_policy_id",
        "escalation_policy_name", "acknowledge_count", "assignment_count",
    }
)  # fmt: skip
_ENTRY_TYPES = (SUFFIX, f"{SUFFIX}_reference")
_NOTIFY, _TRIGGER = f"notify{SUFFIX}", f"trigger{SUFFIX}"
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_WAIT_S = 366 * 86400.0


def normal(column: str) -> str:
    """ "Seconds to First Ack" and "seconds_to_first_ack" are one column."""
    return _NOT_WORD.sub("_", column[:100].lower()).strip("_")


@lru_cache(maxsize=64)
def _columns(header: tuple[str, ...], *, entries: bool) -> dict[str, str]:
    """Our names to the header's, the better synonym first."""
    written = {normal(column): column for column in reversed(header) if isinstance(column, str)}
    known = _ENTRY_NAMES if entries else _NAMES
    found = (
        (ours, next((n for n in theirs if n in written), "")) for ours, theirs in known.items()
    )
    return {ours: written[name] for ours, name in found if name}


@lru_cache(maxsize=64)
def is_report(header: tuple[str, ...]) -> bool:
    """Tell the header of an incidents report."""
    names = {normal(column) for column in header if isinstance(column, str)}
    return (
        "incident_number" in names
        and bool(names & {"created_on", "created_at"})
        and len(names & _REPORT_MARKS) >= 1
    )


def is_report_row(value: Any) -> bool:
    """Tell a row of an incidents report, also one of the Analytics API."""
    return isinstance(value, dict) and "type" not in value and is_report(tuple(value))


def is_entry_row(value: Any) -> bool:
    """Tell a row of a table of log entries by its type."""
    if not isinstance(value, dict):
        return False
    kind = value.get(_columns(tuple(value), entries=True).get("type", ""))
    return isinstance(kind, str) and kind.endswith(_ENTRY_TYPES)


def read_report_row(
    row: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """An incident opened, first acknowledged, resolved."""
    columns = _columns(tuple(row), entries=False)

    def cell(name: str) -> Any:
        return row.get(columns.get(name, ""))

    identity = plain(cell("id"), 64)
    number = plain(cell("number"), 64)
    if not identity and not number:
        raise BadRow("the row names no incident")
    url = plain(cell("html_url"), 500)
    refs = [f"pagerduty:incident:{identity}"] if identity else []
    refs += [f"incident:{number}"] if number else []
    refs += [f"url:{url}"] if url.startswith("https://") and "?" not in url else []
    common: dict[str, Any] = {
        "source": NAME,
        "service": plain(cell("service"), 200) or None,
        "severity": plain(cell("priority"), 60) or None,
        "refs": tuple(refs),
        "place": place,
    }
    start = needed(cell("created"), context, "the incident")
    title = plain(cell("title")) or f"#{number}"
    for record in _stations(identity or f"#{number}", title, start, cell, common, context):
        yield Reading(record, row)


def _stations(
    identity: str, title: str, start: Instant, cell: Any, common: dict[str, Any], context: Context
) -> Iterator[Record]:
    automatic = _truth(cell("auto_resolved"))
    urgency = plain(cell("urgency"), 20)
    yield Record(
        key=f"{identity}:created",
        text=one_line(
            f"Incident triggered: {title}" + (f" ({urgency} urgency)" if urgency else "")
        ),
        signal=Signal.ALERT_FIRED if automatic else Signal.DECLARED,
        **common,
        **time_fields(start, cell("created")),
    )
    wait = _seconds(cell("first_ack"))
    if wait is not None:
        who = _first_of(cell("acknowledged_by"))
        when = start._replace(at=start.at + timedelta(seconds=wait))
        yield Record(
            key=f"{identity}:acknowledged",
            text=sentence("Acknowledged", who, title),
            signal=Signal.ACKNOWLEDGED,
            kind=Kind.HUMAN,
            actor=who,
            **common,
            **time_fields(when, f"{plain(cell('created'), 40)} + {wait:g} s"),
        )
    end = instant(cell("resolved"), context)
    if end is not None:
        who = None if automatic else _first_of(cell("resolved_by"))
        verb = "Resolved automatically" if automatic else "Resolved"
        yield Record(
            key=f"{identity}:resolved:{int(end.at.timestamp())}",
            text=sentence(verb, who, title),
            signal=Signal.RESOLVED,
            kind=Kind.HUMAN if who else Kind.SYSTEM,
            actor=who,
            **common,
            **time_fields(end, cell("resolved")),
        )


def _truth(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in ("true", "t", "1"))


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds <= _LONGEST_WAIT_S else None


def _first_of(value: Any) -> str | None:
    """The one person in a list of names; where several acted it is not told who was first."""
    names = value if isinstance(value, list) else re.split(r"[,;|]", plain(value, 500))
    clean = [one_line(name, 200) for name in names if isinstance(name, str) and name.strip()]
    return clean[0] if len(clean) == 1 else None


def read_entry_row(
    row: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """A row of a table of log entries, read as the entry that it was made from."""
    columns = _columns(tuple(row), entries=True)

    def cell(name: str) -> Any:
        return row.get(columns.get(name, ""))

    kind = plain(cell("type"), 80).removesuffix("_reference")
    who = plain(cell("agent"), 200)
    channel = plain(cell("channel"), 60)
    person = {"summary": who, "type": plain(cell("agent_type"), 60) or _agent_type(kind, channel)}
    medium = plain(cell("medium"), 60)
    entry = {
        "id": plain(cell("id"), 64),
        "type": kind,
        "created_at": cell("created"),
        "summary": cell("summary"),
        "note": cell("note"),
        "agent": person if who and kind != _NOTIFY else None,
        "user": person if who and kind == _NOTIFY else None,
        "channel": {"type": medium or channel},
        "incident": {
            "id": plain(cell("incident"), 64),
            "incident_number": plain(cell("number"), 64),
            "title": cell("title"),
        },
        "service": {"summary": plain(cell("service"), 200)},
    }
    for reading in read_log_entry(entry, place, context):
        yield Reading(reading.record, row) if isinstance(reading, Reading) else reading


def _agent_type(kind: str, channel: str) -> str:
    """Such tables name who acted, not what it is; only a trigger is likely a service's."""
    by_service = kind == _TRIGGER and channel not in BY_PERSON
    return "service_reference" if by_service else "user_reference"
