"""Alerts, notes and status updates of the REST API: what hangs on an incident."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import Instant
from hansei.sources.base import Context, Reading
from hansei.sources.pagerduty.fields import (
    NAME,
    Facts,
    clean_url,
    facts_of,
    fingerprint,
    from_site,
    id_of,
    instant,
    kind_of,
    link_refs,
    mapping,
    members,
    merged,
    name_of,
    needed,
    time_fields,
)
from hansei.sources.text import from_html, one_line, text_of


def is_alert(value: Any) -> bool:
    """Tell an alert by its own de-duplication key."""
    if not isinstance(value, dict) or value.get("type") not in (None, "alert"):
        return False
    return "alert_key" in value or (value.get("type") == "alert" and from_site(value))


def is_note(value: Any) -> bool:
    """Tell an incident note: content by a user reference."""
    return isinstance(value, dict) and "content" in value and _by_user(value.get("user"))


def is_status_update(value: Any) -> bool:
    """Tell a status update to an incident's subscribers."""
    return isinstance(value, dict) and "message" in value and _by_user(value.get("sender"))


def _by_user(user: Any) -> bool:
    if not isinstance(user, dict):
        return False
    kind = user.get("type")
    return from_site(user) or (isinstance(kind, str) and kind.endswith("user_reference"))


def read_alert(alert: dict[str, Any], place: Place, context: Context) -> Iterator[Reading]:
    """An alert fired, and resolved where the payload says when."""
    facts = facts_of(mapping(alert.get("incident")))
    written = alert.get("created_at")
    when = needed(written, context, "the alert")
    identity = id_of(alert, "id", "alert_key") or fingerprint(written, facts.id)
    severity = one_line(text_of(alert, "severity"), 40) or None
    title = one_line(text_of(alert, "summary", "description")) or identity
    body = mapping(alert.get("body"))
    details = mapping(body.get("details"))
    common: dict[str, Any] = {
        "source": NAME,
        "service": name_of(alert.get("service")) or facts.service,
        "severity": severity,
        "environment": one_line(text_of(details, "environment", "env"), 60) or None,
        "refs": _alert_refs(alert, body, facts),
        "url": clean_url(alert.get("html_url")),
        "noise": alert.get("suppressed") is True,
        "place": place,
    }
    label = f"{title} ({severity})" if severity else title
    yield Reading(
        Record(
            key=f"alert:{identity}:created", text=one_line(f"Alert fired: {label}"),
            signal=Signal.ALERT_FIRED, **common, **time_fields(when, written),
        ),
        alert,
    )  # fmt: skip
    written = alert.get("resolved_at")
    when_resolved = instant(written, context)
    if when_resolved is not None:
        yield Reading(
            Record(
                key=f"alert:{identity}:resolved", text=one_line(f"Alert resolved: {label}"),
                signal=Signal.ALERT_RESOLVED, **common, **time_fields(when_resolved, written),
            ),
            alert,
        )  # fmt: skip


def _alert_refs(alert: dict[str, Any], body: dict[str, Any], facts: Facts) -> tuple[str, ...]:
    key = text_of(alert, "alert_key") or text_of(mapping(body.get("cef_details")), "dedup_key")
    own = (f"alert:{key[:256]}",) if key else ()
    url = clean_url(alert.get("html_url"))
    page = (f"url:{url}",) if url else ()
    contexts = members(body.get("contexts"))[:20]
    links = link_refs(" ".join(text_of(one, "href", "src") for one in contexts))
    return merged(own, facts.refs, page, links)


def read_note(note: dict[str, Any], place: Place, context: Context) -> Iterator[Reading]:
    """A note on an incident. The list of notes does not name its incident."""
    written = note.get("created_at")
    when = needed(written, context, "the note")
    content = one_line(text_of(note, "content"))
    if not content:
        raise BadRow("the note is empty")
    user = note.get("user")
    facts = facts_of(mapping(note.get("incident")))
    text = one_line(f"Note: {content}")
    identity = id_of(note) or fingerprint(written, content)
    yield Reading(
        _spoken(f"note:{identity}", text, Signal.NOTE, user, facts, place, when, written), note
    )


def read_status_update(update: dict[str, Any], place: Place, context: Context) -> Iterator[Reading]:
    """An update to an incident's subscribers."""
    written = update.get("created_at")
    when = needed(written, context, "the status update")
    message = one_line(text_of(update, "message")) or from_html(text_of(update, "html_message"))
    if not message:
        raise BadRow("the status update is empty")
    subject = one_line(text_of(update, "subject"), 300)
    text = one_line(
        f"Status update: {subject}: {message}" if subject else f"Status update: {message}"
    )
    facts = facts_of(mapping(update.get("incident")))
    identity = id_of(update) or fingerprint(written, message)
    yield Reading(
        _spoken(
            f"status_update:{identity}", text, Signal.STATUS_UPDATE, update.get("sender"),
            facts, place, when, written,
        ),
        update,
    )  # fmt: skip


def _spoken(
    key: str, text: str, signal: Signal, user: Any,
    facts: Facts, place: Place, when: Instant, written: Any,
) -> Record:  # fmt: skip
    return Record(
        source=NAME, key=key, text=text, signal=signal, kind=kind_of(user),
        actor=name_of(user) or None, service=facts.service, severity=facts.severity,
        refs=merged(facts.refs, link_refs(text)), url=facts.url, place=place,
        **time_fields(when, written),
    )  # fmt: skip
