"""Logs of the search API, and the CSV exports of the Log Explorer and the Event Explorer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from hansei.domain.errors import BadRow
from hansei.domain.event import Place, Record
from hansei.domain.times import Instant
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.datadog.events import NO_ALERTING, Alerting, Posted, record_of
from hansei.sources.datadog.fields import (
    NAME,
    body_text,
    fingerprint,
    id_of,
    instant,
    link_refs,
    mapping,
    needed,
    plain,
    tag_list,
    tags_of,
)
from hansei.sources.datadog.transitions import title_of
from hansei.sources.text import one_line

_ALERTS = frozenset({"alert", "monitor", "monitor alert"})
_QUIET = frozenset({"info", "debug", "trace", "ok", "notice"})
_COLUMNS: dict[str, tuple[str, ...]] = {
    "date": ("date", "timestamp", "time", "date_happened", "event_time"),
    "title": ("title", "event_title", "name"),
    "message": ("message", "content", "text", "event_message", "description"),
    "host": ("host", "hostname"),
    "service": ("service",),
    "status": ("status", "alert_type", "level"),
    "tags": ("tags",),
    "source": ("source", "source_type_name"),
    "priority": ("priority",),
    "monitor": ("monitor_id", "alert_id"),
    "group": ("monitor_groups", "group", "monitor_group"),
    "transition": ("transition", "alert_transition", "monitor_transition_trans_name"),
    "id": ("id", "event_id", "evt_id"),
    "env": ("env", "environment"),
    "key": ("aggregation_key",),
}
_OWN = frozenset({"host", "service", "source", "monitor", "key"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_TAGGED = re.compile(r"[a-zA-Z_][\w.-]{0,60}:[^\s,:][^,]{0,200}")
_SUPPORTING = frozenset(
    {"message", "host", "service", "status", "tags", "source", "priority", "monitor", "key"}
)


def is_log(value: Any) -> bool:
    """Tell a log of the search API v2, or v1 with its content."""
    if not isinstance(value, dict):
        return False
    if value.get("type") == "log":
        return isinstance(value.get("attributes"), dict)
    content = value.get("content")
    return isinstance(content, dict) and "timestamp" in content and "message" in content


def read_log(log: dict[str, Any], place: Place, context: Context) -> Iterable[Reading | Refusal]:
    """One log line; those below a warning are kept as noise."""
    found = mapping(log.get("attributes")) or mapping(log.get("content"))
    written = found.get("timestamp")
    when = needed(written, context, "the log")
    record = _log_record(
        id_of(log), found.get("message"), plain(found.get("status"), 20).lower(),
        plain(found.get("service"), 200), plain(found.get("host"), 200),
        tag_list(found.get("tags")), place, when, written,
    )  # fmt: skip
    return (Reading(record, log),)


def _log_record(
    identity: str, message: Any, status: str, service: str, host: str, tags: tuple[str, ...],
    place: Place, when: Instant, written: Any,
) -> Record:  # fmt: skip
    text = body_text(message)
    if not text:
        raise BadRow("the log has no message")
    known = tags_of(tags)
    where = service or known.service or host
    head = " ".join(one for one in (status.upper() if status else "", where) if one)
    return Record(
        source=NAME,
        key=f"log:{identity or fingerprint(written, host, service, text)}",
        at=when.at,
        text=one_line(f"{head}: {text}" if head else text),
        precision_s=when.precision_s,
        zone_assumed=when.zone_assumed,
        written=plain(written, 60) if when.zone_assumed else None,
        service=service or known.service,
        environment=known.environment,
        refs=link_refs(message),
        noise=status in _QUIET,
        place=place,
    )


@lru_cache(maxsize=64)
def columns_of(header: tuple[str, ...]) -> dict[str, str]:
    """Our names to the header's; "@evt.id" and "Event ID" differ, case and spaces do not."""
    written: dict[str, str] = {}
    for column in header:
        if isinstance(column, str):
            written.setdefault(_NOT_WORD.sub("_", column[:100].lower()).strip("_"), column)
    found: dict[str, str] = {}
    for ours, theirs in _COLUMNS.items():
        for name in theirs:
            if name in written and written[name] not in found.values():
                found[ours] = written[name]
                break
    return found


