"""One alert as Prometheus, Alertmanager and Grafana write it: labels, annotations, two times.

Source: Alertmanager API v2 (`gettableAlert`) and the webhook receiver's documentation.
"""

from __future__ import annotations

import hashlib
from datetime import tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from hansei.domain.times import Instant, from_iso
from hansei.sources.text import one_line
from hansei.sources.usual import whole_second

_SUMMARIES = ("summary", "title", "message", "description")
_SERVICES = ("service", "service_name", "app", "application", "app_kubernetes_io_name", "job")
_ENVIRONMENTS = ("environment", "env", "deployment_environment")
# Alerts that fire by design in every kube-prometheus installation.
_HEARTBEATS = frozenset(("Watchdog", "DeadMansSwitch", "InfoInhibitor"))
_SEVERITIES = ("severity", "priority", "level")
_WHERE = ("instance", "pod", "host", "node", "namespace", "cluster", "region")
_RULE = "__alert_rule_uid__"
_GRAFANA_TOP = frozenset(("orgId", "ruleUid", "evalMatches", "ruleUrl"))
_GRAFANA_ALERT = frozenset(
    ("valueString", "silenceURL", "dashboardURL", "panelURL", "values", "orgId")
)
_GRAFANA_LABELS = frozenset((_RULE, "grafana_folder", "__alert_rule_namespace_uid__"))
_FNV_OFFSET, _FNV_PRIME, _MASK = 14695981039346656037, 1099511628211, 0xFFFFFFFFFFFFFFFF


class Notified(NamedTuple):
    """What the envelope says about the alerts in it: by whom, and what ties them together."""

    source: str
    zone: tzinfo
    refs: tuple[str, ...] = ()
    sent: Instant | None = None


def moment(value: Any, zone: tzinfo) -> Instant | None:
    """A time, or None where there is none.

    Go writes its zero time ("0001-01-01T00:00:00Z") where none was set. Raises ValueError for
    anything that is neither.
    """
    whole = whole_second(value)
    if whole is not None:
        return Instant(whole)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError(f"{one_line(value, 40)!r} is no ISO 8601 time")
    if value.startswith(("0001-01-01", "0000-")):
        return None
    return from_iso(value, zone)


def labels_of(value: Any) -> dict[str, str]:
    """Labels or annotations as strings; whatever else stands there is left out."""
    if not isinstance(value, dict):
        return {}
    for each in value.values():
        if type(each) is not str:
            break
    else:
        return value
    return {
        name: each if isinstance(each, str) else str(each)
        for name, each in value.items()
        if isinstance(name, str) and isinstance(each, (str, int, float))
    }


def fingerprint(labels: dict[str, str]) -> str:
    """The identity of a label set as Prometheus computes it, 16 hexadecimal digits.

    Source: prometheus/common, `model.LabelSet.Fingerprint`: 64-bit FNV-1a over the sorted names
    and values, each closed by the byte 255.
    """
    return _hashed(tuple(sorted(labels.items())))


@lru_cache(maxsize=4096)
def _hashed(labels: tuple[tuple[str, str], ...]) -> str:
    total = _FNV_OFFSET
    for pair in labels:
        for part in pair:
            for byte in (*part.encode("utf-8", "replace"), 255):
                total = ((total ^ byte) * _FNV_PRIME) & _MASK
    return f"{total:016x}"


def speaks_grafana(value: Any) -> bool:
    """Whether a payload of Alertmanager's form carries the marks of Grafana alerting."""
    if not isinstance(value, dict):
        return False
    if not _GRAFANA_TOP.isdisjoint(value):
        return True
    alerts = value.get("alerts")
    first = alerts[0] if isinstance(alerts, list) and alerts else value
    if not isinstance(first, dict):
        return False
    labels = first.get("labels")
    if isinstance(labels, dict) and not _GRAFANA_LABELS.isdisjoint(labels):
        return True
    if "startsAt" not in first and labels is None:
        return False
    generator = first.get("generatorURL")
    made_there = isinstance(generator, str) and "/alerting/" in generator
    return made_there or not _GRAFANA_ALERT.isdisjoint(first)


def first_of(labels: dict[str, str], names: tuple[str, ...]) -> str | None:
    """The first non-empty label among `names`."""
    for name in names:
        found = labels.get(name)
        if found:
            return one_line(found, 200) or None
    return None


class Facts(NamedTuple):
    """What the labels say that a record has a field for."""

    service: str | None
    severity: str | None
    environment: str | None
    rule: str
    heartbeat: bool


@lru_cache(maxsize=4096)
def facts_of(labels: tuple[tuple[str, str], ...]) -> Facts:
    """The facts in a set of labels, given as pairs: the same sets come again and again."""
    named = dict(labels)
    return Facts(
        service=first_of(named, _SERVICES),
        severity=first_of(named, _SEVERITIES),
        environment=first_of(named, _ENVIRONMENTS),
        rule=one_line(named.get(_RULE), 100),
        heartbeat=named.get("alertname") in _HEARTBEATS,
    )


def wording(labels: dict[str, str], annotations: dict[str, str], extra: str = "") -> str:
    """What an alert says: its name, its summary, how bad and where."""
    return _worded(tuple(labels.items()), first_of(annotations, _SUMMARIES) or "", extra)


@lru_cache(maxsize=4096)
def _worded(pairs: tuple[tuple[str, str], ...], summary: str, extra: str) -> str:
    labels = dict(pairs)
    name = one_line(labels.get("alertname", ""), 200)
    said = f"{name} - {summary}" if name and summary and name not in summary else summary or name
    details = [one_line(labels[each], 100) for each in _SEVERITIES if labels.get(each)][:1]
    details += [
        f"{each} {one_line(labels[each], 100)}"
        for each in _WHERE
        if labels.get(each) and labels[each] not in said
    ][:2]
    details += [extra] if extra else []
    said = said or "unnamed alert"
    return f"{said} ({', '.join(details)})" if details else said


def web_address(value: Any) -> str | None:
    """The value where it is a web address, else None."""
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return one_line(value, 1000)
    return None


@lru_cache(maxsize=4096)
def group_ref(key: str) -> str:
    """The key by which Alertmanager names an alert group to PagerDuty and Opsgenie.

    Source: Alertmanager `notify.Key.Hash`: SHA-256 of the group key, sent as dedup_key or alias.
    """
    return f"alert:{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()}"


def group_refs(value: dict[str, Any]) -> tuple[str, ...]:
    """The refs of a notification's alert group."""
    key = value.get("groupKey")
    return (group_ref(key),) if isinstance(key, str) and key else ()
