"""Atlassian Statuspage: API and webhook JSON, public status JSON, history feeds.

Source: Statuspage REST API v1, the public status API v2 (`summary.json`, `incidents.json`,
`scheduled-maintenances.json`) and the webhook notification's documentation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hansei.domain.errors import BadRow, ForeignPayload, UnknownEvent
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import utc_text, zone_named
from hansei.sources.base import (
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
from hansei.sources.statuspage.about import Page, about_incident, stamp, words
from hansei.sources.statuspage.feeds import is_feed, read_feed
from hansei.sources.statuspage.history import is_history, read_history
from hansei.sources.statuspage.incidents import INCIDENT, MAINTENANCE, read_incident, read_update
from hansei.sources.statuspage.scraped import read_scraped, read_uptime
from hansei.sources.text import one_line, text_of

_LISTS = ("incidents", "scheduled_maintenances")
_SCRAPED = {"Incident_Title", "Incident_Link", "Updates"}
_UPTIME = {"Date", "Outages", "Outage_Color", "Incidents"}
_PAGE = frozenset({"name", "url", "status_indicator"})
_COMPONENT = frozenset(
    {"operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"}
)


def recognise(sample: Sample) -> int:
    """100 for a page beside its incidents, less for incidents alone, feeds and tables."""
    if sample.shape is Shape.CSV:
        header = set(sample.header)
        return 90 if header >= _SCRAPED else 85 if header >= _UPTIME else 0
    if sample.shape is Shape.TEXT:
        return 90 if is_feed(_head(sample)) else 0
    scores = [_score(value) for value in sample.first]
    found = [score for score in scores if score]
    return max(found) if found and len(found) * 2 >= len(scores) else 0


def _head(sample: Sample) -> str:
    return "\n".join(line for line in sample.first if isinstance(line, str))


def _score(value: Any) -> int:
    if not isinstance(value, dict):
        return 0
    kind = value.get("type")
    if isinstance(kind, str) and kind.startswith("statuspage.") and "data" in value:
        return 95
    if _is_page(value.get("page")) and (_holds_any(value) or "meta" in value):
        return 100
    if isinstance(value.get("incident"), dict) and _is_incident(value["incident"]):
        return 95
    for name in _LISTS:
        inner = value.get(name)
        if isinstance(inner, list) and inner and _is_incident(inner[0]):
            return 95
    if _is_incident(value):
        return 95
    return 90 if _is_update(value) or is_history(value) else 0


def _is_page(page: Any) -> bool:
    return isinstance(page, dict) and "id" in page and not _PAGE.isdisjoint(page)


def _holds_any(value: dict[str, Any]) -> bool:
    names = ("incident", "component", "component_update", "components", "status", *_LISTS)
    return any(isinstance(value.get(name), (dict, list)) for name in names)


def _is_incident(value: Any) -> bool:
    if not isinstance(value, dict) or "id" not in value:
        return False
    if isinstance(value.get("incident_updates"), list):
        return True
    return "page_id" in value and "impact" in value and "shortlink" in value


def _is_update(value: dict[str, Any]) -> bool:
    return "incident_id" in value and "body" in value and "display_at" in value


@within_reach
def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """Posts and the times stated in them. Raises as `Source` says."""
    value, place = item
    if isinstance(value, str) and is_feed(value):
        yield from read_feed(value, place, context.zone)
        return
    if not isinstance(value, dict):
        raise ForeignPayload("not a payload of Statuspage")
    if value.keys() >= _SCRAPED:
        yield from read_scraped(item, context.zone)
    elif value.keys() >= _UPTIME:
        yield from read_uptime(item)
    else:
        yield from _read_json(value, place, context)


def _read_json(
    value: dict[str, Any], place: Place, context: Context
) -> Iterator[Reading | Refusal]:
    kind = value.get("type")
    wrapped = isinstance(kind, str) and kind.startswith("statuspage.")
    if wrapped:
        inner = value.get("data")
        if not isinstance(inner, dict):
            raise BadRow("an envelope without data", place=str(place))
        value, place = inner, below(place, "data")
    page = _page(value.get("page"), context)
    if _is_incident(value):
        yield from read_incident(value, place, page)
    elif _is_update(value):
        about = about_incident({"id": text_of(value, "incident_id")}, page)
        yield from read_update(value, place, about)
    elif is_history(value):
        yield from read_history(value, place, page)
    elif wrapped or _holds_any(value) or _is_page(value.get("page")):
        yield from _read_document(value, place, page)
    else:
        raise ForeignPayload("not a payload of Statuspage")


def _page(page: Any, context: Context) -> Page:
    try:
        zone = zone_named(text_of(page, "time_zone"))
    except ValueError:
        zone = context.zone
    url = text_of(page, "url")
    return Page(zone=zone, url=url if url.startswith(("https://", "http://")) else "")


def _read_document(value: dict[str, Any], place: Place, page: Page) -> Iterator[Reading | Refusal]:
    own = _is_page(value.get("page"))
    incident = value.get("incident")
    if isinstance(incident, dict) and (own or _is_incident(incident)):
        yield from _read_one(incident, below(place, "incident"), page)
        return
    if isinstance(value.get("component_update"), dict) and own:
        yield _component_update(value, place, page)
        return
    held = [name for name in _LISTS if isinstance(value.get(name), list)]
    if not own and not any(_is_incident(each) for name in held for each in value[name][:1]):
        raise ForeignPayload("not a payload of Statuspage")
    for name in held:
        for number, each in enumerate(value[name]):
            where = below(place, f"{name}[{number}]")
            try:
                yield from _read_one(each, where, page)
            except BadRow as error:
                yield Refusal(place=where, reason=error.reason, raw=each)
    components = value.get("components")
    for number, each in enumerate(components if isinstance(components, list) else ()):
        yield _component(each, below(place, f"components[{number}]"), page)
    if not held and not isinstance(components, list) and "status" not in value:
        raise UnknownEvent(f"a page with {one_line(', '.join(map(str, value)), 200)!r} only")


def _read_one(incident: Any, place: Place, page: Page) -> Iterator[Reading | Refusal]:
    if not isinstance(incident, dict):
        raise BadRow("an incident that is no object", place=str(place))
    status = incident.get("status")
    known = status is None or (isinstance(status, str) and status in INCIDENT | MAINTENANCE)
    if not known and not incident.get("incident_updates"):
        raise UnknownEvent(f"incident status {one_line(status, 60)!r} is not known")
    yield from read_incident(incident, place, page)


def _component_update(value: dict[str, Any], place: Place, page: Page) -> Reading | Refusal:
    update, component = value["component_update"], value.get("component")
    at = stamp(update, "created_at", "updated_at", zone=page.zone)
    old, new = text_of(update, "old_status"), text_of(update, "new_status")
    if at is None:
        raise BadRow("a component update without a time", place=str(place))
    if new not in _COMPONENT:
        raise UnknownEvent(f"component status {one_line(new, 60)!r} is not known")
    name = one_line(text_of(component, "name"), 200) or "component"
    id_ = text_of(update, "component_id") or text_of(component, "id")
    record = Record(
        source="statuspage",
        key=one_line(text_of(update, "id"), 100) or f"component:{id_}:{utc_text(at.at)}",
        at=at.at,
        text=f"Component {name}: {words(old) or 'unknown'} to {words(new)}",
        signal=Signal.STATUS_UPDATE,
        precision_s=at.precision_s,
        zone_assumed=at.zone_assumed,
        service=name,
        refs=(f"statuspage:component:{one_line(id_, 100)}",) if id_ else (),
        place=below(place, "component_update"),
    )
    return Reading(record, value)


def _component(component: Any, place: Place, page: Page) -> Reading | Refusal:
    """A component as it stands: `updated_at` is when anything about it was last edited."""
    at = stamp(component, "updated_at", zone=page.zone) if isinstance(component, dict) else None
    if at is None:
        return Refusal(place=place, reason="a component without a usable time", raw=component)
    name, status = one_line(text_of(component, "name"), 200), text_of(component, "status")
    id_ = one_line(text_of(component, "id"), 100)
    record = Record(
        source="statuspage",
        key=f"component:{id_ or name}:{utc_text(at.at)}",
        at=at.at,
        text=f"Component {name or id_} stands at {words(status) or 'an unknown status'}",
        signal=Signal.NOTE,
        precision_s=at.precision_s,
        zone_assumed=at.zone_assumed,
        service=name or None,
        refs=(f"statuspage:component:{id_}",) if id_ else (),
        noise=status in ("operational", ""),
        place=place,
    )
    return Reading(record, component)


SOURCE = Source(
    name="statuspage",
    title="Atlassian Statuspage",
    shapes=frozenset({Shape.JSON, Shape.NDJSON, Shape.CSV, Shape.TEXT}),
    recognise=recognise,
    parse=parse,
)
