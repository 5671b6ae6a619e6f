"""Incidents of the API v2, and what hangs on them: impacts, follow-ups, timeline cells, links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hansei.domain.errors import BadRow
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.datadog.fields import (
    NAME,
    body_text,
    clean_url,
    fingerprint,
    id_of,
    instant,
    labelled,
    link_refs,
    mapping,
    members,
    needed,
    person_of,
    plain,
    time_fields,
)
from hansei.sources.text import one_line

_INCIDENT_MARKS = frozenset(
    {"customer_impact_scope", "customer_impacted", "incident_type_uuid", "customer_impact_start"}
)
_DETECTED_BY = {"monitor": "by a monitor", "customer": "by a customer", "employee": "by the team"}
_INTEGRATIONS = {1: "Slack channel", 8: "Jira issue", 9: "Microsoft Teams channel"}


class Stage(NamedTuple):
    """One instant that an incident states."""

    name: str
    written: Any
    signal: Signal
    label: str
    notes: tuple[str | None, ...] = ()
    by: Any = None


def is_incident(value: Any) -> bool:
    """Tell an incident by the fields that only Datadog's have."""
    if not isinstance(value, dict) or value.get("type") != "incidents":
        return False
    return not _INCIDENT_MARKS.isdisjoint(mapping(value.get("attributes")))


