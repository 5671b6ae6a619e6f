"""Datadog: which form an item has, and who reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hansei.domain.errors import ForeignPayload
from hansei.domain.event import Place
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source, below
from hansei.sources.datadog.events import is_v1, is_v2, read_v1, read_v2
from hansei.sources.datadog.fields import NAME, Reader, each, plain
from hansei.sources.datadog.incidents import is_incident, is_part, read_incident, read_part
from hansei.sources.datadog.logs import explorer_score, is_log, is_row, read_log, read_row
from hansei.sources.datadog.monitors import is_group, is_monitor, read_group, read_monitor
from hansei.sources.datadog.webhooks import is_webhook, read_webhook
from hansei.sources.datadog.windows import (
    is_old_downtime,
    is_window,
    read_old_downtime,
    read_window,
)

Test = Callable[[Any], bool]

# In order: the first whose marks an object bears reads it.
_OBJECTS: tuple[tuple[Test, Reader], ...] = (
    (is_v2, read_v2),
    (is_v1, read_v1),
    (is_log, read_log),
    (is_incident, read_incident),
    (is_part, read_part),
    (is_window, read_window),
    (is_monitor, read_monitor),
    (is_group, read_group),
    (is_old_downtime, read_old_downtime),
    (is_webhook, read_webhook),
)
_LISTS = frozenset({"data", "events", "logs", "monitors", "groups", "downtimes", "incidents"})
_SINGLES = frozenset({"data", "event", "monitor", "downtime", "attributes", "alert", "body"})
_DEEPEST = 4  # wrappers around an object


def _reader_of(value: Any) -> Reader | None:
    if isinstance(value, dict):
        for test, reader in _OBJECTS:
            if test(value):
                return reader
    return None


def _inner_reader_of(value: Any) -> Reader | None:
    """The reader of a list's element; the incident search wraps each one in "data"."""
    if isinstance(value, dict):
        return _reader_of(value) or _reader_of(value.get("data"))
    return None


def _read_any(value: dict[str, Any], place: Place, context: Context) -> Iterable[Reading | Refusal]:
    reader = _reader_of(value)
    if reader is None:
        inner = value.get("data")
        reader = _reader_of(inner)
        if reader is None or not isinstance(inner, dict):
            raise ForeignPayload("not an object that Datadog sends")
        value = inner
    return reader(value, place, context)


def _find(value: Any, depth: int = 0) -> tuple[str, Any, Reader] | None:
    """Where the objects stand inside a response: path, object or list, and its reader."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return None
    reader = _reader_of(value)
    if reader is not None:
        return "", value, reader
    for name, inner in value.items():
        if isinstance(inner, list) and name in _LISTS:
            if any(_inner_reader_of(one) for one in inner[:20]):
                return name, inner, _read_any
        elif isinstance(inner, dict) and isinstance(name, str):
            if name not in _SINGLES and not name.startswith(("response.", "request.")):
                continue
            found = _find(inner, depth + 1)
            if found is not None:
                return f"{name}.{found[0]}" if found[0] else name, found[1], found[2]
    return None


def recognise(sample: Sample) -> int:
    """100 for Datadog's own objects, up to 90 for an explorer's export; 0 for anything else."""
    if sample.shape is Shape.CSV:
        return explorer_score(tuple(sample.header), list(sample.first))
    return 100 if any(_find(value) for value in sample.first) else 0


def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """Records of one response, object, webhook or row.

    Raises ForeignPayload for anything that is not Datadog's, UnknownEvent for an alert transition
    that is not documented, BadRow for an object without a usable time.
    """
    value, place = item
    if context.header and is_row(value):
        yield from read_row(value, place, context)
        return
    found = _find(value)
    if found is not None:
        path, inner, reader = found
        if isinstance(inner, list):
            yield from each(inner, reader, path, place, context)
        else:
            yield from reader(inner, below(place, path) if path else place, context)
    elif is_row(value):
        yield from read_row(value, place, context)
    else:
        kind = plain(value.get("type"), 60) if isinstance(value, dict) else ""
        raise ForeignPayload(f"not a Datadog payload{f' (type {kind!r})' if kind else ''}")


SOURCE = Source(
    name=NAME,
    title="Datadog",
    shapes=frozenset({Shape.JSON, Shape.NDJSON, Shape.CSV}),
    recognise=recognise,
    parse=parse,
    clock=Clock.VENDOR,
)
