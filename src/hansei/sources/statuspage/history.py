"""`history.json` of a status page: incidents by month, their span as HTML without a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hansei.domain.event import Kind, Place, Record, Signal
from hansei.sources.base import Reading, Refusal, below
from hansei.sources.statuspage.about import Page, about_incident
from hansei.sources.statuspage.stamps import Stamp, instant, stamp_of, stamp_pattern
from hansei.sources.text import from_html, one_line, text_of

_SPAN = re.compile(rf"{stamp_pattern('1')}(?:\s?[-–]\s?{stamp_pattern('2')})?", re.IGNORECASE)


def is_history(value: dict[str, Any]) -> bool:
    """Whether a document is a page's history by month."""
    months = value.get("months")
    first = months[0] if isinstance(months, list) and months else None
    return isinstance(first, dict) and "incidents" in first and "year" in first


def read_history(value: dict[str, Any], place: Place, page: Page) -> Iterator[Reading | Refusal]:
    """One record an incident: its last message, from the start of its span until its end."""
    for number, month in enumerate(value["months"]):
        incidents = month.get("incidents") if isinstance(month, dict) else None
        year = month.get("year") if isinstance(month, dict) else None
        for index, incident in enumerate(incidents if isinstance(incidents, list) else ()):
            where = below(place, f"months[{number}].incidents[{index}]")
            reading = _incident(incident, year, page, where)
            yield reading or Refusal(
                place=where, reason="a history entry without a usable time", raw=incident
            )


def _incident(incident: Any, year: Any, page: Page, place: Place) -> Reading | None:
    if not isinstance(incident, dict) or not isinstance(year, int) or not 1990 <= year < 2100:
        return None
    written = from_html(incident.get("timestamp"), 200)
    match = _SPAN.search(written)
    start = stamp_of(match, "1") if match else None
    if match is None or start is None or start.day is None:
        return None
    two = bool(match["hour2"] or match["hourb2"] or match["packed2"])
    end = stamp_of(match, "2") if two else None
    zone = start.zone or (end.zone if end else None)
    at = _on_day(start._replace(zone=zone), start.day, year, page)
    until = _on_day(end._replace(zone=zone), end.day or start.day, year, page) if end else None
    if at is None:
        return None
    if until is not None and until < at:  # the span passes midnight or New Year's Eve
        until += timedelta(days=1 if end and end.day is None else 365)
    about = about_incident(incident, page)
    said = from_html(incident.get("message"))
    record = Record(
        source="statuspage",
        key=f"{about.id or text_of(incident, 'code')}:history",
        at=at,
        until=until,
        text=one_line(f"Status page incident: {about.name}{f' - {said}' if said else ''}"),
        signal=Signal.STATUS_UPDATE,
        kind=Kind.HUMAN,
        precision_s=start.precision_s,
        written=written,
        zone_assumed=zone is None,
        severity=about.severity,
        refs=about.refs,
        url=about.url,
        place=place,
    )
    return Reading(record, incident)


def _on_day(
    stamp: Stamp, day: tuple[int | None, int, int], year: int, page: Page
) -> datetime | None:
    try:
        date = datetime(day[0] or year, day[1], day[2], tzinfo=UTC).date()
    except ValueError:
        return None
    return instant(stamp, page.zone, date)
