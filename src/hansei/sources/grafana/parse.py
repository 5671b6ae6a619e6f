"""Grafana: alert notifications, annotations, state history, incidents and on-call.

Source: the Grafana documentation of each part, named in the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow, ForeignPayload, UnknownEvent
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import Instant, utc_text
from hansei.sources.alert_facts import Notified, speaks_grafana
from hansei.sources.alerts import read_alert
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
from hansei.sources.grafana.alerting import is_history, read_history, read_legacy, read_notification
from hansei.sources.grafana.annotations import is_annotation, read_annotation
from hansei.sources.grafana.irm import (
    is_activity,
    is_group,
    is_incident,
    is_oncall,
    read_activity,
    read_group,
    read_incident,
    read_oncall,
    read_outgoing,
    sent_at,
)
from hansei.sources.silences import read_silence
from hansei.sources.text import one_line, text_of

_LISTS = ("annotations", "silences", "incidents", "incidentPreviews", "activityItems", "results")
_ACTIONS = {
    "grafana.alertRule": "Alert rule, last changed",
    "grafana.alertRuleDeleted": "Alert rule deleted",
    "grafana.annotation.created": "Annotation created",
    "grafana.annotation.deleted": "Annotation deleted",
    "grafana.syntheticCheck": "Synthetic check",
    "grafana.syntheticCheck.created": "Synthetic check created",
    "grafana.syntheticCheck.updated": "Synthetic check changed",
    "grafana.syntheticCheck.deleted": "Synthetic check deleted",
    "grafana.alertRules": "Alert rules listed",
    "grafana.dashboard": "Dashboard read",
    "grafana.panel.image": "Panel rendered",
    "grafana.query.result": "Data source queried",
    "grafana.logs.result": "Logs queried",
    "grafana.traces.result": "Traces queried",
}
_CHANGES = frozenset(
    {
        "grafana.alertRuleDeleted",
        "grafana.syntheticCheck.created",
        "grafana.syntheticCheck.updated",
        "grafana.syntheticCheck.deleted",
    }
)


def recognise(sample: Sample) -> int:
    """100 for the marks of Grafana's own fields, 0 for a plain Alertmanager."""
    scores = [_score(value) for value in sample.first]
    found = [score for score in scores if score]
    return max(found) if found and len(found) * 2 >= len(scores) else 0


def _score(value: Any) -> int:
    if not isinstance(value, dict):
        return 0
    kind = value.get("type")
    if isinstance(kind, str) and kind.startswith("grafana.") and "data" in value:
        return 100
    if _is_outgoing(value) or _is_legacy(value):
        return 100
    if isinstance(value.get("alerts"), list) or "startsAt" in value:
        return 100 if speaks_grafana(value) and _is_alerting(value) else 0
    if is_oncall(value) or is_incident(value) or is_activity(value) or is_history(value):
        return 95
    if is_annotation(value):
        return 95
    if is_group(value):
        return 85
    for name in _LISTS:
        inner = value.get(name)
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            return _score(inner[0])
    inner = value.get("incident")
    return 90 if is_incident(inner) else 0


def _is_alerting(value: dict[str, Any]) -> bool:
    alerts = value.get("alerts")
    first = alerts[0] if isinstance(alerts, list) and alerts else value
    own = isinstance(first, dict) and ("labels" in first or "annotations" in first)
    return own or ("groupKey" in value and "alerts" in value)


def _is_legacy(value: dict[str, Any]) -> bool:
    return (
        "ruleName" in value and "state" in value and ("evalMatches" in value or "ruleUrl" in value)
    )


def _is_outgoing(value: dict[str, Any]) -> bool:
    event = value.get("event")
    return isinstance(event, str) and event.startswith("grafana.incident.")


@within_reach
def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """Whatever part of Grafana the payload is of. Raises as `Source` says."""
    value, place = item
    if not isinstance(value, dict):
        raise ForeignPayload("not a payload of Grafana")
    if "time" in value and is_annotation(value):
        yield read_annotation(value, place)
        return
    kind = value.get("type")
    if isinstance(kind, str) and kind.startswith("grafana.") and "data" in value:
        yield from _read_wrapped(value, kind, place, context)
    elif not _score(value):
        raise ForeignPayload("not a payload of Grafana")
    else:
        yield from _read_plain(value, place, context, sent_at(value, context))


