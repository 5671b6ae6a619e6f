"""UptimeRobot: API v2 and v3 answers, alert webhooks, CSV exports of logs and incidents.

Source: UptimeRobot API v2 and v3 documentation; "Web-hook alert contacts" (its variables).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from hansei.domain.errors import BadRow, ForeignPayload, UnknownEvent
from hansei.domain.event import Place, Record, Signal
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
from hansei.sources.text import from_html, one_line
from hansei.sources.uptimerobot.api import (
    is_v3,
    read_log,
    read_monitor,
    read_response,
    read_v3,
)
from hansei.sources.uptimerobot.checks import (
    Monitor,
    address_of,
    moment,
    monitor_of,
    number,
    read_check,
    reason_of,
    seconds,
    unfilled,
)

_V2_NAMES = ("friendly_name", "friendlyname")
_LOG_COLUMNS = {"Event", "Monitor", "Date-Time"}
_ALERTS = {1: "down", 2: "up"}
_EXPIRY = 3  # alert type: a certificate or domain is about to expire
_SPAN = re.compile(r"(\d{1,6})\s{0,3}(d(?:ay)?|h(?:r|our)?|m(?:in)?|s(?:ec)?)", re.IGNORECASE)
_UNIT_S = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_STARTED, _RESOLVED = ("Started", "Started At", "Start"), ("Resolved", "Resolved At", "End")


def recognise(sample: Sample) -> int:
    """100 for the API's envelopes and the webhook's variables, 95 for the log export."""
    if sample.shape is Shape.CSV:
        header = {each.strip() for each in sample.header}
        if header >= _LOG_COLUMNS:
            return 95
        named = header & {"Root Cause", "Root cause"} and header & {*_STARTED}
        return 60 if named and header & {"Monitor", "Monitor Name", "Monitor name"} else 0
    if sample.shape is Shape.TEXT:
        lines = [line for line in sample.first if isinstance(line, str) and line.strip()]
        own = sum("monitorFriendlyName=" in line and "alertType=" in line for line in lines)
        return 90 if own and own * 2 >= len(lines) else 0
    scores = [_score(value) for value in sample.first]
    found = [score for score in scores if score]
    return max(found) if found and len(found) * 2 >= len(scores) else 0


def _score(value: Any) -> int:
    if not isinstance(value, dict):
        return 0
    if _is_webhook(value) or ("stat" in value and _monitors(value) is not None):
        return 100
    if any(name in value for name in _V2_NAMES) and "status" in value:
        return 95
    data = value.get("data")
    if isinstance(data, list) and data and is_v3(data[0]):
        return 100 if "nextLink" in value else 80
    if {"friendlyName", "interval", "url"} <= value.keys():
        return 90
    if {"startedAt", "cause", "reason"} <= value.keys() and {"rootCause", "monitor"} & value.keys():
        return 90
    if {"time_series", "data_points", "summary"} <= value.keys():
        return 85
    return 40 if _is_log(value) else 0


def _is_webhook(value: Mapping[str, Any]) -> bool:
    return "alertType" in value and ("monitorFriendlyName" in value or "monitorID" in value)


def _is_log(value: Mapping[str, Any]) -> bool:
    known = number(value.get("type")) in (1.0, 2.0, 98.0, 99.0)
    return known and "datetime" in value and ("duration" in value or "alertcontact" in value)


def _monitors(value: Mapping[str, Any]) -> list[Any] | None:
    monitors = value.get("monitors")
    if isinstance(monitors, dict):  # the XML-shaped answer of the first API
        monitors = monitors.get("monitor")
    return monitors if isinstance(monitors, list) else None


@within_reach
def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """Outages, recoveries and samples. Raises as `Source` says."""
    value, place = item
    if isinstance(value, str):
        yield from _read_lines(value, place, context)
    elif not isinstance(value, dict):
        raise ForeignPayload("not a payload of UptimeRobot")
    elif _is_webhook(value):
        yield read_webhook(value, place, context)
    elif value.keys() >= _LOG_COLUMNS:
        yield _read_row(value, place, context)
    elif value.keys() & {*_STARTED} and value.keys() & {"Root Cause", "Root cause"}:
        yield from _read_incident_row(value, place, context)
    else:
        yield from _read_answer(value, place, context)


def _read_answer(
    value: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    monitors, data = _monitors(value), value.get("data")
    minutes = number(value.get("timezone"))
    known = minutes is not None and abs(minutes) < 1440
    zone = timezone(timedelta(minutes=minutes)) if known and minutes is not None else context.zone
    if monitors is not None and ("stat" in value or any(map(_is_v2, monitors[:1]))):
        for number_, each in enumerate(monitors):
            monitor = monitor_of(each, zone, zone_known=known)
            yield from read_monitor(each, below(place, f"monitors[{number_}]"), monitor)
    elif _is_v2(value):
        yield from read_monitor(value, place, monitor_of(value, zone, zone_known=known))
    elif isinstance(data, list) and ("nextLink" in value or any(map(is_v3, data[:1]))):
        for number_, each in enumerate(data):
            where = below(place, f"data[{number_}]")
            try:
                yield from read_v3(each, where, context)
            except UnknownEvent as error:
                yield Refusal(where, error.reason, code=error.code, raw=each)
    elif {"time_series", "data_points"} <= value.keys():
        series = value["time_series"]
        monitor = Monitor("", "", "", 1, context.zone)
        for number_, each in enumerate(series if isinstance(series, list) else ()):
            yield read_response(each, below(place, f"time_series[{number_}]"), monitor)
    elif _score(value) >= 80:
        yield from read_v3(value, place, context)
    elif _is_log(value):
        yield read_log(value, place, Monitor("", "", "", 1, context.zone))
    elif value.get("stat") in ("ok", "fail"):
        raise UnknownEvent("an answer without monitors")
    else:
        raise ForeignPayload("not a payload of UptimeRobot")


def _is_v2(value: Any) -> bool:
    return isinstance(value, dict) and any(name in value for name in _V2_NAMES)


def read_webhook(value: Mapping[str, Any], place: Place, context: Context) -> Reading:
    """An alert as the variables of a web-hook contact give it, some perhaps unexpanded.

    Raises BadRow without a type or a time, UnknownEvent for an unknown type.
    """
    kind = value.get("alertType")
    if unfilled(kind):
        raise BadRow("the webhook's variables were not filled in", place=str(place))
    code = number(kind)
    if code not in (1.0, 2.0, 3.0):
        raise UnknownEvent(f"alert type {one_line(kind, 40)!r} is not known", place=str(place))
    written = value.get("alertDateTime")
    try:
        at = moment(written, context.zone)
    except ValueError:
        said = one_line(written, 60)
        raise BadRow(f"alertDateTime {said!r} is no time", place=str(place)) from None
    monitor = monitor_of({**value, "id": value.get("monitorID")}, context.zone)
    monitor = monitor._replace(
        id="" if unfilled(monitor.id) else monitor.id, address=address_of(value.get("monitorURL"))
    )
    if code == _EXPIRY:
        return _expiry(value, at.at.timestamp(), monitor, place, context)
    record = read_check(
        _ALERTS[int(code)],
        at,
        monitor,
        place,
        cause=reason_of(value.get("alertDetails")),
        lasted_s=seconds(value.get("alertDuration")) if code == 2 else None,
        written=one_line(written, 60),
    )
    return Reading(record, value)


def _expiry(
    value: Mapping[str, Any], epoch: float, monitor: Monitor, place: Place, context: Context
) -> Reading:
    at = moment(value.get("alertDateTime"), context.zone)
    name = monitor.name or monitor.address or "monitor"
    detail = reason_of(value.get("alertDetails")) or "a certificate or domain expires soon"
    record = Record(
        source="uptimerobot",
        key=f"{monitor.id or name}:{epoch:.0f}:expiry",
        at=at.at,
        text=one_line(f"{name}: {detail}"),
        signal=Signal.NOTE,
        precision_s=at.precision_s,
        zone_assumed=at.zone_assumed,
        service=monitor.name or None,
        refs=(f"uptimerobot:monitor:{monitor.id}",) if monitor.id else (),
        url=monitor.address or None,
        place=place,
    )
    return Reading(record, value)


def _read_lines(text: str, place: Place, context: Context) -> Iterator[Reading | Refusal]:
    """Webhook calls kept as query strings, one a line."""
    if "monitorFriendlyName=" not in text:
        raise ForeignPayload("not a payload of UptimeRobot")
    for line, each in enumerate(text.splitlines(), place.line + 1):
        if "alertType=" not in each:
            continue
        where = Place(file=place.file, line=line)
        query = each.split("?", 1)[-1].strip()
        try:
            yield read_webhook(dict(parse_qsl(query, max_num_fields=100)), where, context)
        except (BadRow, UnknownEvent) as error:
            yield Refusal(where, error.reason, code=error.code, raw=each)
        except ValueError:
            yield Refusal(where, "a query string with too many fields", raw=each)


def _span_s(row: Mapping[str, Any]) -> float | None:
    minutes = number(row.get("Duration (in mins.)"))
    spans = _SPAN.findall(one_line(row.get("Duration"), 100))
    total = sum(int(count) * _UNIT_S[unit[0].lower()] for count, unit in spans)
    return seconds(total or (minutes * 60 if minutes else None))


@lru_cache(maxsize=1024)
def _named(name: str, zone: tzinfo) -> Monitor:
    return Monitor("", from_html(name, 200), "", 1, zone)


def _read_row(row: Mapping[str, Any], place: Place, context: Context) -> Reading:
    """A row of the log export; its bare time is of the account's zone."""
    event = one_line(row.get("Event"), 40).lower()
    if event not in ("down", "up", "started", "paused"):
        raise UnknownEvent(f"event {event!r} is not known", place=str(place))
    written = one_line(row.get("Date-Time"), 60)
    try:
        at = moment(written, context.zone)
    except ValueError as error:
        raise BadRow(f"Date-Time: {error}", place=str(place)) from None
    monitor = _named(str(row.get("Monitor") or ""), context.zone)
    record = read_check(
        event,
        at,
        monitor,
        place,
        cause=from_html(row.get("Reason"), 300) if event == "down" else "",
        lasted_s=_span_s(row) if event == "down" else None,
        written=written,
    )
    return Reading(record, row)


def _read_incident_row(
    row: Mapping[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    def first(*names: str) -> str:
        return next((one_line(row[name], 200) for name in names if row.get(name)), "")

    monitor = Monitor("", first("Monitor", "Monitor Name", "Monitor name"), "", 1, context.zone)
    begun, over = first(*_STARTED), first(*_RESOLVED)
    try:
        start = moment(begun, context.zone)
        end = moment(over, context.zone) if over and any(map(str.isdigit, over)) else None
    except ValueError as error:
        raise BadRow(f"an incident: {error}", place=str(place)) from None
    cause = first("Root Cause", "Root cause", "Reason")
    lasted = (end.at - start.at).total_seconds() if end else None
    lasted = lasted if lasted and lasted > 0 else None
    down = read_check("down", start, monitor, place, cause=cause, lasted_s=lasted, written=begun)
    yield Reading(down, row)
    if end:
        yield Reading(read_check("up", end, monitor, place, lasted_s=lasted, written=over), row)


SOURCE = Source(
    name="uptimerobot",
    title="UptimeRobot",
    shapes=frozenset({Shape.JSON, Shape.NDJSON, Shape.CSV, Shape.TEXT}),
    recognise=recognise,
    parse=parse,
)
