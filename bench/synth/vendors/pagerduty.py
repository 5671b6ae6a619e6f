"""PagerDuty: log entries, incidents (REST API v2) and v3 webhooks, one a line.

Field names after PagerDuty's OpenAPI document of the REST API and its page "V3 Webhooks".
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bench.synth import words
from bench.synth.model import Happening, Witness, iso, iso_ms
from bench.synth.vendors.slack import pager_id

_LOG_TYPES = {
    "alert_fired": "trigger_log_entry",
    "acknowledged": "acknowledge_log_entry",
    "escalated": "escalate_log_entry",
    "note": "annotate_log_entry",
    "resolved": "resolve_log_entry",
}
_EVENT_TYPES = {
    "alert_fired": "incident.triggered",
    "acknowledged": "incident.acknowledged",
    "escalated": "incident.escalated",
    "note": "incident.annotated",
    "resolved": "incident.resolved",
}


def write(witness: Witness) -> None:
    """Write `pagerduty/` in the form that the incident's team exported."""
    form = witness.incident.forms["pagerduty"]
    if "log" in form:
        _write_log(witness)
    if "webhooks" in form:
        _write_webhooks(witness)
    if "incidents" in form:
        _write_incidents(witness, required=form == "incidents")


def _seen(witness: Witness) -> list[tuple[Happening, datetime]]:
    """What PagerDuty learns of, with its own instants; notes only where they were written here."""
    found = []
    for happening in witness.incident.happenings:
        key = happening.key
        if key.startswith("flap_") or key == "customer" or happening.signal not in _LOG_TYPES:
            continue
        if key.startswith("note_") and int(key[5:]) % 3 != 2:
            continue
        late = (1, 4) if happening.signal == "alert_fired" else (0, 0)
        found.append((happening, witness.clock(happening.at, *late)))
    return found


def _reference(kind: str, identity: str, summary: str, folder: str) -> dict[str, str]:
    return {
        "id": identity,
        "type": f"{kind}_reference",
        "summary": summary,
        "self": f"https://api.pagerduty.com/{folder}/{identity}",
        "html_url": f"https://example.pagerduty.com/{folder}/{identity}",
    }


def _service(name: str) -> dict[str, str]:
    return _reference("service", f"PSV{sum(name.encode()) % 10_000:04d}", name, "services")


def _person(role: str) -> dict[str, str]:
    return _reference("user", f"PUS{sum(role.encode()) % 10_000:04d}", role, "users")


def _title(witness: Witness, happening: Happening) -> str:
    incident = witness.incident
    return incident.alert if happening.service == incident.service else (
        f"Errors on {happening.service}"
    )  # fmt: skip


def _agent(happening: Happening) -> dict[str, str]:
    return _person(happening.actor) if happening.actor else _service(happening.service)


def _summary(witness: Witness, happening: Happening) -> str:
    who = happening.actor or happening.service
    return {
        "alert_fired": "Triggered through the API",
        "acknowledged": f"Acknowledged by {who}",
        "escalated": f"Escalated to {witness.incident.team} by {who}",
        "note": f"Note added by {who}",
        "resolved": f"Resolved by {who}",
    }[happening.signal]


def log_entry(
    identity: str, kind: str, summary: str, at: str, incident: dict[str, str], agent: dict[str, str]
) -> dict[str, Any]:
    """One log entry as `GET /log_entries` returns it."""
    return {
        "id": identity,
        "type": kind,
        "summary": summary,
        "self": f"https://api.pagerduty.com/log_entries/{identity}",
        "html_url": f"{incident['html_url']}/log_entries/{identity}",
        "created_at": at,
        "agent": agent,
        "channel": {"type": "api" if agent["type"] == "service_reference" else "website"},
        "incident": incident,
        "teams": [],
        "contexts": [],
    }


def _write_log(witness: Witness) -> None:
    rows: list[tuple[datetime, str, bool, dict[str, Any]]] = []
    for happening, at in _seen(witness):
        entry = _entry(witness, happening, at)
        rows.append((at, happening.key, True, entry))
        if happening.signal == "alert_fired":
            notified = {**entry, "id": _log_id(witness), "type": "notify_log_entry"}
            del notified["event_details"]
            notified |= {"summary": "Notified on-call engineer by push notification"}
            notified |= {"channel": {"type": "auto"}, "user": _person("on-call engineer")}
            rows.append((at, happening.key, False, notified))
    for at in witness.around(witness.rng.randint(1, 3), 9, 8):
        other = witness.rng.choice(words.OTHER_SERVICES)
        identity = f"PX{witness.identity(5)}"
        title = f"[#{witness.rng.randint(100, 900)}] Disk almost full on {other}"
        reference = _reference("incident", identity, title, "incidents")
        kind, summary = "trigger_log_entry", "Triggered through the API"
        entry = log_entry(_log_id(witness), kind, summary, iso(at), reference, _service(other))
        rows.append((at, "", True, entry | {"service": _service(other)}))
    rows.sort(key=lambda row: row[0], reverse=True)  # the API lists the newest first
    file = "pagerduty/log_entries.json"
    for number, (at, key, required, _) in enumerate(rows):
        witness.see(key, file, at, path=f"log_entries[{number}]", required=required)
    page = {"log_entries": [row[3] for row in rows], "limit": 100, "offset": 0, "more": False}
    witness.files[file] = (json.dumps(page, indent=2) + "\n").encode()


