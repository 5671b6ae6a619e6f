"""Windows of time: downtimes, SLO corrections, deployments, and posts on status pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.event import Kind, Place, Record, Signal
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.datadog.fields import (
    NAME,
    body_text,
    clean_url,
    id_of,
    instant,
    labelled,
    link_refs,
    mapping,
    members,
    needed,
    person_of,
    plain,
    tag_list,
    tags_of,
    time_fields,
)

_MARKS: dict[str, tuple[str, ...]] = {
    "downtime": ("schedule", "monitor_identifier", "notify_end_types"),
    "downtime_match": ("groups", "scope"),
    "correction": ("slo_id", "slo_query", "category"),
    "degradations": ("components_affected", "updates"),
    "degradation": ("components_affected", "updates"),
    "maintenances": ("components_affected", "scheduled_date", "start_date"),
    "maintenance": ("components_affected", "scheduled_date", "start_date"),
    "dora_deployment": ("started_at", "service"),
    "dora_failure": ("started_at", "services"),
}


def is_old_downtime(value: Any) -> bool:
    """Tell a downtime of the API v1."""
    return isinstance(value, dict) and "start" in value and "monitor_tags" in value and (
        "downtime_type" in value or "scope" in value
    )  # fmt: skip


def is_window(value: Any) -> bool:
    """Tell a downtime, correction, status page post or deployment of the API v2."""
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        return False
    marks, found = _MARKS.get(value["type"]), value.get("attributes")
    return marks is not None and isinstance(found, dict) and any(one in found for one in marks)


def read_old_downtime(
    downtime: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """A downtime of the API v1: from its start to its end, and its cancellation."""
    yield from _downtime(
        downtime, downtime.get("start"), downtime.get("end"), downtime, place, context
    )


def read_window(
    value: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """A window by its type. Raises BadRow without a start."""
    found = mapping(value.get("attributes"))
    kind = value.get("type")
    if kind == "downtime":
        schedule = mapping(found.get("schedule"))
        schedule = mapping(schedule.get("current_downtime")) or schedule
        start = schedule.get("start") or found.get("created")
        merged = {**found, "id": value.get("id")}
        yield from _downtime(merged, start, schedule.get("end"), value, place, context)
    elif kind == "downtime_match":
        merged = {**found, "id": value.get("id")}
        yield from _downtime(merged, found.get("start"), found.get("end"), value, place, context)
    elif kind == "correction":
        yield from _correction(value, found, place, context)
    elif kind in ("dora_deployment", "dora_failure"):
        yield from _delivery(value, found, place, context)
    else:
        yield from _posts(value, found, place, context)


def _downtime(
    downtime: dict[str, Any], start: Any, end: Any, raw: Any, place: Place, context: Context
) -> Iterator[Reading]:
    when = needed(start, context, "the downtime")
    until = instant(end, context)
    identity = id_of(downtime, "uuid", "id")
    scope = ",".join(tag_list(downtime.get("scope")))[:300]
    monitor = id_of(downtime, "monitor_id") or id_of(
        mapping(downtime.get("monitor_identifier")), "monitor_id"
    )
    tags = tags_of(tag_list(scope))
    where = "all scopes" if scope in ("", "*") else scope
    said = body_text(downtime.get("message"), 500)
    common: dict[str, Any] = {
        "source": NAME,
        "signal": Signal.NOTE,
        "service": tags.service,
        "environment": tags.environment,
        "refs": (f"alert:datadog:{monitor}",) if monitor else (),
        "place": place,
    }
    record = Record(
        key=f"downtime:{identity}:start",
        text=labelled(f"Alerts muted on {where}", said),
        until=until.at if until and until.at > when.at else None,
        **common,
        **time_fields(when, start),
    )
    yield Reading(record, raw)
    canceled = instant(downtime.get("canceled"), context)
    if canceled is not None:
        record = Record(
            key=f"downtime:{identity}:canceled",
            text=labelled(f"Muting of alerts on {where} cancelled", said),
            **common,
            **time_fields(canceled, downtime.get("canceled")),
        )
        yield Reading(record, raw)


def _correction(
    value: dict[str, Any], found: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading]:
    start = found.get("start")
    when = needed(start, context, "the SLO correction")
    end = instant(found.get("end"), context)
    actor = person_of(found.get("creator"))
    slo = plain(found.get("slo_id"), 100)
    category = plain(found.get("category"), 60)
    record = Record(
        source=NAME,
        key=f"correction:{id_of(value)}",
        text=labelled(
            "Excluded from the SLO",
            body_text(found.get("description"), 500) or category,
            category if found.get("description") else None,
        ),
        signal=Signal.NOTE,
        kind=Kind.HUMAN if actor else Kind.SYSTEM,
        actor=actor,
        until=end.at if end and end.at > when.at else None,
        refs=(f"datadog:slo:{slo}",) if slo else (),
        place=place,
        **time_fields(when, start),
    )
    yield Reading(record, value)


def _delivery(
    value: dict[str, Any], found: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading]:
    start = found.get("started_at")
    when = needed(start, context, "the delivery event")
    end = instant(found.get("finished_at"), context)
    deployment = value.get("type") == "dora_deployment"
    services = [plain(found.get("service"), 100), *tag_list(found.get("services"))]
    service = ", ".join(one for one in services[:10] if one)
    git = mapping(found.get("git"))
    version = plain(found.get("version"), 100) or plain(git.get("commit_sha"), 40)
    common: dict[str, Any] = {
        "source": NAME,
        "service": service or None,
        "severity": plain(found.get("severity"), 40) or None,
        "environment": plain(found.get("env"), 60) or None,
        "refs": link_refs(git.get("repository_url")),
        "place": place,
    }
    said = " ".join(one for one in (service, version) if one)
    if not deployment:
        said = body_text(found.get("name"), 500) or service
    key = f"{value['type']}:{id_of(value)}"
    record = Record(
        key=f"{key}:start",
        text=labelled("Deployed" if deployment else "Failure started", said),
        signal=Signal.DEPLOY if deployment else Signal.IMPACT_STARTED,
        until=end.at if deployment and end and end.at > when.at else None,
        **common,
        **time_fields(when, start),
    )
    yield Reading(record, value)
    if end is not None and not deployment:
        ended = time_fields(end, found.get("finished_at"))
        text = labelled("Failure ended", said)
        record = Record(key=f"{key}:end", text=text, signal=Signal.RECOVERED, **common, **ended)
        yield Reading(record, value)


def _posts(
    value: dict[str, Any], found: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading]:
    """A degradation or maintenance on a status page: its updates, else the post itself."""
    identity = id_of(value)
    title = plain(found.get("title"), 300)
    updates = members(found.get("updates")) or [found]
    for index, update in enumerate(updates):
        written = next(
            (
                update[name]
                for name in ("started_at", "created_at", "published_date", "start_date")
                if update.get(name)
            ),
            found.get("created_at") or found.get("scheduled_date"),
        )
        when = needed(written, context, "the status page post")
        status = plain(update.get("status"), 40).lower()
        message = body_text(update.get("description"), 1500)
        affected = members(update.get("components_affected") or found.get("components_affected"))
        names = ", ".join(filter(None, (plain(one.get("name"), 100) for one in affected[:10])))
        refs = [f"datadog:post:{identity}"] + ([f"status:{status}"] if status else [])
        label = (status or "status page").replace("_", " ").capitalize()
        said = f"{title}: {message}" if title and message else title or message
        record = Record(
            source=NAME,
            key=f"post:{identity}:{id_of(update) or index}",
            text=labelled(label, said),
            signal=Signal.STATUS_UPDATE,
            service=names or None,
            refs=tuple(refs),
            url=clean_url(found.get("url")),
            place=place,
            **time_fields(when, written),
        )
        yield Reading(record, value)