def _read_wrapped(
    value: dict[str, Any], kind: str, place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    inner, sent, where = value["data"], sent_at(value, context), below(place, "data")
    if not isinstance(inner, dict):
        raise BadRow("an envelope without data", place=str(place))
    if kind in _ACTIONS:
        yield _action(inner, kind, where, sent)
    elif "silenceId" in inner:
        yield read_silence(inner, where, Notified("grafana", context.zone, sent=sent))
    elif _score(inner) or "alerts" in inner or "matchers" in inner or _lists(inner):
        yield from _read_plain(inner, where, context, sent)
    else:
        raise UnknownEvent(f"event type {one_line(kind, 60)!r} is not known", place=str(place))


def _lists(value: dict[str, Any]) -> list[str]:
    return [name for name in _LISTS if isinstance(value.get(name), list)]


def _read_plain(
    value: dict[str, Any], place: Place, context: Context, sent: Instant | None
) -> Iterator[Reading | Refusal]:
    about = Notified(source="grafana", zone=context.zone, sent=sent)
    if _is_outgoing(value):
        yield from read_outgoing(value, place, context)
    elif _is_legacy(value):
        yield read_legacy(value, place, sent)
    elif isinstance(value.get("alerts"), list) and not is_incident(value):
        yield from read_notification(value, place, about)
    elif is_oncall(value):
        yield from read_oncall(value, place, context)
    elif is_activity(value):
        yield read_activity(value, place, context)
    elif is_incident(value):
        yield from read_incident(value, place, context)
    elif is_history(value):
        yield from read_history(value, place)
    elif is_annotation(value):
        yield read_annotation(value, place)
    elif is_group(value):
        yield from read_group(value, place, context)
    elif isinstance(value.get("matchers"), list):
        yield read_silence(value, place, about)
    elif isinstance(value.get("labels"), dict):
        yield from read_alert(value, place, about)
    else:
        yield from _read_lists(value, place, context)


def _read_lists(
    value: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    incident = value.get("incident")
    if isinstance(incident, dict) and is_incident(incident):
        yield from read_incident(incident, below(place, "incident"), context)
    for name in _LISTS:
        inner = value.get(name)
        for number, each in enumerate(inner if isinstance(inner, list) else ()):
            where = below(place, f"{name}[{number}]")
            known = isinstance(each, dict) and (_score(each) or "matchers" in each)
            if not known or _lists(each):
                yield Refusal(place=where, reason="an element that is not known here", raw=each)
                continue
            try:
                yield from _read_plain(each, where, context, None)
            except (BadRow, UnknownEvent) as error:
                yield Refusal(place=where, reason=error.reason, code=error.code, raw=each)


def _action(value: dict[str, Any], kind: str, place: Place, sent: Instant | None) -> Reading:
    """Something done to Grafana itself: a change where it changes it, else noise."""
    if sent is None:
        raise BadRow("an envelope without a time", place=str(place))
    check = value.get("check")
    source = check if isinstance(check, dict) else value
    what = one_line(text_of(source, "title", "job", "uid", "silenceId", "id", "checkId"), 200)
    record = Record(
        source="grafana",
        key=f"{kind}:{what}:{utc_text(sent.at)}",
        at=sent.at,
        text=one_line(f"{_ACTIONS[kind]}: {what}" if what else _ACTIONS[kind]),
        signal=Signal.CHANGE if kind in _CHANGES else Signal.NOTE,
        precision_s=sent.precision_s,
        zone_assumed=sent.zone_assumed,
        noise=kind not in _CHANGES,
        place=place,
    )
    return Reading(record, value)


SOURCE = Source(
    name="grafana",
    title="Grafana",
    shapes=frozenset({Shape.JSON, Shape.NDJSON}),
    recognise=recognise,
    parse=parse,
    clock=Clock.OWN,
)
