"""Posts on PagerDuty status pages: what customers were told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow
from hansei.domain.event import Place, Record, Signal
from hansei.sources.base import Context, Reading, Refusal
from hansei.sources.pagerduty.fields import (
    NAME,
    each,
    fingerprint,
    id_of,
    instant,
    link_refs,
    mapping,
    members,
    merged,
    name_of,
    needed,
    time_fields,
)
from hansei.sources.text import from_html, one_line, text_of

POST = "status_page_post"
UPDATE = "status_page_post_update"
POSTMORTEMS = frozenset({"status_page_post_postmortem", "status_page_postmortem"})
# The lists of a status page's statuses and severities; posts name them only by id.
COMPANIONS = frozenset({"statuses.json", "severities.json"})


def is_post(value: Any) -> bool:
    """Tell a post by its type and title; a bare reference to one has no title."""
    return isinstance(value, dict) and value.get("type") == POST and "title" in value


def is_update(value: Any) -> bool:
    """Tell an update or a published post-mortem of a post."""
    if not isinstance(value, dict):
        return False
    kind = value.get("type")
    return kind == UPDATE or (isinstance(kind, str) and kind in POSTMORTEMS)


def read_post(post: dict[str, Any], place: Place, context: Context) -> Iterator[Reading | Refusal]:
    """The post itself from its start to its end, then the updates that it holds in full."""
    written = post.get("starts_at")
    when = needed(written, context, "the status page post")
    end = instant(post.get("ends_at"), context)
    title = one_line(text_of(post, "title")) or "untitled"
    maintenance = post.get("post_type") == "maintenance"
    words = "Maintenance announced on the status page" if maintenance else "Status page post"
    identity = id_of(post) or fingerprint(title, written)
    record = Record(
        source=NAME,
        key=f"post:{identity}",
        text=one_line(f"{words}: {title}"),
        signal=Signal.STATUS_UPDATE,
        until=end.at if end and end.at > when.at else None,
        refs=_post_refs(identity),
        place=place,
        **time_fields(when, written),
    )
    yield Reading(record, post)
    full = [one for one in members(post.get("updates")) if "message" in one]
    yield from each(full, read_update, "updates", place, context)


def read_update(
    update: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    """One update; its status stands first in the text where it is known by name."""
    written = update.get("reported_at")
    when = needed(written, context, "the status page update")
    message = from_html(text_of(update, "message"))
    status = _named(update.get("status"), "statuses.json", "statuses", context)
    if not message and not status:
        raise BadRow("the status page update is empty")
    if update.get("type") in POSTMORTEMS:
        words = f"Post-mortem published: {message}"
    elif status:
        words = f"{status.capitalize()}: {message}" if message else status.capitalize()
    else:
        words = f"Status page update: {message}"
    post = text_of(mapping(update.get("post")), "id")
    refs = merged(
        _post_refs(post), (f"status:{status.lower()}",) if status else (), link_refs(message)
    )
    record = Record(
        source=NAME,
        key=f"post_update:{id_of(update) or fingerprint(message, written)}",
        text=one_line(words),
        signal=Signal.STATUS_UPDATE,
        service=_services(update),
        severity=_named(update.get("severity"), "severities.json", "severities", context) or None,
        refs=refs,
        place=place,
        **time_fields(when, written),
    )
    yield Reading(record, update)


def _post_refs(identity: str) -> tuple[str, ...]:
    return (f"pagerduty:post:{identity[:64]}",) if identity else ()


def _services(update: dict[str, Any]) -> str | None:
    impacted = members(update.get("impacted_services"))
    names = (
        text_of(mapping(one.get("service")), "name", "summary", "description")
        for one in impacted[:10]
    )
    return one_line(", ".join(name for name in names if name), 200) or None


def _named(reference: Any, file: str, field: str, context: Context) -> str:
    """The name of a status or severity: said in place, or looked up by id in its list."""
    if isinstance(reference, str):
        return one_line(reference, 40)
    value = mapping(reference)
    said = text_of(value, "description", "name", "summary")
    if said:
        return one_line(said, 40)
    identity = id_of(value)
    if identity:
        for known in members(mapping(context.lookup(file)).get(field)):
            if id_of(known) == identity:
                return name_of({"summary": text_of(known, "description", "name")})
    return ""
