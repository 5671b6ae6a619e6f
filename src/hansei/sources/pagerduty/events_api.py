"""Events as monitoring sends them (Events API v1 and v2), and change events.

The routing or service key in such an event is a secret: it stays in the raw item and reaches
neither text nor refs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow, UnknownEvent
from hansei.domain.event import Place, Record, Signal
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.pagerduty.fields import (
    NAME,
    clean_url,
    fingerprint,
    id_of,
    link_refs,
    mapping,
    members,
    merged,
    name_of,
    needed,
    time_fields,
)
from hansei.sources.text import one_line, text_of

_ACTIONS = {
    "trigger": (Signal.ALERT_FIRED, "Alert fired"),
    "acknowledge": (Signal.ACKNOWLEDGED, "Alert acknowledged"),
    "resolve": (Signal.ALERT_RESOLVED, "Alert resolved"),
}
_TIMES = ("timestamp", "received_at", "created_at", "sent_at", "time", "@timestamp")
_ROLLBACK = re.compile(r"\b(?:roll(?:ed|ing)?[ -]?back|revert(?:ed|ing|s)?)\b", re.IGNORECASE)
_DEPLOY = re.compile(
    r"\b(?:deploy(?:ed|ing|s|ment|ments)?|releas(?:e|ed|es|ing)|roll(?:ed|ing)?[ -]?out"
    r"|shipped|promoted)\b",
    re.IGNORECASE,
)


def is_event(value: Any) -> bool:
    """Tell an event of the Events API v2 or v1."""
    if not isinstance(value, dict):
        return False
    if "event_action" in value:
        return "routing_key" in value or "dedup_key" in value or "payload" in value
    return "service_key" in value and isinstance(value.get("event_type"), str)


def is_change_event(value: Any) -> bool:
    """Tell a change event, as the REST API gives it or as it was sent."""
    if not isinstance(value, dict) or "event_action" in value:
        return False
    if value.get("type") == "change_event":
        return True
    return "routing_key" in value and "summary" in mapping(value.get("payload"))


def read_event(
    event: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """An alert fired, acknowledged or resolved.

    Only a trigger need carry a time; a wrapper's time of receipt is taken where there is one.
    """
    name = text_of(event, "event_action", "event_type")
    action = _ACTIONS.get(name)
    if action is None:
        raise UnknownEvent(f"unknown event action {one_line(name, 80)!r}")
    payload = mapping(event.get("payload"))
    written = _written(payload) or _written(event)
    when = needed(written, context, f"the {name} event")
    signal, words = action
    dedup = text_of(event, "dedup_key", "incident_key")
    severity = one_line(text_of(payload, "severity"), 40)
    summary = one_line(text_of(payload, "summary") or text_of(event, "description")) or dedup
    where = one_line(text_of(payload, "source"), 200)
    notes = ", ".join(each for each in (severity, where if where not in summary else "") if each)
    text = f"{words}: {summary}" if summary else words
    details = mapping(payload.get("custom_details") or event.get("details"))
    refs = merged((f"alert:{dedup[:256]}",) if dedup else (), _links(event))
    record = Record(
        source=NAME,
        key=f"event:{fingerprint(name, dedup, summary, where, written)}",
        text=_without_secret(one_line(f"{text} ({notes})" if notes else text), event),
        signal=signal,
        service=one_line(text_of(payload, "component", "group"), 200) or None,
        severity=severity or None,
        environment=one_line(text_of(details, "environment", "env"), 60) or None,
        refs=_refs_without_secret(refs, event),
        url=clean_url(event.get("client_url")),
        place=place,
        **time_fields(when, written),
    )
    yield Reading(record, event)


def read_change_event(
    change: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """A deployment, a rollback or another change; the words of its summary tell which."""
    payload = mapping(change.get("payload")) or change
    written = _written(payload) or _written(change)
    when = needed(written, context, "the change event")
    summary = one_line(text_of(payload, "summary"))
    if not summary:
        raise BadRow("the change event says nothing")
    where = one_line(text_of(payload, "source"), 200)
    services = members(change.get("services"))
    details = mapping(payload.get("custom_details"))
    text = f"{summary} ({where})" if where and where not in summary else summary
    identity = id_of(change) or fingerprint(summary, where, written)
    signal = Signal.CHANGE
    if _ROLLBACK.search(summary):
        signal = Signal.ROLLBACK
    elif _DEPLOY.search(summary):
        signal = Signal.DEPLOY
    record = Record(
        source=NAME,
        key=f"change:{identity}",
        text=_without_secret(one_line(f"Change: {text}"), change),
        signal=signal,
        service=name_of(services[0]) or None if services else None,
        environment=one_line(text_of(details, "environment", "env"), 60) or None,
        refs=_refs_without_secret(_links(change), change),
        url=_first_link(change),
        place=place,
        **time_fields(when, written),
    )
    yield Reading(record, change)


def _written(value: dict[str, Any]) -> Any:
    for name in _TIMES:
        if value.get(name):
            return value[name]
    return None


def _links(value: dict[str, Any]) -> tuple[str, ...]:
    hrefs = [text_of(link, "href") for link in members(value.get("links"))[:20]]
    hrefs += [text_of(image, "href") for image in members(value.get("images"))[:20]]
    hrefs.append(text_of(value, "client_url"))
    return link_refs(" ".join(hrefs))


def _first_link(value: dict[str, Any]) -> str | None:
    links = members(value.get("links"))
    return clean_url(links[0].get("href")) if links else None


def _secrets(event: dict[str, Any]) -> list[str]:
    keys = (text_of(event, name) for name in ("routing_key", "service_key"))
    return [key for key in keys if len(key) >= 8]


def _without_secret(text: str, event: dict[str, Any]) -> str:
    for secret in _secrets(event):
        text = text.replace(secret, "[key]")
    return text


def _refs_without_secret(refs: tuple[str, ...], event: dict[str, Any]) -> tuple[str, ...]:
    secrets = _secrets(event)
    return tuple(ref for ref in refs if not any(secret in ref for secret in secrets))
