"""Answers of the API: v2 monitors with their logs, v3 monitors, incidents and what hangs on them.

Source: UptimeRobot API v2 `getMonitors`; UptimeRobot API v3 (OpenAPI): `/monitors`, `/incidents`,
`/incidents/{id}/comments`, `/activity-log`, `/alerts`, `/monitors/{id}/stats/response-time`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import UnknownEvent
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import Instant, utc_text
from hansei.sources.base import Context, Reading, Refusal, below
from hansei.sources.text import from_html, one_line, text_of
from hansei.sources.uptimerobot.checks import (
    Monitor,
    address_of,
    moment,
    monitor_of,
    number,
    read_check,
    read_sample,
    reason_of,
    seconds,
)

LOG_TYPES = {1: "down", 2: "up", 98: "started", 99: "paused"}
_DOWN_NOW = (8, 9)  # monitor status: seems down, down


def read_monitor(value: Any, place: Place, monitor: Monitor) -> Iterator[Reading | Refusal]:
    """The logs, response times and last incident of one monitor."""
    if not isinstance(value, dict):
        yield Refusal(place=place, reason="a monitor that is no object", raw=value)
        return
    name = "logs" if isinstance(value.get("logs"), list) else "log"
    logs = value.get(name)
    logs = logs if isinstance(logs, list) else []
    running = _running(logs) if number(value.get("status")) in _DOWN_NOW else None
    for index, log in enumerate(logs):
        yield read_log(log, below(place, f"{name}[{index}]"), monitor, running=log is running)
    times = value.get("response_times")
    for index, each in enumerate(times if isinstance(times, list) else ()):
        yield read_response(each, below(place, f"response_times[{index}]"), monitor)
    last = value.get("lastIncident")
    if isinstance(last, dict):
        yield from read_incident(last, below(place, "lastIncident"), monitor)


def _running(logs: list[Any]) -> Any:
    """The newest log: for a monitor that is down, its duration grows until it is read."""
    newest, found = -1.0, None
    for log in logs:
        at = number(log.get("datetime")) if isinstance(log, dict) else None
        if at is not None and at > newest:
            newest, found = at, log
    return found if found is not None else logs[0] if logs else None


def read_log(
    log: Any, place: Place, monitor: Monitor, *, running: bool = False
) -> Reading | Refusal:
    """One log entry; `running` for an outage that is not over, whose duration is no end."""
    if not isinstance(log, dict):
        return Refusal(place=place, reason="a log entry that is no object", raw=log)
    kind = number(log.get("type"))
    what = LOG_TYPES.get(int(kind)) if kind is not None else None
    if what is None:
        reason = f"log type {one_line(log.get('type'), 40)!r} is not known"
        return Refusal(place=place, reason=reason, code="unknown-event", raw=log)
    try:
        at = moment(log.get("datetime"), monitor.zone, known=monitor.zone_known)
    except ValueError as error:
        return Refusal(place=place, reason=f"datetime: {error}", raw=log)
    record = read_check(
        what,
        at,
        monitor,
        place,
        cause=reason_of(log.get("reason")) if what == "down" else "",
        lasted_s=seconds(log.get("duration")) if what == "down" and not running else None,
        written=one_line(log.get("datetime"), 60),
    )
    return Reading(record, log)


def read_response(value: Any, place: Place, monitor: Monitor) -> Reading | Refusal:
    """One response time of `response_times` (v2) or `time_series` (v3)."""
    if not isinstance(value, dict):
        return Refusal(place=place, reason="a response time that is no object", raw=value)
    took = number(value.get("value"))
    try:
        at = moment(value.get("datetime", value.get("timestamp")), monitor.zone)
    except ValueError as error:
        return Refusal(place=place, reason=f"a response time: {error}", raw=value)
    if took is None:
        return Refusal(place=place, reason="a response time without a value", raw=value)
    return Reading(read_sample(at, took, monitor, place), value)


def read_incident(value: Any, place: Place, monitor: Monitor) -> Iterator[Reading | Refusal]:
    """A v3 incident: down at `startedAt`, up at `resolvedAt`."""
    try:
        start = moment(value.get("startedAt"), monitor.zone)
        found = value.get("resolvedAt")
        end = moment(found, monitor.zone) if found else None
    except ValueError as error:
        yield Refusal(place=place, reason=f"an incident: {error}", raw=value)
        return
    id_ = one_line(value.get("id"), 60)
    own = monitor_of(value.get("monitor"), monitor.zone)
    if own.id or own.name:
        monitor = own._replace(interval_s=monitor.interval_s, address=monitor.address)
    root = value.get("rootCause")
    cause = reason_of(value.get("reason"))
    code = number(root.get("httpResponseCode")) if isinstance(root, dict) else None
    if code and f"{code:.0f}" not in cause:
        cause = f"{cause} (HTTP {code:.0f})".strip()
    lasted = (end.at - start.at).total_seconds() if end else None
    if lasted is None and str(value.get("status")).lower() == "resolved":
        lasted = seconds(value.get("duration"))
    lasted = lasted if lasted and lasted > 0 else None
    if isinstance(root, dict) and not monitor.address:
        monitor = monitor._replace(address=address_of(root.get("url")))
    refs = (f"uptimerobot:incident:{id_}",) if id_ else ()
    key = f"incident:{id_}" if id_ else ""
    written = one_line(value.get("startedAt"), 60)
    down = read_check(
        "down", start, monitor, place, cause=cause, lasted_s=lasted,
        refs=refs, key=f"{key}:down" if key else "", written=written,
    )  # fmt: skip
    yield Reading(down, value)
    if end:
        up = read_check(
            "up", end, monitor, place, lasted_s=lasted,
            refs=refs, key=f"{key}:up" if key else "", written=one_line(found, 60),
        )  # fmt: skip
        yield Reading(up, value)


def is_v3(value: Any) -> bool:
    """Whether an element of a v3 list is one that is read here."""
    if not isinstance(value, dict):
        return False
    keys = value.keys()
    return (
        {"friendlyName", "interval"} <= keys
        or {"startedAt", "cause", "reason"} <= keys
        or {"comment", "created", "user"} <= keys
        or {"recipientName", "channelType", "timestamp"} <= keys
        or (value.get("type") in ("STATUS_UPDATE", "COMMENT", "NOTIFICATION") and "date" in keys)
    )


def read_v3(value: Any, place: Place, context: Context) -> Iterator[Reading | Refusal]:
    """One element of a v3 list. Raises UnknownEvent for one of another kind."""
    keys = value.keys() if isinstance(value, dict) else set()
    monitor = monitor_of(value, context.zone)
    if {"friendlyName", "interval"} <= keys:
        yield from read_monitor(value, place, monitor)
    elif {"startedAt", "reason"} <= keys:
        yield from read_incident(value, place, Monitor("", "", "", 1, context.zone))
    elif {"comment", "created"} <= keys or {"recipientName", "timestamp"} <= keys or "date" in keys:
        yield _said(value, place, context)
    else:
        raise UnknownEvent("a list of something other than monitors, incidents or their logs")


def _said(value: dict[str, Any], place: Place, context: Context) -> Reading | Refusal:
    """A comment, a notification or a line of an incident's activity log."""
    written = value.get("created", value.get("timestamp", value.get("date")))
    try:
        at = moment(written, context.zone)
    except ValueError as error:
        return Refusal(place=place, reason=f"a log line: {error}", raw=value)
    kind = value.get("type")
    if "comment" in value or kind == "COMMENT":
        person = one_line(
            text_of(value.get("user"), "fullName") or text_of(value, "commentFullName"), 200
        )
        text = from_html(value.get("comment")) or "Commented on the incident (text not exported)"
        id_ = one_line(value.get("id") or value.get("commentId"), 40)
        key = f"comment:{id_}" if value.get("comment") else f"activity:comment:{id_}"
        return Reading(_line(key, at, text, Signal.MESSAGE, place, person or None), value)
    if "recipientName" in value or kind == "NOTIFICATION":
        who = one_line(text_of(value, "recipientName", "sentToFullName"), 200) or "a contact"
        how = one_line(text_of(value, "channelType", "notificationType"), 60)
        failed = text_of(value, "status", "notificationStatus") == "NOT_DELIVERED"
        text = f"{'Could not notify' if failed else 'Notified'} {who}{f' by {how}' if how else ''}"
        key = f"notified:{utc_text(at.at)}:{who}:{how}"
        return Reading(_line(key, at, text, Signal.NOTIFIED, place), value)
    state = one_line(text_of(value, "incidentStatus", "alertLogType"), 60) or "status update"
    where = one_line(text_of(value, "region"), 20)
    cause = reason_of(value.get("reason"))
    text = f"Check from {where or 'a node'}: {state}{f' - {cause}' if cause else ''}"
    key = f"activity:{utc_text(at.at)}:{where}:{state}"
    return Reading(_line(key, at, text, Signal.NOTE, place), value)


def _line(
    key: str, at: Instant, text: str, signal: Signal, place: Place, actor: str | None = None
) -> Record:
    return Record(
        source="uptimerobot",
        key=key,
        at=at.at,
        text=one_line(text),
        signal=signal,
        kind=Kind.HUMAN if actor else Kind.SYSTEM,
        actor=actor,
        precision_s=at.precision_s,
        zone_assumed=at.zone_assumed,
        place=place,
    )
