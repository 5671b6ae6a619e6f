"""Answers of the Prometheus HTTP API: active alerts, rules with their alerts, query results.

Source: Prometheus HTTP API v1 (`/api/v1/alerts`, `/api/v1/rules`, `/api/v1/query`,
`/api/v1/query_range`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any, NamedTuple

from hansei.domain.errors import BadRow, UnknownEvent
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import from_epoch
from hansei.sources.alert_facts import fingerprint, first_of, labels_of
from hansei.sources.alerts import read_active
from hansei.sources.base import Reading, Refusal, below
from hansei.sources.text import one_line

_LONGEST_WAIT_S = 30 * 86400.0


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
