"""PagerDuty: which form an item has, and who reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hansei.domain.errors import ForeignPayload
from hansei.domain.event import Place
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source, below
from hansei.sources.pagerduty.attachments import (
    is_alert,
    is_note,
    is_status_update,
    read_alert,
    read_note,
    read_status_update,
)
from hansei.sources.pagerduty.events_api import (
    is_change_event,
    is_event,
    read_change_event,
    read_event,
)
from hansei.sources.pagerduty.exports import (
    is_entry_row,
    is_report,
    is_report_row,
    read_entry_row,
    read_report_row,
)
from hansei.sources.pagerduty.fields import NAME, Reader, each, mapping
from hansei.sources.pagerduty.incidents import (
    is_incident,
    is_responder_request,
    read_incident,
    read_responder_request,
)
from hansei.sources.pagerduty.log_entries import is_log_entry, read_log_entry
from hansei.sources.pagerduty.status_pages import (
    COMPANIONS,
    is_post,
    is_update,
    read_post,
    read_update,
)
from hansei.sources.pagerduty.webhooks import (
    is_message,
    is_v3,
    read_message,
    read_outbound_event,
    read_v3,
)
from hansei.sources.text import text_of

Test = Callable[[Any], bool]

# In order: the first whose marks an object bears reads it.
_OBJECTS: tuple[tuple[Test, Reader], ...] = (
    (is_v3, read_v3),
    (is_log_entry, read_log_entry),
    (is_message, read_message),
    (is_event, read_event),
    (is_change_event, read_change_event),
    (is_alert, read_alert),
    (is_incident, read_incident),
    (is_note, read_note),
    (is_status_update, read_status_update),
    (is_post, read_post),
    (is_update, read_update),
    (is_responder_request, read_responder_request),
    (is_entry_row, read_entry_row),
    (is_report_row, read_report_row),
)
_LISTS = frozenset(
    {
        "incidents", "log_entries", "alerts", "notes", "messages", "change_events", "posts",
        "post_updates", "status_updates", "events", "data",
    }
)  # fmt: skip
_SINGLES = frozenset(
    {
        "incident", "log_entry", "alert", "note", "status_update", "change_event", "post",
        "post_update", "postmortem", "responder_request",
    }
)  # fmt: skip
_PAGING = ("limit", "offset", "more")
_WRAPPER = "pagerduty."
_DEEPEST = 4  # wrappers around a response


def _reader_of(value: Any) -> Reader | None:
    if isinstance(value, dict):
        for test, reader in _OBJECTS:
            if test(value):
                return reader
    return None


def _read_any(value: dict[str, Any], place: Place, context: Context) -> Iterator[Reading | Refusal]:
    reader = _reader_of(value)
    if reader is None:
        raise ForeignPayload("not an object that PagerDuty sends")
    return reader(value, place, context)


def _find(value: Any, depth: int = 0) -> tuple[str, Any, Reader] | None:
    """Where the objects stand inside a response: path, object or list, and its reader."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return None
    reader = _reader_of(value)
    if reader is not None:
        return "", value, reader
    for name, inner in value.items():
        if not isinstance(name, str):
            continue
        if isinstance(inner, list) and name in _LISTS:
            if any(_reader_of(one) for one in inner[:20]):
                return name, inner, _read_any
        elif isinstance(inner, dict):
            if name in _SINGLES:
                reader = _reader_of(inner)
                if reader is not None:
                    return name, inner, reader
            elif name.startswith("response.") or name in ("data", "body", "payload"):
                found = _find(inner, depth + 1)
                if found is not None:
                    path = f"{name}.{found[0]}" if found[0] else name
                    return path, found[1], found[2]
    return None


def _relayed(value: Any) -> dict[str, Any] | None:
    """A v3 event that a relay rebuilt as {"type": "pagerduty.incident...", "data", "timestamp"}."""
    if not isinstance(value, dict):
        return None
    name, data = value.get("type"), value.get("data")
    if (
        not isinstance(name, str)
        or not name.startswith("pagerduty.incident.")
        or not (isinstance(data, dict) and isinstance(data.get("incident"), dict))
    ):
        return None
    part = mapping(data.get("annotation")) or mapping(data.get("status_update"))
    inner = {**part, "incident": data["incident"]} if part else data["incident"]
    return {
        "event_type": name.removeprefix(_WRAPPER),
        "occurred_at": value.get("timestamp"),
        "agent": data.get("agent"),
        "data": inner,
    }


def _empty_page(value: Any) -> bool:
    """Tell a page of PagerDuty's classic pagination that holds nothing."""
    if not isinstance(value, dict) or not all(name in value for name in _PAGING):
        return False
    lists = [value[name] for name in _LISTS if name in value]
    return bool(lists) and all(one == [] for one in lists)


def recognise(sample: Sample) -> int:
    """100 for PagerDuty's own objects, 95 for its report's header; 0 for anything else."""
    if sample.shape is Shape.CSV:
        if any(is_entry_row(row) for row in sample.first):
            return 100
        return 95 if is_report(tuple(sample.header)) else 0
    if any(_find(value) or _relayed(value) for value in sample.first):
        return 100
    return 60 if any(_empty_page(value) for value in sample.first) else 0


def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """Records of one response, object, webhook or row.

    Raises ForeignPayload for anything that is not PagerDuty's, UnknownEvent for a webhook event
    or log entry type that is not documented, BadRow for an object without a usable time.
    """
    value, place = item.value, item.place
    relayed = _relayed(value)
    if relayed is not None:
        return read_outbound_event(relayed, value, place, context)
    found = _find(value)
    if found is None:
        if _empty_page(value):
            return iter(())
        kind = text_of(value, "type")[:60]
        raise ForeignPayload(f"not a PagerDuty payload{f' (type {kind!r})' if kind else ''}")
    path, inner, reader = found
    if isinstance(inner, list):
        return each(inner, reader, path, place, context)
    return reader(inner, below(place, path) if path else place, context)


SOURCE = Source(
    name=NAME,
    title="PagerDuty",
    shapes=frozenset({Shape.JSON, Shape.NDJSON, Shape.CSV}),
    recognise=recognise,
    parse=parse,
    clock=Clock.VENDOR,
    companions=COMPANIONS,
)