@lru_cache(maxsize=64)
def is_explorer(header: tuple[str, ...]) -> bool:
    """Tell the header of an explorer's export from other tables with a date and a title."""
    columns = columns_of(header)
    names = columns.keys()
    if "title" in names and "date" in names:
        own = {"host", "service"} <= names or ("tags" in names and bool(_OWN & names))
        return own and len(_SUPPORTING & names) >= 3
    return columns.get("date") == "Date" and {"host", "service", "message"} <= names


def explorer_score(header: tuple[str, ...], rows: list[Any]) -> int:
    """How sure a header and its rows are an explorer's export: tags in its form make it so."""
    if not is_explorer(header):
        return 0
    columns = columns_of(header)
    if _tagged(columns, rows):
        return 90
    return 75 if columns["date"] == "Date" else 35


def _tagged(columns: dict[str, str], rows: list[Any]) -> bool:
    name = columns.get("tags")
    return name is not None and any(
        isinstance(row, dict) and isinstance(row.get(name), str) and _TAGGED.search(row[name][:500])
        for row in rows
    )


def is_row(value: Any) -> bool:
    """Tell a row of an explorer's export by its columns."""
    return isinstance(value, dict) and is_explorer(tuple(value))


def read_row(row: dict[str, Any], place: Place, context: Context) -> Iterable[Reading | Refusal]:
    """A row of the Event Explorer where it has a title, else one of the Log Explorer."""
    columns = columns_of(tuple(row))
    cell = {ours: row[theirs] for ours, theirs in columns.items()}.get
    written = cell("date")
    when = _loose(written, context)
    tags = tag_list(cell("tags"))
    environment = plain(cell("env"), 60)
    if environment:
        tags += (f"env:{environment}",)
    identity, message, service = (
        plain(cell("id"), 200),
        cell("message"),
        plain(cell("service"), 200),
    )
    host, status = plain(cell("host"), 200), plain(cell("status"), 40).lower()
    title = plain(cell("title")) or _alert_title(message)
    if "title" not in columns and not title:
        line = _log_record(identity, message, status, service, host, tags, place, when, written)
        return (Reading(line, row),)
    posted = Posted(
        id=identity,
        written=written,
        title=title,
        body=message,
        tags=tags,
        status=status,
        host=host,
        service=service,
        alerting=_alerting(cell, tags),
        key=plain(cell("key"), 200),
    )
    return (Reading(record_of(posted, place, when), row),)


def _alerting(cell: Callable[[str], Any], tags: tuple[str, ...]) -> Alerting:
    tagged = tags_of(tags)
    monitor = plain(cell("monitor"), 60) or tagged.monitor or ""
    group, transition = plain(cell("group"), 300), plain(cell("transition"), 60)
    by_monitor = bool(monitor) or tagged.alerting or plain(cell("source"), 60).lower() in _ALERTS
    if not (by_monitor or group or transition):
        return NO_ALERTING
    return Alerting(monitor, "", group, transition, by_monitor)


def _alert_title(message: Any) -> str:
    """The first line of a message where it is a monitor notification's title."""
    first = message.strip()[:500].partition("\n")[0] if isinstance(message, str) else ""
    return first if title_of(first).transition else ""


def _loose(written: Any, context: Context) -> Instant:
    """A time as an export writes it: ISO 8601, Unix, or "Mar 4, 2025, 10:36:12.123 am".

    Raises BadRow without one.
    """
    try:
        return needed(written, context, "the row")
    except BadRow:
        text = plain(written, 61)
        if not text or len(text) > 60:
            raise
    from dateutil import parser

    try:
        at = parser.parse(text, default=datetime(1, 1, 1, tzinfo=None))  # noqa: DTZ001
        bare = at.tzinfo is None
        at = (at.replace(tzinfo=context.zone) if bare else at).astimezone(UTC)
        found = instant(at.isoformat(), context)
    except (ValueError, OverflowError, TypeError, RecursionError, AttributeError):
        found = None
    if found is None:
        raise BadRow(f"{text!r} is no time that can be read")
    seconds = 60 if text.count(":") == 1 else 0 if at.microsecond else 1
    return Instant(found.at, seconds if ":" in text else 86400, bare)
