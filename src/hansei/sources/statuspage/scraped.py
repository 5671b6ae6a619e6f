"""Tables scraped from a page's history and uptime pages, one row an incident or a day.

The columns are those of published research data (title, link, impact, updates as JSON).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any

import msgspec

from hansei.domain.errors import BadRow
from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import Instant, utc_text
from hansei.sources.base import Item, Reading, Refusal
from hansei.sources.statuspage.about import About, Page
from hansei.sources.statuspage.incidents import read_update
from hansei.sources.statuspage.stamps import full_day, instant, stamp_of, stamp_pattern
from hansei.sources.text import one_line, urls_in

_POSTED = re.compile(stamp_pattern("1"), re.IGNORECASE)
_MINUTES = re.compile(r"\d{1,4}")
_LATEST = datetime(2099, 12, 31, tzinfo=UTC)
_LAST = re.compile(r",? and ")
"""Before the last of the components that the page names in a sentence."""


def read_scraped(item: Item, zone: tzinfo) -> Iterator[Reading | Refusal]:
    """A row of an incident table: each of its updates, and the times stated in them.

    Raises BadRow for a row whose updates or link cannot be read.
    """
    row, place = item
    link = (*urls_in(str(row.get("Incident_Link") or ""), 1), "")[0]
    try:
        updates = json.loads(str(row.get("Updates") or ""))
    except (ValueError, RecursionError):
        raise BadRow("updates that are no JSON", place=str(place)) from None
    if not isinstance(updates, list) or not link:
        raise BadRow("a row without a list of updates or a link", place=str(place))
    code = link.rsplit("/", 1)[-1]
    affected = one_line(row.get("Service"), 300).removeprefix("This incident affected:").strip(" .")
    service = _LAST.sub(", ", affected)
    about = About(
        page=Page(zone=zone),
        id=code,
        name=one_line(row.get("Incident_Title"), 300) or "Incident",
        severity=one_line(row.get("Incident_Impact"), 60).removeprefix("impact-") or None,
        service=service or None,
        refs=(f"statuspage:incident:{code}", f"url:{link}"),
        url=link,
        started=None,
        resolved=None,
    )
    seen: dict[str, int] = {}
    for number, update in enumerate(updates):
        where = Place(file=place.file, line=place.line, path=f"$.Updates[{number}]")
        yield from _update(update, about, where, seen)


def _update(
    update: Any, about: About, place: Place, seen: dict[str, int]
) -> Iterator[Reading | Refusal]:
    found = _time(update.get("Update_Timestamp")) if isinstance(update, dict) else None
    if found is None:
        yield Refusal(place=place, reason="an update without a usable time", raw=update)
        return
    at, written = found
    post = {
        "status": one_line(update.get("Update_Title"), 60).lower().replace(" ", "_"),
        "body": update.get("Update_Body"),
        "display_at": at.at.isoformat(),
    }
    own = f"{about.id}:{utc_text(at.at)}:{post['status']}"
    seen[own] = seen.get(own, 0) + 1
    own = post["id"] = own if seen[own] == 1 else f"{own}:{seen[own]}"
    for each in read_update(post, place, about):
        if isinstance(each, Refusal):
            yield Refusal(place=each.place, reason=each.reason, code=each.code, raw=update)
        elif each.record.key == own:
            record = msgspec.structs.replace(
                each.record, written=written, precision_s=60, zone_assumed=at.zone_assumed
            )
            yield Reading(record, update)
        else:
            yield Reading(each.record, update)


def _time(value: Any) -> tuple[Instant, str] | None:
    """The date in "Posted 6 months ago. Feb 26, 2024 - 10:21 PST"."""
    text = one_line(value, 200).split("ago.", 1)[-1].strip()
    match = _POSTED.match(text)
    stamp = stamp_of(match, "1") if match else None
    if stamp is None or stamp.day is None or stamp.day[0] is None:
        return None
    day = full_day(stamp.day, _LATEST)
    at = instant(stamp, UTC, day) if day else None
    return (Instant(at, stamp.precision_s, stamp.zone is None), text) if at else None


def read_uptime(item: Item) -> Iterator[Reading | Refusal]:
    """A day of a component's uptime bar: a measurement, noise where nothing was down.

    Raises BadRow for a row without a date.
    """
    row, place = item
    written = one_line(row.get("Date"), 40)
    try:
        at = datetime.strptime(written, "%d %b %Y").replace(tzinfo=UTC)
        outages = json.loads(str(row.get("Outages") or "[]"))
    except (ValueError, RecursionError):
        raise BadRow("a day without a date or with unreadable outages", place=str(place)) from None
    service = one_line(row.get("Service"), 200) or "component"
    said = [
        f"{one_line(each.get('Outage_Type'), 60)} {one_line(each.get('Downtime (min)'), 20)} min"
        for each in (outages if isinstance(outages, list) else [])
        if isinstance(each, dict) and _MINUTES.fullmatch(one_line(each.get("Downtime (min)"), 20))
    ]
    record = Record(
        source="statuspage",
        key=f"uptime:{service}:{at:%Y-%m-%d}",
        at=at,
        text=f"{service} on {written}: {', '.join(said) or 'no downtime recorded'}",
        signal=Signal.MEASUREMENT,
        precision_s=86400,
        written=written,
        zone_assumed=True,
        service=service,
        refs=tuple(f"url:{link}" for link in urls_in(str(row.get("Incidents") or ""))),
        noise=not said,
        place=place,
    )
    yield Reading(record, row)
