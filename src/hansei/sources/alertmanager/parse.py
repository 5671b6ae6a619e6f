"""Prometheus Alertmanager: webhooks, API v2 and amtool lists, silences; Prometheus answers.

Source: Alertmanager "webhook_config" (version 4) and its OpenAPI v2; Prometheus HTTP API v1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow, ForeignPayload, UnknownEvent
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import Instant
from hansei.sources.alertmanager.alerts import (
    UNUSABLE,
    Notified,
    below,
    moment,
    read_alert,
    speaks_grafana,
)
from hansei.sources.alertmanager.prometheus import (
    read_active,
    read_alerts,
    read_groups,
    read_samples,
)
from hansei.sources.base import Clock, Context, Item, Reading, Refusal, Sample, Shape, Source
from hansei.sources.text import one_line

_WRAPPED = ("prometheus.", "alertmanager.")
_SIGNS = {(True, False): "=", (True, True): "=~", (False, False): "!=", (False, True): "!~"}


def recognise(sample: Sample) -> int:
    """100 for a version 4 webhook, less where the form alone speaks; 0 for Grafana's."""
    scores = [_score(value) for value in sample.first]
    found = [score for score in scores if score]
    return max(found) if found and len(found) * 2 >= len(scores) else 0


def _score(value: Any) -> int:
    if not isinstance(value, dict):
        return 0
    kind = value.get("type")
    if isinstance(kind, str) and kind.startswith(_WRAPPED) and isinstance(value.get("data"), dict):
        return 95
    if speaks_grafana(value):
        return 0
    if "groupKey" in value and isinstance(value.get("alerts"), list):
        return 100
    if value.get("status") == "success" and "data" in value:
        return _score_answer(value["data"])
    if isinstance(value.get("alerts"), list) or isinstance(value.get("groups"), list):
        return _score_answer(value)
    return _score_single(value)


def _score_answer(data: Any) -> int:
    if isinstance(data, list):
        return _score_single(data[0]) if data and isinstance(data[0], dict) else 0
    if not isinstance(data, dict):
        return 0
    if isinstance(data.get("resultType"), str) and "result" in data:
        return 95
    if _holds_rules(data.get("groups")):
        return 95
    alerts = data.get("alerts")
    if isinstance(alerts, list) and alerts and isinstance(alerts[0], dict):
        return _score_single(alerts[0])
    return 0


def _score_single(value: dict[str, Any]) -> int:
    if speaks_grafana(value):
        return 0
    if isinstance(value.get("labels"), dict):
        if "activeAt" in value and "state" in value:
            return 95
        if "startsAt" in value:
            return 95 if "fingerprint" in value or "endsAt" in value else 80
    return 90 if _is_silence(value) else 0


def _holds_rules(groups: Any) -> bool:
    first = groups[0] if isinstance(groups, list) and groups else None
    return isinstance(first, dict) and "rules" in first and "name" in first


def _is_silence(value: dict[str, Any]) -> bool:
    return isinstance(value.get("matchers"), list) and "startsAt" in value


def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """Alerts, silences and samples of one payload. Raises as `Source` says."""
    try:
        yield from _read(item, context)
    except UNUSABLE:
        raise BadRow("a value outside what can be read", place=str(item.place)) from None


