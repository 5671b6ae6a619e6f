"""Events of the API v1 and v2, and monitor webhooks: alerts, changes and what was posted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from hansei.domain.errors import BadRow
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import Instant
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.datadog.fields import (
    NAME,
    WHOLE,
    body_text,
    clean_url,
    fingerprint,
    id_of,
    labelled,
    link_refs,
    mapping,
    members,
    needed,
    person_of,
    plain,
    tag_list,
    tags_of,
)
from hansei.sources.datadog.transitions import Title, Transition, title_of, transition_named
from hansei.sources.text import LONGEST, one_line

_DEPLOY = re.compile(
    r"\b(?:deploy(?:ed|ing|s|ment|ments)?|releas(?:ed|ing)|roll(?:ed|ing)?[ -]?out)\b",
    re.IGNORECASE,
)
_ROLLBACK = re.compile(r"\b(?:roll(?:ed|ing)?[ -]?back|revert(?:ed|ing)?)\b", re.IGNORECASE)
_NOT_DONE = re.compile(r"\b(?:fail(?:ed|ure|s)?|abort(?:ed)?|cancel+ed)\b", re.IGNORECASE)
_ALERTS = frozenset({"alert", "monitor alert"})
_FIRED = Transition(Signal.ALERT_FIRED, "Alert fired")
_WARNED = Transition(Signal.ALERT_FIRED, "Warning fired")
_RECOVERED = Transition(Signal.ALERT_RESOLVED, "Alert recovered")
# Of an event that a monitor or alerting integration sent: its status is the transition.
_BY_STATUS = {
    "error": _FIRED, "failure": _FIRED, "critical": _FIRED, "alert": _FIRED, "warning": _WARNED,
    "warn": _WARNED, "success": _RECOVERED, "ok": _RECOVERED, "recovery": _RECOVERED,
}  # fmt: skip


class Alerting(NamedTuple):
    """What an event says about the monitor that sent it, where one did."""

    monitor: str = ""
    name: str = ""
    group: str = ""
    transition: str = ""
    by_monitor: bool = False


NO_ALERTING = Alerting()


class Posted(NamedTuple):
    """An event of any form, with its fields in one place.

    `status` tells only of an event that a monitor sent; `host` only identifies one without an id.
    """

    id: str
    written: Any
    title: str
    body: Any
    tags: tuple[str, ...]
    service: str
    alerting: Alerting
    status: str = ""
    host: str = ""
    priority: str = ""
    author: str | None = None
    url: str | None = None
    key: str = ""
    change: bool = False


def record_of(posted: Posted, place: Place, when: Instant) -> Record:
    """The record of an event: an alert's transition, a deployment, a change or a message."""
    title = title_of(posted.title[:1000])
    tags = tags_of(posted.tags)
    alerting = posted.alerting
    transition = _transition(posted, title)
    group = alerting.group or title.scope
    group = "" if group in WHOLE else group
    severity = title.priority or posted.priority or None
    if transition is not None:
        name = alerting.name or title.name or body_text(posted.body, 300)
        where = f"on {group}" if group and group not in name else None
        text = labelled(transition.label, name, where, severity)
        signal, noise = transition.signal, transition.noise or title.test
    else:
        text, signal, noise = _said(posted, title), _signal(posted), title.test
    identity = posted.id or fingerprint(posted.title, posted.written, group, posted.host, text)
    return Record(
        source=NAME,
        key=f"event:{identity}",
        at=when.at,
        text=text,
        signal=signal,
        kind=Kind.HUMAN if posted.author else Kind.SYSTEM,
        actor=posted.author,
        precision_s=when.precision_s,
        zone_assumed=when.zone_assumed,
        written=plain(posted.written, 60) if when.zone_assumed else None,
        service=posted.service or tags.service,
        severity=severity,
        environment=tags.environment,
        refs=_refs(posted, group, alerting.monitor or tags.monitor or ""),
        noise=noise,
        url=posted.url,
        place=place,
    )


def _transition(posted: Posted, title: Title) -> Transition | None:
    if posted.alerting.transition:
        return transition_named(posted.alerting.transition)
    if title.transition is not None:
        return title.transition
    return _BY_STATUS.get(posted.status) if posted.alerting.by_monitor else None


def _signal(posted: Posted) -> Signal:
    worded = _worded(posted.title[:500])
    return Signal.CHANGE if worded is Signal.NONE and posted.change else worded


@lru_cache(maxsize=4096)
def _worded(title: str) -> Signal:
    """A deployment or a rollback by the words of its title; failed ones are neither."""
    if _NOT_DONE.search(title):
        return Signal.NONE
    if _ROLLBACK.search(title):
        return Signal.ROLLBACK
    return Signal.DEPLOY if _DEPLOY.search(title) else Signal.NONE


def _said(posted: Posted, title: Title) -> str:
    name, body = title.name, body_text(posted.body, 1000)
    if not name and not body:
        raise BadRow("the event says nothing")
    if not body or body == name or not name:
        text = name or body
    elif body.startswith(name):
        text = body
    else:
        text = f"{name}: {body}"
    return text if len(text) <= LONGEST else one_line(text)