def read_incident(
    incident: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """The instants that the incident states; none is derived from another."""
    found = mapping(incident.get("attributes"))
    identity = id_of(incident)
    if not identity:
        raise BadRow("the incident has no id")
    fields = mapping(found.get("fields"))
    severity = plain(found.get("severity"), 40) or _field(fields, "severity")
    if severity.upper() == "UNKNOWN":
        severity = ""
    common: dict[str, Any] = {
        "source": NAME,
        "service": _field(fields, "services") or None,
        "severity": severity or None,
        "refs": _incident_refs(incident, found, fields),
        "noise": found.get("is_test") is True,
        "place": place,
    }
    title = one_line(plain(found.get("title"))) or identity
    for stage in _stages(found, fields, severity):
        when = instant(stage.written, context)
        if when is None:
            continue
        actor = person_of(stage.by)
        record = Record(
            key=f"incident:{identity}:{stage.name}",
            text=labelled(stage.label, title, *stage.notes),
            signal=stage.signal,
            kind=Kind.HUMAN if actor else Kind.SYSTEM,
            actor=actor,
            **common,
            **time_fields(when, stage.written),
        )
        yield Reading(record, incident)


def _stages(found: dict[str, Any], fields: dict[str, Any], severity: str) -> Iterator[Stage]:
    scope = body_text(found.get("customer_impact_scope"), 500)
    yield Stage(
        "impact-started", found.get("customer_impact_start"), Signal.IMPACT_STARTED,
        "Customer impact started", (scope,),
    )  # fmt: skip
    method = _field(fields, "detection_method")
    by = _DETECTED_BY.get(method, "")
    yield Stage(
        "detected", found.get("detected"),
        Signal.ALERT_FIRED if method == "monitor" else Signal.NONE,
        f"Incident detected {by}".rstrip(),
    )  # fmt: skip
    commander = person_of(found.get("commander"))
    yield Stage(
        "declared", found.get("declared") or found.get("created"), Signal.DECLARED,
        "Incident declared", (severity, f"commander {commander}" if commander else None),
        found.get("declared_by") or found.get("created_by"),
    )  # fmt: skip
    yield Stage(
        "impact-ended", found.get("customer_impact_end"), Signal.RECOVERED,
        "Customer impact ended",
    )  # fmt: skip
    cause = _field(fields, "root_cause")
    yield Stage(
        "resolved", found.get("resolved"), Signal.RESOLVED, "Incident resolved",
        (f"root cause: {cause}" if cause else None,),
    )  # fmt: skip


def _field(fields: dict[str, Any], name: str) -> str:
    """A field's value; several values are joined by commas."""
    value = mapping(fields.get(name)).get("value")
    if isinstance(value, list):
        return ", ".join(filter(None, (plain(one, 100) for one in value[:10])))
    return body_text(value, 500)


def _incident_refs(
    incident: dict[str, Any], found: dict[str, Any], fields: dict[str, Any]
) -> tuple[str, ...]:
    refs = [f"datadog:incident:{id_of(incident)}"]
    number = plain(found.get("public_id"), 30)
    if number:
        refs += [f"incident:{number}", f"url:https://app.datadoghq.com/incidents/{number}"]
    slug = _field(fields, "slug")
    if slug:
        refs.append(f"incident:{slug}")
    return tuple(refs)


def is_part(value: Any) -> bool:
    """Tell an impact, follow-up, timeline cell, integration or attachment of an incident."""
    if not isinstance(value, dict) or not isinstance(value.get("attributes"), dict):
        return False
    kind, found = value.get("type"), value["attributes"]
    if not isinstance(kind, str):
        return False
    marks = _PART_MARKS.get(kind)
    return marks is not None and any(mark in found for mark in marks)


_PART_MARKS: dict[str, tuple[str, ...]] = {
    "incident_impacts": ("start_at", "impact_type"),
    "incident_todos": ("content", "assignees"),
    "incident_timeline_cells": ("cell_type", "content"),
    "timeline_cell": ("cell_content", "content"),
    "incident_integrations": ("integration_type", "metadata"),
    "incident_attachments": ("attachment", "attachment_type"),
}


def read_part(part: dict[str, Any], place: Place, context: Context) -> Iterator[Reading | Refusal]:
    """What hangs on an incident, one record for each instant that it states."""
    found = mapping(part.get("attributes"))
    identity = id_of(part) or fingerprint(part.get("type"), plain(found.get("created"), 60))
    incident = plain(found.get("incident_id"), 60) or id_of(
        mapping(mapping(mapping(part.get("relationships")).get("incident")).get("data"))
    )
    refs = (f"datadog:incident:{incident}",) if incident else ()
    none = True
    for stage, links, channel in _part_stages(part.get("type"), found):
        when = instant(stage.written, context)
        if when is None:
            continue
        none = False
        actor = person_of(stage.by)
        record = Record(
            source=NAME,
            key=f"{plain(part.get('type'), 60)}:{identity}:{stage.name}",
            text=labelled(stage.label, (stage.notes[0] if stage.notes else None) or ""),
            signal=stage.signal,
            kind=Kind.HUMAN if actor else Kind.SYSTEM,
            actor=actor,
            channel=channel or None,
            refs=tuple(dict.fromkeys((*refs, *links))),
            place=place,
            **time_fields(when, stage.written),
        )
        yield Reading(record, part)
    if none:
        needed(None, context, f"the {plain(part.get('type'), 60)} object")


def _part_stages(kind: Any, found: dict[str, Any]) -> Iterator[tuple[Stage, tuple[str, ...], str]]:
    if kind == "incident_impacts":
        what = plain(found.get("impact_type"), 40) or "incident"
        said = (body_text(found.get("description"), 500),)
        started = f"{what} impact started".capitalize()
        ended = f"{what} impact ended".capitalize()
        yield Stage("start", found.get("start_at"), Signal.IMPACT_STARTED, started, said), (), ""
        yield Stage("end", found.get("end_at"), Signal.RECOVERED, ended, said), (), ""
    elif kind == "incident_todos":
        said, by = (body_text(found.get("content"), 1000),), found.get("created_by")
        yield (
            Stage("created", found.get("created"), Signal.NOTE, "Follow-up added", said, by),
            (),
            "",
        )
        yield Stage("completed", found.get("completed"), Signal.NOTE, "Follow-up completed",
                    said), (), ""  # fmt: skip
    elif kind == "incident_integrations":
        yield _integration(found)
    elif kind == "incident_attachments":
        attachment = mapping(found.get("attachment"))
        label = f"{plain(found.get('attachment_type'), 40) or 'link'} attached".capitalize()
        url = clean_url(attachment.get("documentUrl"))
        yield Stage("modified", found.get("modified"), Signal.NOTE, label,
                    (plain(attachment.get("title"), 500),)), (
            (f"url:{url}",) if url else ()), ""  # fmt: skip
    else:
        yield _cell(found)


def _integration(found: dict[str, Any]) -> tuple[Stage, tuple[str, ...], str]:
    kind = found.get("integration_type")
    label = _INTEGRATIONS.get(kind, "Integration") if isinstance(kind, int) else "Integration"
    metadata = mapping(found.get("metadata"))
    channel = next((plain(one.get("channel_name"), 100) for one in
                    members(metadata.get("channels"))), "")  # fmt: skip
    issue = next((plain(one.get("issue_key"), 60) for one in
                  members(metadata.get("issues"))), "")  # fmt: skip
    links = [one.get("redirect_url") for one in members(metadata.get("issues"))]
    by = found.get("created_by")
    stage = Stage("created", found.get("created"), Signal.NOTE, f"{label} linked",
                  (channel or issue,), by)  # fmt: skip
    return stage, link_refs(*links), channel.lstrip("#")


def _cell(found: dict[str, Any]) -> tuple[Stage, tuple[str, ...], str]:
    content = mapping(found.get("cell_content")) or found.get("content")
    inner = mapping(content)
    raw = inner.get("content") or inner.get("message") or inner.get("text") or content
    author = mapping(found.get("author"))
    by = found.get("created_by") or author.get("content") or author
    written = found.get("display_time") or found.get("created") or found.get("created_at")
    cell = plain(found.get("cell_type") or found.get("type"), 40).replace("_", " ")
    label = "Note" if cell.lower() in ("", "markdown", "comment") else cell.capitalize()
    return Stage("", written, Signal.NOTE, label, (body_text(raw),), by), link_refs(raw), ""
