"""Webhooks: v3 events, v2 messages with log entries, and v1 messages.

After "Webhooks Overview" (v3), "V2 Overview" and "V1 Overview" of PagerDuty's developer
documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import UnknownEvent
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.pagerduty.event_types import EVENTS, Said
from hansei.sources.pagerduty.fields import (
    NAME,
    Facts,
    each,
    facts_of,
    fingerprint,
    from_site,
    id_of,
    kind_of,
    link_refs,
    mapping,
    members,
    merged,
    name_of,
    needed,
    sentence,
    time_fields,
)
from hansei.sources.pagerduty.log_entries import ACTIONS, is_log_entry, read_log_entry
from hansei.sources.text import one_line, text_of

_OWN_KEYS = {"incident.annotated": "note", "incident.status_update_published": "status_update"}


def is_v3(value: Any) -> bool:
    """Tell a v3 webhook by its envelope."""
    event = value.get("event") if isinstance(value, dict) else None
    return (
        isinstance(event, dict)
        and "event_type" in event
        and ("occurred_at" in event or "resource_type" in event)
    )


def is_message(value: Any) -> bool:
    """Tell one message of a v2 or v1 webhook."""
    if not isinstance(value, dict):
        return False
    name = value.get("event", value.get("type"))
    if not isinstance(name, str) or not name.startswith("incident."):
        return False
    if isinstance(value.get("log_entries"), list):
        return True
    incident = value.get("incident") or mapping(value.get("data")).get("incident")
    return isinstance(incident, dict) and ("incident_number" in incident or from_site(incident))


def read_v3(payload: dict[str, Any], place: Place, context: Context) -> Iterator[Reading]:
    """The event of a v3 webhook. Raises UnknownEvent for a type that is not documented."""
    yield from read_outbound_event(mapping(payload.get("event")), payload, place, context)


def read_outbound_event(
    event: dict[str, Any], raw: Any, place: Place, context: Context
) -> Iterator[Reading]:
    """One outbound event: who did what to which incident, and when."""
    name = text_of(event, "event_type")
    meaning = EVENTS.get(name)
    if meaning is None:
        raise UnknownEvent(f"unknown webhook event {one_line(name, 80)!r}")
    data = mapping(event.get("data"))
    written = event.get("occurred_at")
    when = needed(written, context, "the webhook event")
    facts = facts_of(mapping(data.get("incident")) or _own_incident(name, data))
    agent = event.get("agent")
    if name == "incident.responder.replied":
        agent = data.get("user") or agent
    person = kind_of(agent) is Kind.HUMAN
    actor = name_of(agent) or None if person else None
    words = meaning.words
    if isinstance(words, str):
        text = sentence(words, actor, facts.title)
    else:
        text = words(Said(data, facts, actor))
    record = Record(
        source=NAME,
        key=_key(name, event, data, facts),
        text=text,
        signal=_opened(agent) if name == "incident.triggered" else meaning.signal,
        kind=Kind.HUMAN if person else Kind.SYSTEM,
        actor=actor,
        service=facts.service or name_of(data.get("service")) or None,
        severity=facts.severity,
        refs=merged(facts.refs, link_refs(text)),
        noise=meaning.noise,
        url=facts.url,
        place=place,
        **time_fields(when, written),
    )
    yield Reading(record, raw)


def _own_incident(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """The incident where the data is one itself, or names one in its role assignments."""
    if name == "incident.role.assigned":
        for one in members(data.get("incident_role_assignments")):
            return mapping(one.get("incident"))
    return data if name.startswith("incident.") and data.get("type") in (None, "incident") else {}


def _opened(agent: Any) -> Signal:
    """A person declares an incident; a service or integration fires an alert."""
    if not isinstance(agent, dict) or kind_of(agent) is Kind.HUMAN:
        return Signal.DECLARED
    return Signal.ALERT_FIRED


def _key(name: str, event: dict[str, Any], data: dict[str, Any], facts: Facts) -> str:
    """Notes and status updates keep the id that the REST API gives them too."""
    own = _OWN_KEYS.get(name)
    identity = id_of(data) if own else ""
    if own and identity:
        return f"{own}:{identity}"
    return id_of(event) or fingerprint(
        name, event.get("occurred_at"), facts.id, name_of(event.get("agent"))
    )


def read_message(
    message: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """A v2 message's log entries; without them (v1), the message itself as one."""
    name = text_of(message, "event", "type")
    kind = name.removeprefix("incident.")
    if kind not in ACTIONS:
        raise UnknownEvent(f"unknown webhook message {one_line(name, 80)!r}")
    incident = mapping(message.get("incident")) or mapping(
        mapping(message.get("data")).get("incident")
    )
    entries = message.get("log_entries")
    entries = [one for one in entries if is_log_entry(one)] if isinstance(entries, list) else []
    if entries:
        enriched = [_with_incident(entry, incident) for entry in entries]
        yield from each(enriched, read_log_entry, "log_entries", place, context)
        return
    made = {
        "id": id_of(message),
        "type": f"{kind}_log_entry",
        "created_at": message.get("created_on") or incident.get("created_on"),
        "agent": incident.get("last_status_change_by"),
        "incident": {
            **incident,
            "title": text_of(incident, "title")
            or text_of(mapping(incident.get("trigger_summary_data")), "subject", "description"),
        },
        "assignees": [one.get("object") for one in members(incident.get("assigned_to"))],
    }
    for reading in read_log_entry(made, place, context):
        yield Reading(reading.record, message) if isinstance(reading, Reading) else reading


def _with_incident(entry: dict[str, Any], incident: dict[str, Any]) -> dict[str, Any]:
    """The entry with the message's fuller incident where both are the same one."""
    reference = mapping(entry.get("incident"))
    if incident and (not reference or reference.get("id") == incident.get("id")):
        return {**entry, "incident": incident}
    return entry
