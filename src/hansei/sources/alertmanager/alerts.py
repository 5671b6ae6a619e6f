"""One alert as Prometheus, Alertmanager and Grafana write it: labels, annotations, two times.

Source: Alertmanager API v2 (`gettableAlert`) and the webhook receiver's documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from hansei.domain.errors import BadRow
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import Instant, from_iso, utc_text
from hansei.sources.base import Reading, Refusal
from hansei.sources.text import one_line

_SUMMARIES = ("summary", "title", "message", "description")
_SERVICES = ("service", "service_name", "app", "application", "app_kubernetes_io_name", "job")
_ENVIRONMENTS = ("environment", "env", "deployment_environment")
# Alerts that fire by design in every kube-prometheus installation.
_HEARTBEATS = frozenset(("Watchdog", "DeadMansSwitch", "InfoInhibitor"))
_SEVERITIES = ("severity", "priority", "level")
_WHERE = ("instance", "pod", "host", "node", "namespace", "cluster", "region")
_GRAFANA_TOP = ("orgId", "ruleUid", "evalMatches", "ruleUrl")
_GRAFANA_ALERT = ("valueString", "silenceURL", "dashboardURL", "panelURL", "values", "orgId")
_GRAFANA_LABELS = ("__alert_rule_uid__", "grafana_folder", "__alert_rule_namespace_uid__")
_FNV_OFFSET, _FNV_PRIME, _MASK = 14695981039346656037, 1099511628211, 0xFFFFFFFFFFFFFFFF

UNUSABLE = (ValueError, OverflowError, RecursionError)
"""What Python raises on turning numbers of thousands of digits or endless nesting into text."""


class Notified(NamedTuple):
    """What the envelope says about the alerts in it: by whom, and what ties them together."""

    source: str
    zone: tzinfo
    refs: tuple[str, ...] = ()
    sent: Instant | None = None


def below(place: Place, path: str) -> Place:
    """The place of a part of the item that stands at `place`."""
    joined = f"{place.path}.{path}" if place.path else path
    return Place(file=place.file, line=place.line, path=joined)


def moment(value: Any, zone: tzinfo) -> Instant | None:
    """A time, or None where there is none.

    Go writes its zero time ("0001-01-01T00:00:00Z") where none was set. Raises ValueError for
    anything that is neither.
    """
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
    if any(name in value for name in _GRAFANA_TOP):
        return True
    alerts = value.get("alerts")
    first = alerts[0] if isinstance(alerts, list) and alerts else value
    if not isinstance(first, dict):
        return False
    labels = first.get("labels")
    if isinstance(labels, dict) and any(name in labels for name in _GRAFANA_LABELS):
        return True
    if "startsAt" not in first and "labels" not in first:
        return False
    generator = first.get("generatorURL")
    made_there = isinstance(generator, str) and "/alerting/" in generator
    return made_there or any(name in first for name in _GRAFANA_ALERT)


def first_of(labels: dict[str, str], names: tuple[str, ...]) -> str | None:
    """The first non-empty label among `names`."""
    for name in names:
        found = labels.get(name)
        if found:
            return one_line(found, 200) or None
    return None


def wording(labels: dict[str, str], annotations: dict[str, str], extra: str = "") -> str:
    """What an alert says: its name, its summary, how bad and where."""
    name = one_line(labels.get("alertname", ""), 200)
    summary = first_of(annotations, _SUMMARIES) or ""
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


def read_alert(alert: Any, place: Place, about: Notified) -> Iterator[Reading | Refusal]:
    """The firing of one alert and, where it is stated to be over, its end.

    Raises BadRow for an alert without usable labels or start. A status that is none of the known
    ones is refused with the code `unknown-event`.
    """
    labels = labels_of(alert.get("labels")) if isinstance(alert, dict) else {}
    annotations = labels_of(alert.get("annotations")) if isinstance(alert, dict) else {}
    if not labels and not annotations:
        raise BadRow("an alert without labels", place=str(place))
    try:
        started = moment(alert.get("startsAt"), about.zone) or about.sent
    except ValueError as error:
        raise BadRow(f"startsAt: {error}", place=str(place)) from None
    if started is None:
        raise BadRow("an alert without a start (startsAt)", place=str(place))
    state, hidden = _state(alert)
    if state == "unknown":
        reason = f"alert status {one_line(alert.get('status'), 60)!r} is not known"
        yield Refusal(place=place, reason=reason, code="unknown-event", raw=alert)
        return
    given = alert.get("fingerprint")
    identity = given if isinstance(given, str) and given else fingerprint(labels)
    key = f"{one_line(identity, 200)}:{utc_text(started.at)}"
    text = wording(labels, annotations, hidden)
    fired = Record(
        source=about.source,
        key=f"{key}:fired",
        at=started.at,
        text=one_line(f"Alert fired: {text}"),
        signal=Signal.ALERT_FIRED,
        precision_s=started.precision_s,
        zone_assumed=started.zone_assumed,
        written=one_line(alert.get("startsAt"), 100) if started.zone_assumed else None,
        service=first_of(labels, _SERVICES),
        severity=first_of(labels, _SEVERITIES),
        environment=first_of(labels, _ENVIRONMENTS),
        refs=_refs(identity, labels, about),
        noise=labels.get("alertname") in _HEARTBEATS,
        url=web_address(alert.get("generatorURL")),
        place=place,
    )
    yield Reading(fired, alert)
    if state == "resolved" or (state == "unstated" and _is_over(alert, about.zone)):
        yield _ended(alert, fired, key, text, about.zone)


def _state(alert: dict[str, Any]) -> tuple[str, str]:
    status = alert.get("status")
    if isinstance(status, dict):  # API v2: only alerts that still fire are listed
        hiding = [each for each in ("silencedBy", "inhibitedBy", "mutedBy") if status.get(each)]
        active = status.get("state") in ("active", "suppressed", "unprocessed")
        return "unstated" if active else "unknown", ", ".join(each[:-2] for each in hiding)
    if status is None or status == "":
        return "unstated", ""
    if isinstance(status, str) and status.lower() in ("firing", "resolved"):
        return status.lower(), ""
    return "unknown", ""


def _is_over(alert: dict[str, Any], zone: tzinfo) -> bool:
    """Alertmanager gives alerts that fire an end in the future, when they would expire."""
    try:
        ended, updated = moment(alert.get("endsAt"), zone), moment(alert.get("updatedAt"), zone)
    except ValueError:
        return False
    return bool(ended and updated and ended.at <= updated.at)


def _ended(
    alert: dict[str, Any], fired: Record, key: str, text: str, zone: tzinfo
) -> Reading | Refusal:
    try:
        ended = moment(alert.get("endsAt"), zone)
    except ValueError as error:
        return Refusal(place=fired.place, reason=f"endsAt: {error}", raw=alert)
    if ended is None:
        reason = "a resolved alert without the time of its end (endsAt)"
        return Refusal(place=fired.place, reason=reason, raw=alert)
    record = Record(
        source=fired.source,
        key=f"{key}:resolved",
        at=ended.at,
        text=one_line(f"Alert resolved: {text}"),
        signal=Signal.ALERT_RESOLVED,
        precision_s=ended.precision_s,
        zone_assumed=ended.zone_assumed,
        written=one_line(alert.get("endsAt"), 100) if ended.zone_assumed else None,
        service=fired.service,
        severity=fired.severity,
        environment=fired.environment,
        refs=fired.refs,
        url=fired.url,
        place=fired.place,
    )
    return Reading(record, alert)


def _refs(identity: str, labels: dict[str, str], about: Notified) -> tuple[str, ...]:
    rule = labels.get("__alert_rule_uid__")
    own = f"alert:{one_line(identity, 200)}"
    return (own, f"grafana:rule:{one_line(rule, 100)}", *about.refs) if rule else (own, *about.refs)
