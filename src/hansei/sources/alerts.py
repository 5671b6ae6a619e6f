"""Alerts and lists of them as Prometheus, Alertmanager and Grafana send them.

Source: Alertmanager API v2 (`gettableAlert`), its webhook receiver, Prometheus `/api/v1/alerts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any

import msgspec

from hansei.domain.errors import BadRow
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import Instant, utc_text
from hansei.sources.alert_facts import (
    Notified,
    facts_of,
    fingerprint,
    labels_of,
    moment,
    web_address,
    wording,
)
from hansei.sources.base import OUT_OF_REACH, UNUSABLE, Reading, Refusal, below
from hansei.sources.text import one_line
from hansei.sources.usual import whole_second

_FIRED, _MET = "Alert fired: ", "Alert condition first met: "


def read_alerts(alerts: list[Any], place: Place, about: Notified) -> list[Reading | Refusal]:
    """The "alerts" of a payload in either form; one that cannot be used is refused by itself."""
    found: list[Reading | Refusal] = []
    for number, alert in enumerate(alerts):
        where = below(place, f"alerts[{number}]")
        try:
            if isinstance(alert, dict) and "activeAt" in alert:
                found += read_active(alert, where, about.zone)
            else:
                found += read_alert(alert, where, about)
        except BadRow as error:
            found.append(Refusal(place=where, reason=error.reason, raw=alert))
        except UNUSABLE:
            found.append(Refusal(place=where, reason=OUT_OF_REACH, raw=alert))
    return found


def left_out(value: dict[str, Any], place: Place) -> list[Reading | Refusal]:
    """What a notification says that its sender left out, as a refusal."""
    count = value.get("truncatedAlerts")
    if not isinstance(count, int) or count <= 0:
        return []
    reason = f"{one_line(count, 40)} more alerts were left out by the sender (max_alerts)"
    return [Refusal(place=below(place, "truncatedAlerts"), reason=reason, raw=count)]


def read_alert(alert: Any, place: Place, about: Notified) -> list[Reading | Refusal]:
    """The firing of one alert and, where it is stated to be over, its end.

    Raises BadRow for an alert without usable labels or start. A status that is none of the known
    ones is refused with the code `unknown-event`.
    """
    labels = labels_of(alert.get("labels")) if isinstance(alert, dict) else {}
    annotations = labels_of(alert.get("annotations")) if isinstance(alert, dict) else {}
    if not labels and not annotations:
        raise BadRow("an alert without labels", place=str(place))
    start = alert.get("startsAt")
    whole = whole_second(start)
    if whole is not None and start[10] == "T":
        started, stamp = Instant(whole), start
    else:
        started = _started(start, place, about)
        stamp = _stamp(started.at)
    state, hidden = _state(alert)
    if state == "unknown":
        reason = f"alert status {one_line(alert.get('status'), 60)!r} is not known"
        return [Refusal(place=place, reason=reason, code="unknown-event", raw=alert)]
    given = alert.get("fingerprint")
    identity = one_line(given, 200) if isinstance(given, str) and given else fingerprint(labels)
    key = f"{identity}:{stamp}"
    text = wording(labels, annotations, hidden)
    fired = _fired(alert, labels, about, started, place, identity=identity, key=key, text=text)
    if state == "resolved" or (state == "unstated" and _is_over(alert, about.zone)):
        return [Reading(fired, alert), _ended(alert, fired, key, text, about.zone)]
    return [Reading(fired, alert)]


def _fired(
    alert: dict[str, Any], labels: dict[str, str], about: Notified, started: Instant, place: Place,
    *, identity: str, key: str, text: str,
) -> Record:  # fmt: skip
    facts = facts_of(tuple(labels.items()))
    own = f"alert:{identity}"
    return Record(
        source=about.source,
        key=f"{key}:fired",
        at=started.at,
        text=f"{_FIRED}{text}",
        signal=Signal.ALERT_FIRED,
        precision_s=started.precision_s,
        zone_assumed=started.zone_assumed,
        written=one_line(alert.get("startsAt"), 100) if started.zone_assumed else None,
        service=facts.service,
        severity=facts.severity,
        environment=facts.environment,
        refs=(own, f"grafana:rule:{facts.rule}", *about.refs) if facts.rule else (own, *about.refs),
        noise=facts.heartbeat,
        url=web_address(alert.get("generatorURL")),
        place=place,
    )


def _started(start: Any, place: Place, about: Notified) -> Instant:
    try:
        started = moment(start, about.zone) or about.sent
    except ValueError as error:
        raise BadRow(f"startsAt: {error}", place=str(place)) from None
    if started is None:
        raise BadRow("an alert without a start (startsAt)", place=str(place))
    return started


def _stamp(at: datetime) -> str:
    """To the millisecond: some senders cut finer times, and the alert stays the same."""
    return utc_text(at.replace(microsecond=at.microsecond // 1000 * 1000))


def _state(alert: dict[str, Any]) -> tuple[str, str]:
    status = alert.get("status")
    if isinstance(status, dict):  # API v2: only alerts that still fire are listed
        hiding = [each for each in ("silencedBy", "inhibitedBy", "mutedBy") if status.get(each)]
        active = status.get("state") in ("active", "suppressed", "unprocessed")
        return "unstated" if active else "unknown", ", ".join(each[:-2] for each in hiding)
    if status == "firing" or status == "resolved":
        return status, ""
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
        text=f"Alert resolved: {text}",
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
    fired = state == "firing" and not wait_s
    record = _active(alert, since, place, fired=fired)
    yield Reading(record, alert)
    if state == "firing" and wait_s:
        late = msgspec.structs.replace(
            record,
            key=f"{record.key.removesuffix(':active')}:fired",
            at=since.at + timedelta(seconds=wait_s),
            text=f"{_FIRED}{record.text.removeprefix(_MET)}",
            signal=Signal.ALERT_FIRED,
            precision_s=max(1, round(interval_s)),
            written=one_line(f"{alert.get('activeAt')} + {wait_s:g} s", 100),
        )
        yield Reading(late, alert)


def _active(alert: dict[str, Any], since: Instant, place: Place, *, fired: bool) -> Record:
    labels = labels_of(alert.get("labels"))
    text = wording(labels, labels_of(alert.get("annotations")))
    facts = facts_of(tuple(labels.items()))
    identity = fingerprint(labels)
    return Record(
        source="alertmanager",
        key=f"{identity}:{_stamp(since.at)}:{'fired' if fired else 'active'}",
        at=since.at,
        text=f"{_FIRED if fired else _MET}{text}",
        signal=Signal.ALERT_FIRED if fired else Signal.NOTE,
        precision_s=since.precision_s,
        zone_assumed=since.zone_assumed,
        service=facts.service,
        severity=facts.severity,
        environment=facts.environment,
        refs=(f"alert:{identity}",),
        place=place,
    )
