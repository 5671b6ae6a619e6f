"""Prometheus Alertmanager: webhooks, API v2 and amtool lists, silences; Prometheus answers.

Source: Alertmanager "webhook_config" (version 4) and its OpenAPI v2; Prometheus HTTP API v1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hansei.domain.errors import BadRow, ForeignPayload, UnknownEvent
from hansei.domain.event import Place
from hansei.domain.times import Instant
from hansei.sources.alert_facts import (
    Notified,
    group_refs,
    moment,
    speaks_grafana,
)
from hansei.sources.alertmanager.prometheus import read_groups, read_samples
from hansei.sources.alerts import left_out, read_active, read_alert, read_alerts
from hansei.sources.base import (
    Clock,
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
from hansei.sources.silences import is_silence, read_silence
from hansei.sources.text import one_line

_WRAPPED = ("prometheus.", "alertmanager.")


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
    return 90 if is_silence(value) else 0


def _holds_rules(groups: Any) -> bool:
    first = groups[0] if isinstance(groups, list) and groups else None
    return isinstance(first, dict) and "rules" in first and "name" in first


@within_reach
def parse(item: Item, context: Context) -> Iterable[Reading | Refusal]:
    """Alerts, silences and samples of one payload. Raises as `Source` says."""
    value, place = item
    if not isinstance(value, dict):
        raise ForeignPayload("not a payload of Alertmanager or Prometheus")
    wrapper = value.get("type")
    kind, sent = None, None
    if isinstance(wrapper, str) and wrapper.startswith(_WRAPPED):
        kind, sent = wrapper, _sent(value, context)
        if not isinstance(value.get("data"), dict):
            raise BadRow("an envelope without data", place=str(place))
        value, place = value["data"], below(place, "data")
    if speaks_grafana(value):
        raise ForeignPayload("alerts of Grafana, not of Alertmanager")
    about = Notified("alertmanager", context.zone, group_refs(value), sent)
    if isinstance(value.get("alerts"), list) and "resultType" not in value:
        return _read_webhook(value, place, about)
    if value.get("status") == "success" and "data" in value:
        return _read_answer(value["data"], below(place, "data"), about)
    return _read_single(value, place, about, kind)


def _sent(value: dict[str, Any], context: Context) -> Instant | None:
    try:
        return moment(value.get("timestamp"), context.zone)
    except ValueError:
        return None


def _read_answer(data: Any, place: Place, about: Notified) -> Iterable[Reading | Refusal]:
    if isinstance(data, list):
        return _read_list(data, place, about)
    if not isinstance(data, dict):
        raise ForeignPayload("an answer that holds neither alerts nor rules nor results")
    if isinstance(data.get("alerts"), list):
        return read_alerts(data["alerts"], place, about)
    return _read_single(data, place, about, None)


def _read_list(data: list[Any], place: Place, about: Notified) -> Iterator[Reading | Refusal]:
    """The answer of Alertmanager's API v1."""
    for number, each in enumerate(data):
        where = Place(place.file, place.line, f"{place.path}[{number}]")
        try:
            yield from _read_single(each, where, about, None)
        except (BadRow, ForeignPayload) as error:
            yield Refusal(place=where, reason=error.reason, raw=each)


def _read_webhook(
    value: dict[str, Any], place: Place, about: Notified
) -> Iterable[Reading | Refusal]:
    alerts = value["alerts"]
    first = alerts[0] if alerts else None
    known = isinstance(first, dict) and ("labels" in first or "annotations" in first)
    if "groupKey" not in value and not known:
        raise ForeignPayload("a list of alerts, but not of Alertmanager's")
    if not alerts and value.get("status") not in (None, "firing", "resolved"):
        raise UnknownEvent(f"notification status {one_line(value.get('status'), 60)!r}")
    found = read_alerts(alerts, place, about)
    return found + left_out(value, place) if value.get("truncatedAlerts") else found


def _read_single(
    value: Any, place: Place, about: Notified, kind: str | None
) -> Iterable[Reading | Refusal]:
    if not isinstance(value, dict):
        raise ForeignPayload("an item that is no object")
    if _holds_rules(value.get("groups")):
        return read_groups(value["groups"], place, about.zone)
    if isinstance(value.get("resultType"), str):
        return read_samples(value, place)
    if isinstance(value.get("labels"), dict) and "activeAt" in value:
        return read_active(value, place, about.zone)
    if isinstance(value.get("labels"), dict) and ("startsAt" in value or kind):
        return read_alert(value, place, about)
    if is_silence(value) or "silenceID" in value or "silenceId" in value:
        return [read_silence(value, place, about)]
    if kind is not None:
        raise UnknownEvent(f"event type {one_line(kind, 60)!r} is not known")
    raise ForeignPayload("not a payload of Alertmanager or Prometheus")


SOURCE = Source(
    name="alertmanager",
    title="Prometheus Alertmanager",
    shapes=frozenset({Shape.JSON, Shape.NDJSON}),
    recognise=recognise,
    parse=parse,
    clock=Clock.OWN,
)
