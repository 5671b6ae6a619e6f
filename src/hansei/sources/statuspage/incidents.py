"""An incident of a status page and its updates.

Source: Statuspage REST API v1 (`Incident`, `IncidentUpdate`, `Component`) and the public status
API v2 of each page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec

from hansei.domain.errors import BadRow
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import Instant, utc_text
from hansei.sources.base import Reading, Refusal, below
from hansei.sources.statuspage.about import About, Page, about_incident, stamp, words
from hansei.sources.statuspage.stated import Posted, Stated, lines_of, stated_in
from hansei.sources.text import from_html, one_line, text_of, urls_in

INCIDENT = frozenset({"investigating", "identified", "monitoring", "resolved", "postmortem"})
MAINTENANCE = frozenset({"scheduled", "in_progress", "verifying", "completed"})
_SAME = "update"
"""What a page titles a post that leaves the incident's status as it is."""
_MARKED = frozenset({"identified", "monitoring", "resolved"})
_AFTERWARDS = timedelta(hours=1)
_SAME_DAY = timedelta(days=1)
_SET_BACK = timedelta(minutes=1)


def read_incident(
    incident: dict[str, Any], place: Place, page: Page
) -> Iterator[Reading | Refusal]:
    """All that one incident tells. Raises BadRow where it tells nothing usable."""
    about = about_incident(incident, page)
    if not about.id:
        raise BadRow("an incident without an id", place=str(place))
    updates = incident.get("incident_updates")
    updates = updates if isinstance(updates, list) else []
    count = 0
    for number, update in enumerate(updates):
        where = below(place, f"incident_updates[{number}]")
        for reading in read_update(update, where, about):
            count += isinstance(reading, Reading)
            yield reading
    for own in _own_times(incident, place, about, updates):
        count += 1
        yield own
    if not count and not updates:
        raise BadRow("an incident without a usable time", place=str(place))


def _own_times(
    incident: dict[str, Any], place: Place, about: About, updates: list[Any]
) -> Iterator[Reading]:
    """The incident's own times, where no update says the same."""
    zone = about.page.zone
    shown = [
        found.at
        for each in updates
        if isinstance(each, dict) and (found := stamp(each, "display_at", "created_at", zone=zone))
    ]
    said = {text_of(each, "status") for each in updates}
    created = stamp(incident, "created_at", zone=zone)
    opened = created or about.started
    planned = stamp(incident, "scheduled_for", zone=zone)
    if planned:
        until = stamp(incident, "scheduled_until", zone=zone)
        text = f"Planned maintenance: {about.name}"
        record = _record(f"{about.id}:scheduled", planned, text, Signal.CHANGE, about, place)
        yield Reading(_until(record, until), incident)
    # The page stamps `started_at` with the opening itself unless somebody set it back.
    elif about.started and opened and about.started.at <= min([*shown, opened.at]) - _SET_BACK:
        text = f"Impact began, as the status page states: {about.name}"
        signal = Signal.IMPACT_STARTED
        yield Reading(
            _record(f"{about.id}:started", about.started, text, signal, about, place), incident
        )
    if created and not shown:
        text, signal = f"Opened on the status page: {about.name}", Signal.STATUS_UPDATE
        record = _record(f"{about.id}:created", created, text, signal, about, place)
        yield Reading(record, incident)
    if about.resolved and not said & {"resolved", "completed"}:
        text = f"Resolved: {about.name}{_odd_order(about)}"
        record = _record(
            f"{about.id}:resolved", about.resolved, text, Signal.RESOLVED, about, place,
            refs=("status:resolved",),
        )  # fmt: skip
        yield Reading(record, incident)
    yield from _postmortem(incident, place, about)


def _postmortem(incident: dict[str, Any], place: Place, about: About) -> Iterator[Reading]:
    body = incident.get("postmortem_body")
    zone = about.page.zone
    at = stamp(incident, "postmortem_published_at", "postmortem_body_last_updated_at", zone=zone)
    if not isinstance(body, str) or not body.strip() or at is None:
        return
    text = one_line(f"Post-mortem published: {about.name} - {from_html(body)}")
    where = below(place, "postmortem_body")
    yield Reading(_record(f"{about.id}:postmortem", at, text, Signal.NOTE, about, where), incident)
    for each in _looking_back(body, about, at):
        key = f"{about.id}:postmortem:{each.name}"
        yield Reading(_stated(each, key, about, where), incident)


def _looking_back(body: str, about: About, at: Instant) -> list[Stated]:
    """The times of a post-mortem: of the incident's day, and not posts of their own."""
    day = (about.resolved or about.started or at).at
    return [
        each._replace(signal=Signal.NONE) if each.signal is Signal.STATUS_UPDATE else each
        for each in stated_in(body, Posted(day, day, about.page.zone))
    ]


