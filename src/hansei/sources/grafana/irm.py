"""Grafana IRM: incidents with their activity, and on-call alert groups.

Source: Grafana Incident API (`Incident`, `ActivityItem`) and its outgoing webhooks; Grafana OnCall
"Outgoing webhooks" and "Alert groups HTTP API".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from hansei.domain.errors import BadRow, UnknownEvent
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import Instant, from_iso, utc_text
from hansei.sources.alert_facts import moment
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.text import from_html, one_line, text_of, urls_in

_ONCALL = {
    "alert group created": (Signal.ALERT_FIRED, "Alert group opened"),
    "trigger": (Signal.ALERT_FIRED, "Alert group opened"),
    "firing": (Signal.ALERT_FIRED, "Alert group fired"),
    "escalation": (Signal.ESCALATED, "Escalated"),
    "acknowledge": (Signal.ACKNOWLEDGED, "Acknowledged"),
    "unacknowledge": (Signal.NOTE, "Acknowledgement withdrawn"),
    "resolve": (Signal.RESOLVED, "Resolved"),
    "unresolve": (Signal.REOPENED, "Reopened"),
    "silence": (Signal.NOTE, "Silenced"),
    "unsilence": (Signal.NOTE, "Silence lifted"),
    "personal notification": (Signal.NOTIFIED, "Notified"),
    "manual": (Signal.NOTE, "Webhook sent by hand"),
    "status change": (Signal.NOTE, "State changed"),
}
_ACTIVITY = {
    "incidentCreated": Signal.DECLARED,
    "incidentClosed": Signal.RESOLVED,
    "severityChanged": Signal.SEVERITY_CHANGED,
    "incidentSeverityChanged": Signal.SEVERITY_CHANGED,
    "roleAssigned": Signal.ASSIGNED,
    "userNote": Signal.MESSAGE,
}


def _first(value: dict[str, Any], context: Context, *names: str) -> Instant | None:
    for name in names:
        try:
            found = moment(value.get(name), context.zone)
        except ValueError:
            continue
        if found:
            return found
    return None


def is_incident(value: Any) -> bool:
    """Whether an object is an incident of Grafana IRM."""
    return isinstance(value, dict) and "incidentID" in value and "createdTime" in value


def is_activity(value: Any) -> bool:
    """Whether an object is an item of an incident's activity."""
    return isinstance(value, dict) and "activityItemID" in value


def is_group(value: Any) -> bool:
    """Whether an object is an alert group of Grafana OnCall."""
    return isinstance(value, dict) and {"integration_id", "alerts_count", "state"} <= value.keys()


def read_incident(value: dict[str, Any], place: Place, context: Context) -> Iterator[Reading]:
    """An incident: declared, its stated start and end, updated, resolved.

    Raises BadRow without a time.
    """
    created = _first(value, context, "createdTime")
    if created is None:
        raise BadRow("an incident without createdTime", place=str(place))
    title = one_line(text_of(value, "title"), 300) or "untitled"
    kind = "Drill" if value.get("isDrill") is True else "Incident"
    declared = _declared(value, created, f"{kind} declared: {title}", place)
    yield Reading(declared, value)
    changed, closed = _first(value, context, "modifiedTime"), _first(value, context, "closedTime")
    later = [
        ("started", _first(value, context, "incidentStart"), Signal.IMPACT_STARTED, "Impact began"),
        ("resolved", closed, Signal.RESOLVED, f"{kind} resolved"),
        ("ended", _first(value, context, "incidentEnd"), Signal.RECOVERED, "Impact ended"),
    ]
    if changed and changed.at not in (created.at, closed.at if closed else None):
        name = f"updated:{utc_text(changed.at)}"
        status = one_line(text_of(value, "status"), 60) or "open"
        later.append((name, changed, Signal.NOTE, f"{kind} updated ({status})"))
    summary = from_html(value.get("summary"), 1200)
    start = declared.key.removesuffix("declared")
    for name, at, signal, lead in later:
        if at is None:
            continue
        told = f" - {summary}" if summary and signal in (Signal.RESOLVED, Signal.NOTE) else ""
        record = msgspec.structs.replace(
            declared, key=f"{start}{name}", at=at.at, text=one_line(f"{lead}: {title}{told}"),
            signal=signal, kind=Kind.SYSTEM, actor=None, precision_s=at.precision_s,
            zone_assumed=at.zone_assumed,
        )  # fmt: skip
        yield Reading(record, value)


def _declared(value: dict[str, Any], created: Instant, lead: str, place: Place) -> Record:
    id_ = one_line(text_of(value, "incidentID"), 100)
    labels = value.get("labels")
    names = [text_of(each, "label") for each in (labels if isinstance(labels, list) else ())]
    names = [one_line(each, 60) for each in names[:10] if each]
    link = next(iter(urls_in(text_of(value, "incidentUrl", "overviewURL"), 1)), None)
    creator = one_line(text_of(value.get("createdByUser"), "name", "userID"), 100) or None
    severity = one_line(text_of(value, "severity", "severityLabel"), 60) or None
    tail = f" [{', '.join(names)}]" if names else ""
    return Record(
        source="grafana",
        key=f"incident:{id_}:declared",
        at=created.at,
        text=one_line(f"{lead}{f' ({severity})' if severity else ''}{tail}"),
        signal=Signal.DECLARED,
        kind=Kind.HUMAN if creator else Kind.SYSTEM,
        actor=creator,
        precision_s=created.precision_s,
        zone_assumed=created.zone_assumed,
        severity=severity,
        environment=next((each for each in names if each in ("production", "staging")), None),
        refs=(f"grafana:incident:{id_}", *([f"url:{link}"] if link else [])),
        url=link,
        place=place,
    )