def _log_id(witness: Witness) -> str:
    return f"R{witness.identity(13)}"


def _entry(witness: Witness, happening: Happening, at: datetime) -> dict[str, Any]:
    title = _title(witness, happening)
    number = sum(witness.incident.seed.encode()) % 9000 + 1000
    identity = pager_id(witness, happening)
    reference = _reference("incident", identity, f"[#{number}] {title}", "incidents")
    kind = _LOG_TYPES[happening.signal]
    agent, summary = _agent(happening), _summary(witness, happening)
    entry = log_entry(_log_id(witness), kind, summary, iso(at), reference, agent)
    entry["service"] = _service(happening.service)
    if happening.signal == "alert_fired":
        entry["event_details"] = {"description": title}
        entry["channel"] |= {"summary": title, "incident_key": identity.lower()}
    if happening.signal == "note":
        entry["channel"] = {"type": "note", "summary": happening.said}
    if happening.signal == "escalated":
        entry["assignees"] = [_person(witness.incident.team)]
    return entry


def _incident_body(witness: Witness, happening: Happening, status: str) -> dict[str, Any]:
    identity = pager_id(witness, happening)
    created = next(one for one in witness.incident.happenings if one.signal == "alert_fired")
    return {
        "id": identity,
        "type": "incident",
        "self": f"https://api.pagerduty.com/incidents/{identity}",
        "html_url": f"https://example.pagerduty.com/incidents/{identity}",
        "number": sum(witness.incident.seed.encode()) % 9000 + 1000,
        "status": status,
        "incident_key": identity.lower(),
        "created_at": iso(witness.clock(created.at)),
        "title": _title(witness, happening),
        "service": _service(happening.service),
        "assignees": [_person("on-call engineer")],
        "escalation_policy": _reference("escalation_policy", "PEP0001", "Default", "policies"),
        "teams": [],
        "priority": _reference("priority", "PPRI001", witness.incident.severity, "priorities"),
        "urgency": "high",
        "conference_bridge": None,
        "resolve_reason": None,
    }


def _write_webhooks(witness: Witness) -> None:
    file, lines = "pagerduty/webhooks.ndjson", []
    # Beside the log entries a webhook says the same thing again: the same system, the same key.
    for happening, at in _seen(witness):
        status = {"alert_fired": "triggered", "resolved": "resolved"}
        body = _incident_body(witness, happening, status.get(happening.signal, "acknowledged"))
        if happening.signal == "note":
            reference = _reference("incident", body["id"], body["title"], "incidents")
            body = {"id": f"PN{witness.identity(5)}", "type": "incident_note"}
            body |= {"content": happening.said, "trimmed": False, "incident": reference}
        event = {
            "id": f"01{witness.identity(24)}",
            "event_type": _EVENT_TYPES[happening.signal],
            "resource_type": "incident",
            "occurred_at": iso_ms(at, witness.rng.randrange(1000)),
            "agent": _agent(happening),
            "client": None,
            "data": body,
        }
        lines.append(json.dumps({"event": event}))
        witness.see(happening.key, file, at, line=len(lines))
    witness.files[file] = ("\n".join(lines) + "\n").encode()


def _write_incidents(witness: Witness, *, required: bool) -> None:
    file = "pagerduty/incidents.json"
    rows: list[dict[str, Any]] = []
    closed = next(one for one in witness.incident.happenings if one.key == "closed")
    for alert in witness.incident.having("alert_fired"):
        if alert.key.startswith("flap_"):
            continue
        body = _incident_body(witness, alert, "resolved")
        created, resolved = witness.clock(alert.at, 1, 4), witness.clock(closed.at)
        body["incident_number"] = body.pop("number")
        body["summary"] = f"[#{body['incident_number']}] {body['title']}"
        body |= {"created_at": iso(created), "updated_at": iso(resolved)}
        body |= {"resolved_at": iso(resolved), "last_status_change_at": iso(resolved)}
        body |= {"last_status_change_by": _agent(closed), "assignments": []}
        body["acknowledgements"] = []  # the API empties them once the incident is resolved
        path = f"incidents[{len(rows)}]"
        witness.see(alert.key, file, created, path=path, required=required)
        main = required and alert.service == witness.incident.service
        witness.see("closed", file, resolved, path=path, required=main)
        rows.append(body)
    page = {"incidents": rows, "limit": 25, "offset": 0, "total": None, "more": False}
    witness.files[file] = (json.dumps(page, indent=2) + "\n").encode()