def read_update(update: Any, place: Place, about: About) -> Iterator[Reading | Refusal]:
    """One post: itself at `display_at`, and each time that its text states."""
    is_object = isinstance(update, dict)
    times = ("display_at", "created_at", "updated_at")
    shown = stamp(update, *times, zone=about.page.zone) if is_object else None
    if shown is None:
        yield Refusal(place=place, reason="an update without a usable time", raw=update)
        return
    status = update.get("status")
    if not isinstance(status, str) or status not in INCIDENT | MAINTENANCE | {_SAME}:
        reason = f"update status {one_line(status, 60)!r} is not known"
        yield Refusal(place=place, reason=reason, code="unknown-event", raw=update)
        return
    created = stamp(update, "created_at", zone=about.page.zone) or shown
    late = created.at - shown.at
    by = created.at if timedelta() < late < _SAME_DAY else shown.at
    body = update.get("body")
    body = body if isinstance(body, str) else ""
    if status == "postmortem":
        stated = _looking_back(body, about, shown)
    else:
        stated = stated_in(body, Posted(shown.at, by, about.page.zone))
    key = one_line(text_of(update, "id"), 100) or f"{about.id}:{utc_text(shown.at)}:{status}"
    entries = [each for each in stated if each.name.startswith("entry:")]
    if status in MAINTENANCE:
        stated = list(entries)
    if len(entries) == 1 and entries[0].at == shown.at:
        stated.remove(entries.pop())
    backfilled = (
        late > _AFTERWARDS and about.started is not None and about.started == about.resolved
    )
    own_end = bool(entries) and entries[-1].at > shown.at
    mark = (f"status:{status}",) if status in _MARKED else ()
    text = _wording(update, status, body, about)
    if backfilled:
        text = one_line(f"{text} (written into the page on {utc_text(created.at)[:10]})")
    record = _record(
        key, shown, text, Signal.STATUS_UPDATE, about, place,
        kind=Kind.HUMAN, refs=() if backfilled or own_end else mark,
    )  # fmt: skip
    yield Reading(record, update)
    for each in stated:
        last = own_end and each is entries[-1]
        yield Reading(
            _stated(each, f"{key}:{each.name}", about, place, mark if last else ()), update
        )


def _wording(update: dict[str, Any], status: str, body: str, about: About) -> str:
    said = " / ".join(lines_of(body)[:100]) or "no text"
    changes = []
    components = update.get("affected_components")
    for each in components[:20] if isinstance(components, list) else ():
        old, new = text_of(each, "old_status"), text_of(each, "new_status")
        if new and new != old:
            name = one_line(text_of(each, "name"), 100)
            changes.append(f"{name}: {words(old) or 'unknown'} to {words(new)}")
    odd = _odd_order(about) if status == "resolved" else ""
    tail = f" [{'; '.join(changes)}]" if changes else ""
    head = f"{words(status).capitalize()}: {about.name} - "
    return one_line(f"{head}{one_line(said, 1900 - min(len(tail), 400) - len(head))}{odd}{tail}")


def _odd_order(about: About) -> str:
    if about.started and about.resolved and about.resolved.at < about.started.at:
        return " (stamped as resolved before it started)"
    return ""


def _stated(
    each: Stated, key: str, about: About, place: Place, refs: tuple[str, ...] = ()
) -> Record:
    lead = {Signal.IMPACT_STARTED: "Impact began: ", Signal.RECOVERED: "Impact ended: "}
    record = _record(
        key, Instant(each.at, each.precision_s, each.zone_assumed),
        one_line(f"{lead.get(each.signal, f'{about.name}: ')}{each.text}"),
        each.signal, about, place, refs=refs, written=each.written,
        kind=Kind.HUMAN if each.signal is Signal.STATUS_UPDATE else Kind.SYSTEM,
    )  # fmt: skip
    return _until(record, Instant(each.until) if each.until else None)


def _until(record: Record, until: Instant | None) -> Record:
    if until is None or until.at < record.at:
        return record
    return msgspec.structs.replace(record, until=until.at)


def _record(
    key: str,
    at: Instant,
    text: str,
    signal: Signal,
    about: About,
    place: Place,
    *,
    kind: Kind = Kind.SYSTEM,
    refs: tuple[str, ...] = (),
    written: str | None = None,
) -> Record:
    links = tuple(f"url:{link}" for link in urls_in(text))
    return Record(
        source="statuspage",
        key=key,
        at=at.at,
        text=text,
        signal=signal,
        kind=kind,
        precision_s=at.precision_s,
        zone_assumed=at.zone_assumed,
        written=written,
        service=about.service,
        severity=about.severity,
        refs=tuple(dict.fromkeys((*about.refs, *refs, *links))),
        url=about.url,
        place=place,
    )
