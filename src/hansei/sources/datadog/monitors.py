"""Monitors: when each group last fired, recovered or lost its data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.event import Place, Record, Signal
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.datadog.fields import (
    NAME,
    WHOLE,
    id_of,
    instant,
    labelled,
    mapping,
    plain,
    tag_list,
    tags_of,
    time_fields,
)
from hansei.sources.datadog.transitions import TRANSITIONS, Transition, title_of

_STAMPS: tuple[tuple[str, Transition], ...] = (
    ("last_triggered_ts", TRANSITIONS["triggered"]),
    ("last_nodata_ts", TRANSITIONS["no data"]),
    ("last_resolved_ts", TRANSITIONS["recovered"]),
)
_BY_STATE = {
    "Alert": TRANSITIONS["triggered"],
    "Warn": TRANSITIONS["warn"],
    "OK": TRANSITIONS["recovered"],
    "No Data": TRANSITIONS["no data"]._replace(noise=True),
}
_CREATED = Transition(Signal.NOTE, "Monitor created", noise=True)
_MODIFIED = Transition(Signal.NOTE, "Monitor definition changed", noise=True)
_DELETED = Transition(Signal.NOTE, "Monitor deleted", noise=True)


def is_monitor(value: Any) -> bool:
    """Tell a monitor or a hit of the monitor search."""
    if not isinstance(value, dict):
        return False
    if "overall_state" in value or "overall_state_modified" in value:
        return "query" in value or "name" in value
    return "last_triggered_ts" in value and "query" in value


def is_group(value: Any) -> bool:
    """Tell a hit of the monitor group search."""
    return isinstance(value, dict) and "monitor_id" in value and (
        "last_triggered_ts" in value or "last_nodata_ts" in value
    )  # fmt: skip


def read_monitor(
    monitor: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """The last change of each group, or of the whole monitor where groups are not given."""
    groups = mapping(mapping(monitor.get("state")).get("groups"))
    for name, state in groups.items():
        group = plain(name, 300)
        for stamp, transition in _STAMPS:
            yield from _record(
                monitor, group, mapping(state).get(stamp), transition, place, context
            )
    if not groups:
        whole = _BY_STATE.get(plain(monitor.get("overall_state"), 20))
        if whole is not None:
            yield from _record(
                monitor, "", monitor.get("overall_state_modified"), whole, place, context
            )
        yield from _record(
            monitor, "", monitor.get("last_triggered_ts"), _STAMPS[0][1], place, context
        )
    created = monitor.get("created") or monitor.get("created_at")
    yield from _record(monitor, "", created, _CREATED, place, context)
    if monitor.get("modified") != created:
        yield from _record(monitor, "", monitor.get("modified"), _MODIFIED, place, context)
    yield from _record(monitor, "", monitor.get("deleted"), _DELETED, place, context)


def read_group(
    group: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """The last change of one group of a monitor."""
    monitor = {
        "id": group.get("monitor_id"),
        "name": group.get("monitor_name"),
        "tags": group.get("group_tags"),
    }
    for stamp, transition in _STAMPS:
        for reading in _record(
            monitor, plain(group.get("group"), 300), group.get(stamp), transition, place, context
        ):
            yield Reading(reading.record, group)


def _record(
    monitor: dict[str, Any], group: str, written: Any, transition: Transition,
    place: Place, context: Context,
) -> Iterator[Reading]:  # fmt: skip
    when = instant(written, context)
    if when is None:
        return
    identity = id_of(monitor)
    group = "" if group in WHOLE else group
    title = title_of(plain(monitor.get("name"))[:1000])
    tags = tags_of(tag_list(monitor.get("tags")) + tag_list(group))
    rank = plain(monitor.get("priority"), 4).upper().removeprefix("P")
    priority = f"P{rank}" if rank else title.priority
    refs = [f"alert:datadog:{identity}"] if identity else []
    if group and identity:
        refs.append(f"alert:datadog:{identity}:{group}")
    slug = transition.label.lower().replace(" ", "-")
    record = Record(
        source=NAME,
        key=f"monitor:{identity}:{group}:{slug}:{int(when.at.timestamp())}",
        text=labelled(
            transition.label,
            title.name or f"monitor {identity}",
            f"on {group}" if group else None,
            priority if transition.signal is Signal.ALERT_FIRED else None,
        ),
        signal=transition.signal,
        service=tags.service,
        severity=priority,
        environment=tags.environment,
        refs=tuple(refs),
        noise=transition.noise,
        place=place,
        **time_fields(when, written),
    )
    yield Reading(record, monitor)
