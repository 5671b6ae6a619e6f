"""Monitor webhooks: templates that carry Datadog's variables under names of the team's choice.

After "Webhooks" in Datadog's documentation of integrations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from hansei.domain.event import Place
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.datadog.events import Alerting, Posted, event_url, priority_of, record_of
from hansei.sources.datadog.fields import needed, plain, tag_list

# Names under which templates carry Datadog's variables; all are chosen by whoever wrote them.
_FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "event_id", "eventid"),
    "title": ("title", "event_title", "alert_title", "alerttitle", "eventtitle", "name"),
    "body": ("body", "event_msg", "text_only_msg", "message", "text", "msg", "description"),
    "transition": ("alert_transition", "alerttransition", "transition"),
    "type": ("event_type", "eventtype"),
    "monitor": ("alert_id", "alertid", "monitor_id", "monitorid"),
    "time": ("date", "last_updated", "lastupdated", "date_posix", "timestamp", "alert_date"),
    "tags": ("tags",),
    "scope": ("alert_scope", "alertscope", "scope", "scopes"),
    "status": ("alert_type", "alerttype", "status"),
    "priority": ("alert_priority", "alertpriority", "priority", "severity"),
    "host": ("hostname", "host_name", "host"),
    "url": ("link", "url", "event_link"),
    "key": ("aggreg_key", "aggregation_key", "alert_cycle_key"),
    "user": ("user", "username"),
}
_VARIABLES = frozenset(
    f"${name}"
    for name in (
        "ALERT_TRANSITION", "ALERT_ID", "ALERT_TITLE", "ALERT_TYPE", "ALERT_STATUS",
        "ALERT_PRIORITY", "ALERT_SCOPE", "ALERT_QUERY", "ALERT_METRIC", "ALERT_CYCLE_KEY",
        "AGGREG_KEY", "EVENT_TITLE", "EVENT_TYPE", "EVENT_MSG", "TEXT_ONLY_MSG", "LAST_UPDATED",
        "DATE", "ORG_ID", "ORG_NAME", "HOSTNAME", "SNAPSHOT", "PRIORITY", "LINK", "ID", "TAGS",
    )
)  # fmt: skip
_KEYS = frozenset({"alert_transition", "alerttransition", "aggreg_key", "alert_cycle_key"})
_BESIDE = frozenset({"title", "alert_title", "event_title", "body", "alert_id", "id"})
_MONITOR_TYPE = re.compile(r"[a-z0-9_ -]{0,60}(?:_monitor|_alert|monitor_alert)$")


def is_webhook(value: Any) -> bool:
    """Tell a monitor's webhook: by Datadog's variables, its event types or its org block."""
    if not isinstance(value, dict) or not 3 <= len(value) <= 80:
        return False
    own, near = _told_by(tuple(value))
    if own:
        return True
    if near:
        kind = value.get("event_type")
        if isinstance(kind, str) and _MONITOR_TYPE.match(kind):
            return True
    return sum(1 for one in value.values() if isinstance(one, str) and one in _VARIABLES) >= 2


@lru_cache(maxsize=256)
def _told_by(keys: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether the names alone tell a webhook, and whether they are near enough to look on."""
    names = {name.lower() for name in keys if isinstance(name, str)}
    own = bool(names & _KEYS and names & _BESIDE)
    return own, bool(names & {"org", "last_updated", "alert_id"})


def read_webhook(
    payload: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """A monitor's notification. An unexpanded variable counts as absent.

    Raises UnknownEvent for a transition that Datadog does not document.
    """
    places = _places(tuple(payload))

    def field(ours: str) -> Any:
        for name in places[ours]:
            value = payload[name]
            if isinstance(value, list) or plain(value, 60):
                return value
        return None

    scope = tag_list(field("scope"))
    posted = Posted(
        id=plain(field("id"), 200),
        written=field("time"),
        title=plain(field("title")),
        body=field("body"),
        tags=tag_list(field("tags")),
        status=plain(field("status"), 40).lower(),
        host=plain(field("host"), 200),
        service="",
        alerting=Alerting(
            monitor=plain(field("monitor"), 60),
            group=",".join(scope)[:300],
            transition=plain(field("transition"), 60),
            by_monitor=True,
        ),
        priority=priority_of(field("priority")),
        url=event_url(field("url")),
        key=plain(field("key"), 200),
    )
    when = needed(posted.written, context, "the webhook")
    yield Reading(record_of(posted, place, when), payload)


@lru_cache(maxsize=256)
def _places(keys: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Our names to the template's that may carry them, the likelier first."""
    known = {name.lower(): name for name in keys if isinstance(name, str)}
    return {
        ours: tuple(known[name] for name in theirs if name in known)
        for ours, theirs in _FIELDS.items()
    }
