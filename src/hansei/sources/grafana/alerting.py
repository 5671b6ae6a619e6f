"""Grafana alerting: notifications of both generations, the state history of rules.

Source: Grafana "Configure the webhook notifier" (Alertmanager's form with Grafana's fields),
"Legacy alerting: webhook", "View alert state history" (`/api/v1/rules/history`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow, UnknownEvent
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import Instant, from_epoch, utc_text
from hansei.sources.alert_facts import (
    Notified,
    fingerprint,
    first_of,
    group_refs,
    labels_of,
    wording,
)
from hansei.sources.alerts import left_out, read_alerts
from hansei.sources.base import Reading, Refusal, below
from hansei.sources.text import one_line, text_of, urls_in

_STATES = {
    "alerting": (Signal.ALERT_FIRED, "Alert fired"),
    "firing": (Signal.ALERT_FIRED, "Alert fired"),
    "ok": (Signal.ALERT_RESOLVED, "Alert resolved"),
    "normal": (Signal.ALERT_RESOLVED, "Alert resolved"),
    "pending": (Signal.NOTE, "Alert condition first met"),
    "recovering": (Signal.NOTE, "Alert condition no longer met"),
    "no_data": (Signal.NOTE, "Alert without data"),
    "nodata": (Signal.NOTE, "Alert without data"),
    "error": (Signal.NOTE, "Alert could not be evaluated"),
    "paused": (Signal.NOTE, "Alert rule paused"),
    "unknown": (Signal.NOTE, "Alert state unknown"),
}
_QUIET = ("", "ok", "normal", "unknown", "paused", "pending")


def meaning(state: Any, previous: Any = None) -> tuple[Signal, str] | None:
    """The signal and wording of a state ("Alerting", "Normal (Paused)"), None for an unknown one.

    A return to normal resolves an alert only where it had fired before.
    """
    if not isinstance(state, str):
        return None
    found = _STATES.get(state.split("(", 1)[0].strip().lower())
    if found and found[0] is Signal.ALERT_RESOLVED and isinstance(previous, str):
        before = previous.split("(", 1)[0].strip().lower()
        return (Signal.NOTE, "Alert rule normal") if before in _QUIET else found
    return found


def read_notification(
    value: dict[str, Any], place: Place, about: Notified
) -> Iterator[Reading | Refusal]:
    """A notification of unified alerting: each alert in it."""
    status = value.get("status")
    if status not in (None, "", "firing", "resolved"):
        raise UnknownEvent(f"notification status {one_line(status, 60)!r} is not known")
    refs = group_refs(value)
    rule = text_of(value, "ruleUid")
    if rule:
        refs += (f"grafana:rule:{one_line(rule, 100)}",)
    yield from read_alerts(value["alerts"], place, about._replace(refs=refs))
    yield from left_out(value, place)


def read_legacy(value: dict[str, Any], place: Place, sent: Instant | None) -> Reading:
    """A notification of legacy alerting. It states no time of its own: the envelope must.

    Raises UnknownEvent for an unknown state and BadRow without a time.
    """
    found = meaning(value.get("state"))
    if found is None:
        raise UnknownEvent(f"alert state {one_line(value.get('state'), 60)!r} is not known")
    if sent is None:
        raise BadRow("a legacy notification states no time", place=str(place))
    rule = one_line(value.get("ruleId"), 60)
    name = one_line(text_of(value, "ruleName", "title"), 300) or "unnamed rule"
    message = one_line(value.get("message"), 800)
    matches = value.get("evalMatches")
    values = [
        f"{one_line(each.get('metric'), 100)} = {one_line(each.get('value'), 40)}"
        for each in (matches[:5] if isinstance(matches, list) else ())
        if isinstance(each, dict)
    ]
    text = f"{found[1]}: {name}" + (f" - {message}" if message else "")
    tags = labels_of(value.get("tags"))
    links = urls_in(text_of(value, "ruleUrl"))
    record = Record(
        source="grafana",
        key=f"legacy:{rule or name}:{utc_text(sent.at)}:{one_line(value.get('state'), 40)}",
        at=sent.at,
        text=one_line(f"{text} ({', '.join(values)})" if values else text),
        signal=found[0],
        precision_s=sent.precision_s,
        zone_assumed=sent.zone_assumed,
        service=first_of(tags, ("service", "app", "job")),
        severity=first_of(tags, ("severity", "priority")),
        refs=(*([f"grafana:alert:{rule}"] if rule else []), *(f"url:{each}" for each in links)),
        url=links[0] if links else None,
        place=place,
    )
    return Reading(record, value)


def is_history(value: Any) -> bool:
    """Whether a document is the data frame of the state history."""
    return isinstance(value, dict) and _fields(value)[:2] == ["time", "line"]


def _fields(value: dict[str, Any]) -> list[str]:
    schema = value.get("schema")
    fields = schema.get("fields") if isinstance(schema, dict) else None
    return [text_of(each, "name") for each in fields] if isinstance(fields, list) else []


def read_history(value: dict[str, Any], place: Place) -> Iterator[Reading | Refusal]:
    """The state changes in a data frame: a column of times (ms) beside one of lines."""
    data = value.get("data")
    values = data.get("values") if isinstance(data, dict) else None
    columns = values if isinstance(values, list) and len(values) >= 2 else [[], []]
    times, lines = columns[0], columns[1]
    if not isinstance(times, list) or not isinstance(lines, list):
        raise BadRow("a state history without columns", place=str(place))
    for number, (time, line) in enumerate(zip(times, lines, strict=False)):
        yield _transition(time, line, below(place, f"data.values[1][{number}]"))


def _transition(time: Any, line: Any, place: Place) -> Reading | Refusal:
    if not isinstance(line, dict):
        return Refusal(place=place, reason="a state change that is no object", raw=line)
    try:
        at = from_epoch(time)
    except (ValueError, TypeError, OverflowError):
        return Refusal(place=place, reason="a state change without a usable time", raw=line)
    current, previous = line.get("current"), line.get("previous")
    found = meaning(current, previous)
    if found is None:
        reason = f"alert state {one_line(current, 60)!r} is not known"
        return Refusal(place=place, reason=reason, code="unknown-event", raw=line)
    labels = labels_of(line.get("labels"))
    title = text_of(line, "ruleTitle")
    rule = one_line(text_of(line, "ruleUID"), 100)
    identity = one_line(text_of(line, "fingerprint"), 100) or fingerprint(labels)
    said = wording({**labels, "alertname": title} if title else labels, {})
    values = labels_of(line.get("values"))
    tail = ", ".join(f"{name} = {values[name]}" for name in sorted(values)[:5])
    record = Record(
        source="grafana",
        key=f"state:{rule or identity}:{identity}:{utc_text(at)}",
        at=at,
        text=one_line(f"{found[1]}: {said}{f', values {tail}' if tail else ''}"),
        signal=found[0],
        precision_s=0,
        service=first_of(labels, ("service", "service_name", "app", "job")),
        severity=first_of(labels, ("severity", "priority")),
        environment=first_of(labels, ("environment", "env")),
        refs=(f"alert:{identity}", *([f"grafana:rule:{rule}"] if rule else [])),
        noise=found[1] in ("Alert rule normal", "Alert state unknown"),
        place=place,
    )
    return Reading(record, line)
