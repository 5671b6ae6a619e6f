"""Incidents of the REST API, and the responders that were asked for help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import Instant
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.pagerduty.fields import (
    NAME,
    Facts,
    facts_of,
    from_site,
    id_of,
    instant,
    kind_of,
    mapping,
    members,
    name_of,
    needed,
    sentence,
    time_fields,
)
from hansei.sources.text import one_line, text_of

_INCIDENT_MARKS = frozenset(
    {"incident_key", "escalation_policy", "last_status_change_at", "first_trigger_log_entry"}
)


def is_incident(value: Any) -> bool:
    """Tell a PagerDuty incident from other vendors' by its links or its own fields."""
    if not isinstance(value, dict) or not ("title" in value or "incident_number" in value):
        return False
    if value.get("type") not in (None, "incident"):
        return False
    numbered = "incident_number" in value or "number" in value
    return (from_site(value) and "alert_key" not in value) or (
        numbered and not _INCIDENT_MARKS.isdisjoint(value)
    )


def is_responder_request(value: Any) -> bool:
    """Tell a request for additional responders."""
    return isinstance(value, dict) and "responder_request_targets" in value


def read_incident(
    incident: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """The incident's stations: opened, assigned, acknowledged, reopened, resolved."""
    facts = facts_of(incident)
    if not facts.id:
        raise BadRow("the incident has no id")
    yield Reading(_opened(incident, facts, place, context), incident)
    for record in _stations(incident, facts, place, context):
        yield Reading(record, incident)
    responders = members(incident.get("incidents_responders"))
    if responders:
        for responder in responders:
            yield from _responder(responder, facts, place, context)
    else:
        for request in members(incident.get("responder_requests")):
            yield from read_responder_request(request, place, context)


def _opened(incident: dict[str, Any], facts: Facts, place: Place, context: Context) -> Record:
    written = incident.get("created_at")
    when = needed(written, context, "the incident")
    trigger = mapping(incident.get("first_trigger_log_entry"))
    urgency = text_of(incident, "urgency")
    notes = [facts.severity or "", f"{one_line(urgency, 20)} urgency" if urgency else ""]
    extra = ", ".join(note for note in notes if note)
    text = f"Incident triggered: {facts.title or facts.id}"
    return _record(
        facts, place, when, written,
        key=id_of(trigger) or f"{facts.id}:created",
        text=one_line(f"{text} ({extra})" if extra else text),
        signal=Signal.ALERT_FIRED if _by_monitoring(incident, trigger) else Signal.DECLARED,
    )  # fmt: skip


def _by_monitoring(incident: dict[str, Any], trigger: dict[str, Any]) -> bool:
    """The first log entry's summary names the way in; grouped alerts only come from machines."""
    way = text_of(trigger, "summary").lower()
    if way:
        return "website" not in way and "mobile" not in way and "slack" not in way
    alerts = mapping(incident.get("alert_counts")).get("all")
    return isinstance(alerts, int) and alerts > 0


def _stations(
    incident: dict[str, Any], facts: Facts, place: Place, context: Context
) -> Iterator[Record]:
    for one in members(incident.get("assignments")):
        who = name_of(one.get("assignee"))
        yield from _station(
            one.get("at"), f"assigned:{who}", Signal.ASSIGNED,
            f"Assigned to {who}" if who else "Assigned", None, facts, place, context,
        )  # fmt: skip
    acknowledgements = members(incident.get("acknowledgements"))
    for one in acknowledgements:
        yield from _station(
            one.get("at"), f"acknowledged:{name_of(one.get('acknowledger'))}",
            Signal.ACKNOWLEDGED, "Acknowledged", one.get("acknowledger"), facts, place, context,
        )  # fmt: skip
    yield from _station(
        incident.get("reopened_at"), "reopened", Signal.REOPENED, "Reopened", None,
        facts, place, context,
    )  # fmt: skip
    status, changed = incident.get("status"), incident.get("last_status_change_at")
    by = incident.get("last_status_change_by")
    resolved = incident.get("resolved_at") or (changed if status == "resolved" else None)
    merged_away = incident.get("resolve_reason") == "merged"
    verb = "Resolved (merged into another incident)" if merged_away else "Resolved"
    yield from _station(
        resolved, "resolved", Signal.RESOLVED, verb, by if status == "resolved" else None,
        facts, place, context,
    )  # fmt: skip
    if status == "acknowledged" and not acknowledgements:
        yield from _station(
            changed, f"acknowledged:{name_of(by)}", Signal.ACKNOWLEDGED, "Acknowledged", by,
            facts, place, context,
        )  # fmt: skip


def _station(
    written: Any, key: str, signal: Signal, verb: str, by: Any,
    facts: Facts, place: Place, context: Context,
) -> Iterator[Record]:  # fmt: skip
    when = instant(written, context)
    if when is None:
        return
    person = kind_of(by) is Kind.HUMAN
    who = name_of(by) if person else None
    yield _record(
        facts, place, when, written,
        key=f"{facts.id}:{key}:{int(when.at.timestamp())}",
        text=sentence(verb, who, facts.title),
        signal=signal,
        kind=Kind.HUMAN if person else Kind.SYSTEM,
        actor=who,
    )  # fmt: skip


def _record(facts: Facts, place: Place, when: Instant, written: Any, **given: Any) -> Record:
    return Record(
        source=NAME, service=facts.service, severity=facts.severity, refs=facts.refs,
        url=facts.url, place=place, **time_fields(when, written), **given,
    )  # fmt: skip


def _responder(
    responder: dict[str, Any], facts: Facts, place: Place, context: Context
) -> Iterator[Reading]:
    own = facts_of(mapping(responder.get("incident")))
    facts = own if own.id else facts
    whom = name_of(responder.get("user")) or "a responder"
    written = responder.get("requested_at")
    when = instant(written, context)
    if when is not None:
        requester = name_of(responder.get("requester")) or None
        message = one_line(text_of(responder, "message"), 500)
        yield Reading(
            _record(
                facts, place, when, written,
                key=f"{facts.id}:requested:{whom}:{int(when.at.timestamp())}",
                text=sentence(f"Help requested from {whom}", requester, message or facts.title),
                signal=Signal.NOTIFIED, kind=Kind.HUMAN if requester else Kind.SYSTEM,
                actor=requester,
            ),
            responder,
        )  # fmt: skip
    state, written = text_of(responder, "state"), responder.get("updated_at")
    when = instant(written, context) if state in ("accepted", "joined", "declined") else None
    if when is not None:
        yield Reading(
            _record(
                facts, place, when, written,
                key=f"{facts.id}:{state}:{whom}:{int(when.at.timestamp())}",
                text=sentence(f"Request for help {state}", whom, facts.title),
                signal=Signal.NOTE, kind=Kind.HUMAN, actor=whom,
            ),
            responder,
        )  # fmt: skip


def read_responder_request(
    request: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """A request for additional responders, one record for each person asked."""
    facts = facts_of(mapping(request.get("incident")))
    asked = False
    for target in members(request.get("responder_request_targets")):
        inner = mapping(target.get("responder_request_target")) or target
        for responder in members(inner.get("incidents_responders")):
            asked = True
            yield from _responder(responder, facts, place, context)
    if not asked:
        yield from _responder(request, facts, place, context)