def _refs(posted: Posted, group: str, monitor: str) -> tuple[str, ...]:
    linked = link_refs(posted.body)
    if not (monitor or posted.key or posted.url):
        return linked
    refs: list[str] = []
    if monitor:
        refs.append(f"alert:datadog:{monitor}")
        if group:
            refs.append(f"alert:datadog:{monitor}:{group}")
    if posted.key:
        refs.append(f"alert:{posted.key}")
    if posted.url:
        refs.append(f"url:{posted.url}")
    refs.extend(linked)
    return tuple(dict.fromkeys(refs))


def is_v1(value: Any) -> bool:
    """Tell an event of the API v1."""
    return isinstance(value, dict) and "date_happened" in value and (
        "title" in value or "text" in value
    )  # fmt: skip


def read_v1(event: dict[str, Any], place: Place, context: Context) -> Iterable[Reading | Refusal]:
    """One event of the API v1. `id` loses digits in JSON readers: `id_str` is better."""
    get = event.get
    identity, written, alerting = id_of(event, "id_str", "id"), get("date_happened"), _sender(event)
    posted = Posted(
        id=identity,
        written=written,
        title=plain(get("title")),
        body=get("text"),
        tags=tag_list(get("tags")),
        service="",
        alerting=alerting,
        status=plain(get("alert_type"), 40).lower() if alerting.by_monitor else "",
        host="" if identity else id_of(event, "host", "device_name"),
        url=event_url(get("url")),
        key=plain(get("aggregation_key"), 200),
    )
    return (Reading(record_of(posted, place, needed(written, context, "the event")), event),)


def _sender(event: dict[str, Any]) -> Alerting:
    monitor = plain(event.get("monitor_id"), 200)
    by_monitor = bool(monitor) or id_of(event, "source_type_name", "source").lower() in _ALERTS
    groups = event.get("monitor_groups")
    if not by_monitor and not groups:
        return NO_ALERTING
    return Alerting(monitor, group=",".join(tag_list(groups))[:300], by_monitor=by_monitor)


def event_url(value: Any) -> str | None:
    """The event's page is told by its query, so a link without one is no link to it."""
    return clean_url(value) if isinstance(value, str) and "?" not in value else None


def is_v2(value: Any) -> bool:
    """Tell an event of the API v2."""
    if not isinstance(value, dict) or value.get("type") != "event":
        return False
    outer = value.get("attributes")
    return isinstance(outer, dict) and (
        isinstance(outer.get("attributes"), dict) or "timestamp" in outer or "category" in outer
    )


def read_v2(event: dict[str, Any], place: Place, context: Context) -> Iterable[Reading | Refusal]:
    """One event of the API v2; its own id inside `evt` is the one that the API v1 gives."""
    outer = mapping(event.get("attributes"))
    inner = mapping(outer.get("attributes"))
    evt = mapping(inner.get("evt"))
    category = plain(outer.get("category") or evt.get("category"), 40)
    service = plain(inner.get("service"), 200)
    posted = Posted(
        id=id_of(evt, "id") or id_of(event, "id"),
        written=outer.get("timestamp") or inner.get("timestamp") or inner.get("date_happened"),
        title=plain(inner.get("title")) or plain(outer.get("title")) or plain(evt.get("name")),
        body=outer.get("message"),
        tags=tag_list(outer.get("tags") or inner.get("tags")),
        status=plain(inner.get("status"), 40).lower(),
        host=id_of(inner, "hostname", "device_name"),
        service="" if service == "undefined" else service,
        alerting=_alerting(inner, category),
        priority=priority_of(inner.get("priority")),
        author=_author(inner.get("author")),
        key=id_of(inner, "aggregation_key"),
        url=next(
            (url for link in members(inner.get("links")) if (url := clean_url(link.get("url")))),
            None,
        ),
        change=category == "change" or bool(inner.get("changed_resource")),
    )
    when = needed(posted.written, context, "the event")
    return (Reading(record_of(posted, place, when), event),)


def _alerting(inner: dict[str, Any], category: str) -> Alerting:
    monitor = mapping(inner.get("monitor"))
    groups = tag_list(inner.get("monitor_groups")) or tag_list(monitor.get("groups"))
    identity = id_of(monitor) or id_of(inner, "monitor_id")
    return Alerting(
        monitor=identity,
        name=title_of(plain(monitor.get("name"))[:1000]).name,
        group=",".join(groups)[:300],
        transition=plain(mapping(monitor.get("transition")).get("trans_name"), 60),
        by_monitor=bool(monitor or identity)
        or category == "alert"
        or inner.get("sourcecategory") == "monitor_alert",
    )


def priority_of(value: Any) -> str:
    """ "1" and "P1" alike; the stream's own "normal" and "low" are no severity."""
    text = plain(value, 10).upper().removeprefix("P")
    return f"P{text}" if text in ("1", "2", "3", "4", "5") else ""


def _author(value: Any) -> str | None:
    author = mapping(value)
    return person_of(author) if author.get("type") == "user" else None
