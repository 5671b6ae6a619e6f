"""Better Stack Uptime: incidents of the API and of outgoing webhooks.

Source: Better Stack Uptime API v2 and v3, "Incidents" (response attributes); "Outgoing webhooks".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from hansei.domain.errors import ForeignPayload, UnknownEvent
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import Instant, duration_text, from_iso
from hansei.sources.base import (
    Context,
    Item,
    Reading,
    Refusal,
    Sample,
    Shape,
    Source,
    below,
    within_reach,
)
from hansei.sources.text import from_html, one_line, watched_address

_OWN = frozenset({"started_at", "cause", "resolved_at"})
"""What the attributes of an incident have, whatever else."""
_OTHERS = frozenset({"monitor", "heartbeat", "monitor_group", "status_page", "policy"})


def recognise(sample: Sample) -> int:
    """95 for incidents in the API's envelope, 60 for what else it lists in the same one."""
    scores = [_score(each) for each in sample.first]
    found = [score for score in scores if score]
    return max(found) if found and len(found) * 2 >= len(scores) else 0


def _score(value: Any) -> int:
    elements = _elements(value)
    if not elements or any(map(_is_incident, elements)):
        return 95 if elements else 0
    kinds = [each.get("type") if isinstance(each, dict) else None for each in elements]
    listed = all(isinstance(each, str) and each in _OTHERS for each in kinds)
    return 60 if listed and "pagination" in value else 0


def _elements(value: Any) -> list[Any]:
    """The incidents of a list, of a single answer or webhook, or of bare elements."""
    if not isinstance(value, dict):
        return []
    data = value.get("data", value)
    return data if isinstance(data, list) else [data]


def _is_incident(value: Any) -> bool:
    attributes = value.get("attributes") if isinstance(value, dict) else None
    if not isinstance(attributes, dict) or value.get("type") != "incident":
        return False
    return len(_OWN & attributes.keys()) >= 2


@within_reach
def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """When a check failed, who acknowledged it, and when it was over. Raises as `Source` says."""
    elements = _elements(item.value)
    known = [each for each in elements if isinstance(each, dict) and "attributes" in each]
    if not known:
        raise ForeignPayload("not a payload of Better Stack")
    if not any(map(_is_incident, known)):
        kind = one_line(known[0].get("type"), 40)
        if kind in _OTHERS:
            raise UnknownEvent(f"a list of {kind}s, not of incidents")
        raise ForeignPayload("not a payload of Better Stack")
    many = isinstance(item.value.get("data"), list)
    for number, each in enumerate(elements):
        place = below(item.place, f"data[{number}]") if many else item.place
        if _is_incident(each):
            yield from _read_incident(each, place, context)
        else:
            yield Refusal(place, "not an incident of Better Stack", raw=each)


def _read_incident(
    value: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    told: Mapping[str, Any] = value["attributes"]
    times = {}
    for name in ("started_at", "acknowledged_at", "resolved_at"):
        try:
            times[name] = _moment(told.get(name), context)
        except ValueError as error:
            yield Refusal(place, f"{name}: {error}", raw=value)
    start, over = times.get("started_at"), times.get("resolved_at")
    if start is None:
        if "started_at" in times:
            yield Refusal(place, "an incident without its start", raw=value)
        return
    lasted = (over.at - start.at).total_seconds() if over else 0.0
    name, cause = from_html(told.get("name"), 200), from_html(told.get("cause"), 300)
    name = name or "a monitor"
    after = f" (down for {duration_text(lasted)})" if lasted > 0 else ""
    said = f"{name} is down{f': {cause}' if cause else ''}{after}"
    yield _line(value, "down", start, said, Signal.DOWN, place,
                until=start.at + timedelta(seconds=lasted) if lasted > 0 else None)  # fmt: skip
    if (seen := times.get("acknowledged_at")) is not None:
        by = one_line(told.get("acknowledged_by"), 100)
        text = f"Acknowledged: {name}"
        yield _line(value, "acknowledged", seen, text, Signal.ACKNOWLEDGED, place, actor=by or None)
    if over is not None:
        before = f" (was down for {duration_text(lasted)})" if lasted > 0 else ""
        yield _line(value, "up", over, f"{name} is up{before}", Signal.UP, place)


def _line(
    value: dict[str, Any], what: str, at: Instant, text: str, signal: Signal, place: Place,
    **fields: Any,
) -> Reading:  # fmt: skip
    told = value["attributes"]
    id_ = one_line(value.get("id"), 60)
    address = watched_address(told.get("url"))
    name = from_html(told.get("name"), 200)
    own = (f"betterstack:incident:{id_}",) if id_ else ()
    record = Record(
        source="betterstack",
        key=f"{id_ or name}:{what}:{at.at.timestamp():.0f}",
        at=at.at,
        text=one_line(text),
        signal=signal,
        kind=Kind.HUMAN if fields.get("actor") else Kind.SYSTEM,
        precision_s=at.precision_s,
        zone_assumed=at.zone_assumed,
        service=name or None,
        refs=(*own, f"url:{address}") if address else own,
        url=address or None,
        place=place,
        **fields,
    )
    return Reading(record, value)


def _moment(written: Any, context: Context) -> Instant | None:
    """A time of the API, None where it is told that there is none. Raises ValueError."""
    if written is None or written == "":
        return None
    if not isinstance(written, str):
        raise ValueError("not a time")
    return from_iso(written, context.zone)


SOURCE = Source(
    name="betterstack",
    title="Better Stack",
    shapes=frozenset({Shape.JSON, Shape.NDJSON}),
    recognise=recognise,
    parse=parse,
)
