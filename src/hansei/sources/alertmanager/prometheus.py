"""Answers of the Prometheus HTTP API: active alerts, rules with their alerts, query results.

Source: Prometheus HTTP API v1 (`/api/v1/alerts`, `/api/v1/rules`, `/api/v1/query`,
`/api/v1/query_range`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta, tzinfo
from typing import Any, NamedTuple

import msgspec

from hansei.domain.errors import BadRow, UnknownEvent
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import Instant, from_epoch, utc_text
from hansei.sources.alertmanager.alerts import (
    Notified,
    below,
    fingerprint,
    first_of,
    labels_of,
    moment,
    read_alert,
    wording,
)
from hansei.sources.base import Reading, Refusal
from hansei.sources.text import one_line

_LONGEST_WAIT_S = 30 * 86400.0


def _active_since(alert: Any, place: Place, zone: tzinfo) -> Instant:
    if not isinstance(alert, dict):
        raise BadRow("an alert that is no object", place=str(place))
    try:
        since = moment(alert.get("activeAt"), zone)
    except ValueError as error:
        raise BadRow(f"activeAt: {error}", place=str(place)) from None
    if since is None:
        raise BadRow("an alert without activeAt", place=str(place))
    return since


def read_active(
    alert: Any, place: Place, zone: tzinfo, wait_s: float = 0.0, interval_s: float = 0.0
) -> Iterator[Reading | Refusal]:
    """One alert of `/api/v1/alerts`, known since `activeAt`.

    `activeAt` is when the condition first held. With the rule's `duration` (`wait_s`, seconds)
    the alert fired that much later, known as finely as the rule is evaluated (`interval_s`).
    """
    since = _active_since(alert, place, zone)
    state = alert.get("state")
    if state not in ("firing", "pending"):
        reason = f"alert state {one_line(state, 60)!r} is not known"
        yield Refusal(place=place, reason=reason, code="unknown-event", raw=alert)
        return
    labels = labels_of(alert.get("labels"))
    text = wording(labels, labels_of(alert.get("annotations")))
    identity = fingerprint(labels)
    fired = state == "firing" and not wait_s
    record = Record(
        source="alertmanager",
        key=f"{identity}:{utc_text(since.at)}:{'fired' if fired else 'active'}",
        at=since.at,
        text=one_line(f"Alert fired: {text}" if fired else f"Alert condition first met: {text}"),
        signal=Signal.ALERT_FIRED if fired else Signal.NOTE,
        precision_s=since.precision_s,
        zone_assumed=since.zone_assumed,
        service=first_of(labels, ("service", "service_name", "app", "job")),
        severity=first_of(labels, ("severity", "priority")),
        environment=first_of(labels, ("environment", "env")),
        refs=(f"alert:{identity}",),
        place=place,
    )
    yield Reading(record, alert)
    if state == "firing" and wait_s:
        late = msgspec.structs.replace(
            record,
            key=f"{identity}:{utc_text(since.at)}:fired",
            at=since.at + timedelta(seconds=wait_s),
            text=one_line(f"Alert fired: {text}"),
            signal=Signal.ALERT_FIRED,
            precision_s=max(1, round(interval_s)),
            written=one_line(f"{alert.get('activeAt')} + {wait_s:g} s", 100),
        )
        yield Reading(late, alert)


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0.0
    return float(value) if 0 < value < _LONGEST_WAIT_S else 0.0


def read_groups(groups: Any, place: Place, zone: tzinfo) -> Iterator[Reading | Refusal]:
    """The alerts that stand inside rule groups; rules without any are definitions, not events."""
    for number, group in enumerate(groups):
        rules = group.get("rules") if isinstance(group, dict) else None
        if not isinstance(rules, list):
            where = below(place, f"groups[{number}]")
            yield Refusal(place=where, reason="a rule group without rules", raw=group)
            continue
        for index, rule in enumerate(rules):
            alerts = rule.get("alerts") if isinstance(rule, dict) else None
            for at, alert in enumerate(alerts if isinstance(alerts, list) else ()):
                where = below(place, f"groups[{number}].rules[{index}].alerts[{at}]")
                wait, step = _seconds(rule.get("duration")), _seconds(group.get("interval"))
                try:
                    yield from read_active(alert, where, zone, wait, step)
                except BadRow as error:
                    yield Refusal(place=where, reason=error.reason, raw=alert)


def read_alerts(
    alerts: list[Any], place: Place, about: Notified, key: str = "alerts"
) -> Iterator[Reading | Refusal]:
    """A list of alerts in either form; one that cannot be used is refused by itself."""
    for number, alert in enumerate(alerts):
        where = below(place, f"{key}[{number}]" if key else f"[{number}]")
        try:
            if isinstance(alert, dict) and "activeAt" in alert:
                yield from read_active(alert, where, about.zone)
            else:
                yield from read_alert(alert, where, about)
        except BadRow as error:
            yield Refusal(place=where, reason=error.reason, raw=alert)


def read_samples(data: dict[str, Any], place: Place) -> Iterator[Reading | Refusal]:
    """Query results as measurements: one record a sample.

    Raises UnknownEvent for a result type that holds none.
    """
    kind, result = data.get("resultType"), data.get("result")
    if kind not in ("vector", "matrix", "scalar"):
        raise UnknownEvent(f"query result type {one_line(kind, 60)!r} is not known")
    series = [{"metric": {}, "value": result}] if kind == "scalar" else result
    for number, each in enumerate(series if isinstance(series, list) else ()):
        where = below(place, f"result[{number}]")
        if not isinstance(each, dict):
            yield Refusal(place=where, reason="a series that is no object", raw=each)
            continue
        series_of = _series(labels_of(each.get("metric")))
        values = each.get("values")
        for point in values if isinstance(values, list) else [each.get("value")]:
            yield _sample(point, series_of, where)


class _Series(NamedTuple):
    identity: str
    name: str
    service: str | None
    labels: dict[str, str]


def _series(labels: dict[str, str]) -> _Series:
    named = ", ".join(f"{name}={labels[name]}" for name in sorted(labels) if name != "__name__")
    metric = labels.get("__name__", "value")
    name = one_line(f"{metric}{{{named}}}" if named else metric, 1900)
    return _Series(fingerprint(labels), name, first_of(labels, ("service", "app", "job")), labels)


def _sample(point: Any, series: _Series, place: Place) -> Reading | Refusal:
    try:
        at, value = from_epoch(point[0]), one_line(point[1], 60)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError):
        return Refusal(place=place, reason="a sample that is no [time, value]", raw=point)
    record = Record(
        source="alertmanager",
        key=f"sample:{series.identity}:{at.timestamp():.3f}",
        at=at,
        text=f"{series.name} = {value}",
        signal=Signal.MEASUREMENT,
        precision_s=0 if at.microsecond else 1,
        service=series.service,
        noise=True,
        place=place,
    )
    return Reading(record, {"metric": series.labels, "value": point})