def read_activity(value: dict[str, Any], place: Place, context: Context) -> Reading:
    """An item of the activity at `eventTime`, else `createdTime`. Raises BadRow without a time."""
    at = _first(value, context, "eventTime", "createdTime")
    if at is None:
        raise BadRow("an activity item without a time", place=str(place))
    kind = text_of(value, "activityKind")
    id_ = one_line(text_of(value, "incidentID"), 100)
    person = one_line(text_of(value.get("user"), "name", "userID"), 100) or None
    body = from_html(value.get("body"))
    link = next(iter(urls_in(text_of(value, "url"), 1)), None)
    record = Record(
        source="grafana",
        key=f"activity:{one_line(text_of(value, 'activityItemID'), 100)}",
        at=at.at,
        text=body or one_line(kind, 100) or "Activity without text",
        signal=_ACTIVITY.get(kind, Signal.NOTE),
        kind=Kind.HUMAN if person or kind == "userNote" else Kind.SYSTEM,
        actor=person,
        precision_s=at.precision_s,
        zone_assumed=at.zone_assumed,
        refs=(
            *([f"grafana:incident:{id_}"] if id_ else []),
            *(f"url:{each}" for each in dict.fromkeys((*([link] if link else []), *urls_in(body)))),
        ),
        noise=not body and kind != "userNote",
        url=link,
        place=place,
    )
    return Reading(record, value)


def read_group(value: dict[str, Any], place: Place, context: Context) -> Iterator[Reading]:
    """An alert group: opened, acknowledged, resolved. Raises BadRow without `created_at`."""
    steps = (
        ("created", "created_at", *_ONCALL["trigger"]),
        ("acknowledged", "acknowledged_at", *_ONCALL["acknowledge"]),
        ("resolved", "resolved_at", *_ONCALL["resolve"]),
    )
    count = 0
    for name, field, signal, lead in steps:
        at = _first(value, context, field)
        if at:
            count += 1
            yield Reading(_group_record(value, name, at, signal, lead, place), value)
    if not count:
        raise BadRow("an alert group without a time", place=str(place))


def _group_record(
    group: dict[str, Any], step: str, at: Instant, signal: Signal, lead: str, place: Place
) -> Record:
    id_ = one_line(text_of(group, "id"), 100)
    title = from_html(group.get("title"), 500) or f"alert group {id_}".strip()
    links = group.get("permalinks")
    found = urls_in(" ".join(text_of(links, each) for each in ("web", "slack", "telegram")), 3)
    return Record(
        source="grafana",
        key=f"oncall:{id_}:{step}",
        at=at.at,
        text=one_line(f"{lead}: {title}"),
        signal=signal,
        precision_s=at.precision_s,
        zone_assumed=at.zone_assumed,
        refs=(f"grafana:oncall:{id_}", *(f"url:{each}" for each in found)),
        url=found[0] if found else None,
        place=place,
    )


def is_oncall(value: Any) -> bool:
    """Whether an object is an outgoing webhook of Grafana OnCall."""
    if not isinstance(value, dict):
        return False
    return isinstance(value.get("event"), dict) and isinstance(value.get("alert_group"), dict)


def read_oncall(
    value: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """One event of an alert group. Raises UnknownEvent for an unknown type."""
    event, group = value["event"], value["alert_group"]
    kind = text_of(event, "type").strip().lower().replace("_", " ")
    found = _ONCALL.get(kind)
    if found is None:
        raise UnknownEvent(f"on-call event {one_line(kind, 60)!r} is not known", place=str(place))
    at = _first(event, context, "time") or _first(group, context, "created_at")
    if at is None:
        raise BadRow("an on-call event without a time", place=str(place))
    user = value.get("user")
    person = one_line(text_of(user, "username", "name"), 100) or None
    signal, lead = found
    if kind == "status change":
        lead = f"State is {one_line(text_of(group, 'state'), 60) or 'unknown'}"
    notified = value.get("notified_users") if kind == "escalation" else None
    names = [
        one_line(text_of(each, "username", "name"), 60)
        for each in (notified[:10] if isinstance(notified, list) else ())
    ]
    tail = f" (notified: {', '.join(filter(None, names))})" if any(names) else ""
    step = {"alert group created": "created", "trigger": "created"}.get(kind)
    step = step or f"{kind.replace(' ', '-')}:{utc_text(at.at)}"
    record = _group_record(group, step, at, signal, lead, place)
    integration = one_line(text_of(value.get("integration"), "name"), 100)
    record = msgspec.structs.replace(
        record,
        text=one_line(f"{record.text}{tail}"),
        kind=Kind.HUMAN if person else Kind.SYSTEM,
        actor=person,
        channel=integration or None,
    )
    yield Reading(record, value)


def read_outgoing(value: dict[str, Any], place: Place, context: Context) -> Iterator[Reading]:
    """An outgoing webhook of an incident: `grafana.incident.created`, `updated`, `closed`.

    Raises UnknownEvent for another one.
    """
    event = text_of(value, "event")
    if event.removeprefix("grafana.incident.") not in ("created", "updated", "closed"):
        raise UnknownEvent(f"event {one_line(event, 60)!r} is not known", place=str(place))
    incident = value.get("incident")
    if not isinstance(incident, dict) or not is_incident(incident):
        raise BadRow("an incident event without its incident", place=str(place))
    yield from read_incident(incident, place, context)


def sent_at(value: dict[str, Any], context: Context) -> Instant | None:
    """When an envelope was sent, where it says so."""
    for name in ("timestamp", "time", "received_at", "receivedAt"):
        found = value.get(name)
        if isinstance(found, str):
            try:
                return from_iso(found, context.zone)
            except ValueError:
                continue
    return None