def _read(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    value, place = item
    sent: Instant | None = None
    kind: str | None = None
    if not isinstance(value, dict):
        raise ForeignPayload("not a payload of Alertmanager or Prometheus")
    wrapper = value.get("type")
    if isinstance(wrapper, str) and wrapper.startswith(_WRAPPED):
        kind, inner = wrapper, value.get("data")
        if not isinstance(inner, dict):
            raise BadRow("an envelope without data", place=str(place))
        try:
            sent = moment(value.get("timestamp"), context.zone)
        except ValueError:
            sent = None
        value, place = inner, below(place, "data")
    if speaks_grafana(value):
        raise ForeignPayload("alerts of Grafana, not of Alertmanager")
    about = Notified(source="alertmanager", zone=context.zone, sent=sent)
    if value.get("status") == "success" and "data" in value:
        yield from _read_answer(value["data"], below(place, "data"), about)
    elif isinstance(value.get("alerts"), list) and "resultType" not in value:
        yield from _read_webhook(value, place, about)
    else:
        yield from _read_single(value, place, about, kind)


def _read_answer(data: Any, place: Place, about: Notified) -> Iterator[Reading | Refusal]:
    if isinstance(data, list):  # Alertmanager API v1
        for number, each in enumerate(data):
            where = below(place, f"[{number}]")
            try:
                yield from _read_single(each, where, about, None)
            except (BadRow, ForeignPayload) as error:
                yield Refusal(place=where, reason=error.reason, raw=each)
    elif isinstance(data, dict) and isinstance(data.get("alerts"), list):
        yield from read_alerts(data["alerts"], place, about)
    elif isinstance(data, dict):
        yield from _read_single(data, place, about, None)
    else:
        raise ForeignPayload("an answer that holds neither alerts nor rules nor results")


def _read_webhook(
    value: dict[str, Any], place: Place, about: Notified
) -> Iterator[Reading | Refusal]:
    first = value["alerts"][0] if value["alerts"] else None
    known = isinstance(first, dict) and ("labels" in first or "annotations" in first)
    if "groupKey" not in value and not known:
        raise ForeignPayload("a list of alerts, but not of Alertmanager's")
    if value.get("status") not in (None, "firing", "resolved") and not value["alerts"]:
        raise UnknownEvent(f"notification status {one_line(value.get('status'), 60)!r}")
    yield from read_alerts(value["alerts"], place, about._replace(refs=group_refs(value)))
    left_out = value.get("truncatedAlerts")
    if isinstance(left_out, int) and left_out > 0:
        reason = f"{left_out} more alerts were left out by the sender (max_alerts)"
        yield Refusal(place=below(place, "truncatedAlerts"), reason=reason, raw=left_out)


def group_refs(value: dict[str, Any]) -> tuple[str, ...]:
    """The key by which Alertmanager names an alert group to PagerDuty and Opsgenie.

    Source: Alertmanager `notify.Key.Hash`: SHA-256 of the group key, sent as dedup_key or alias.
    """
    key = value.get("groupKey")
    if not isinstance(key, str) or not key:
        return ()
    return (f"alert:{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()}",)


def _read_single(
    value: Any, place: Place, about: Notified, kind: str | None
) -> Iterator[Reading | Refusal]:
    if not isinstance(value, dict):
        raise ForeignPayload("an item that is no object")
    if _holds_rules(value.get("groups")):
        yield from read_groups(value["groups"], place, about.zone)
    elif isinstance(value.get("resultType"), str):
        yield from read_samples(value, place)
    elif isinstance(value.get("labels"), dict) and "activeAt" in value:
        yield from read_active(value, place, about.zone)
    elif isinstance(value.get("labels"), dict) and ("startsAt" in value or kind):
        yield from read_alert(value, place, about._replace(refs=group_refs(value)))
    elif _is_silence(value) or "silenceID" in value or "silenceId" in value:
        yield read_silence(value, place, about)
    elif kind is not None:
        raise UnknownEvent(f"event type {one_line(kind, 60)!r} is not known")
    else:
        raise ForeignPayload("not a payload of Alertmanager or Prometheus")


def read_silence(value: dict[str, Any], place: Place, about: Notified) -> Reading:
    """A silence as a note, from its start until its end; an expiry at the time it was sent."""
    name = one_line(value.get("id") or value.get("silenceID") or value.get("silenceId"), 100)
    status = value.get("status")
    state = status.get("state") if isinstance(status, dict) else status
    gone = (state == "expired" and "matchers" not in value) or value.get("deleted") is True
    try:
        start = about.sent if gone else moment(value.get("startsAt"), about.zone) or about.sent
        end = moment(value.get("endsAt"), about.zone)
    except ValueError as error:
        raise BadRow(f"a silence: {error}", place=str(place)) from None
    if start is None:
        raise BadRow("a silence without a time", place=str(place))
    what = _matchers(value.get("matchers")) or name
    comment = one_line(value.get("comment"))
    creator = value.get("createdBy")
    actor = one_line(creator, 200) if isinstance(creator, str) and creator else None
    text = f"Silence {'ended' if gone else 'set'}: {what}" + (f" - {comment}" if comment else "")
    record = Record(
        source=about.source,
        key=f"silence:{name}:{'expired' if gone else 'set'}",
        at=start.at,
        until=end.at if end and not gone and end.at >= start.at else None,
        text=one_line(text),
        signal=Signal.NOTE,
        kind=Kind.HUMAN if actor else Kind.SYSTEM,
        actor=actor,
        precision_s=start.precision_s,
        zone_assumed=start.zone_assumed,
        refs=(f"alertmanager:silence:{name}",) if name else (),
        place=place,
    )
    return Reading(record, value)


def _matchers(matchers: Any) -> str:
    said = []
    for each in matchers[:20] if isinstance(matchers, list) else ():
        if isinstance(each, dict):
            sign = _SIGNS[bool(each.get("isEqual", True)), bool(each.get("isRegex"))]
            said.append(
                f"{one_line(each.get('name'), 100)}{sign}{one_line(each.get('value'), 200)}"
            )
    return ", ".join(said)


SOURCE = Source(
    name="alertmanager",
    title="Prometheus Alertmanager",
    shapes=frozenset({Shape.JSON, Shape.NDJSON}),
    recognise=recognise,
    parse=parse,
    clock=Clock.OWN,
)
