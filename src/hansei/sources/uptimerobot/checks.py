"""What a check saw: down, up, started, paused, and how long an answer took.

Source: UptimeRobot API v2 (`getMonitors` with logs and response times), where numbers may come as
strings and times as Unix seconds or as "08/30/2011 16:11:15".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from hansei.domain.event import Place, Record, Signal
from hansei.domain.times import Instant, duration_text, from_epoch, from_iso
from hansei.sources.text import from_html, one_line, watched_address

_NUMBER = re.compile(r"\s*-?\d{1,16}(?:\.\d{1,9})?\s*$")
_AMERICAN = re.compile(r"\s*(\d\d?)/(\d\d?)/(\d{4})\s+(\d\d?):(\d\d)(?::(\d\d))?\s*$")
_PLACEHOLDER = re.compile(r"\*[A-Za-z_]{2,60}\*$")
_LONGEST_S = 10 * 366 * 86400.0
_LONGEST_INTERVAL_S = 31 * 86400.0
_SIGNALS = {
    "down": Signal.DOWN,
    "up": Signal.UP,
    "started": Signal.CHANGE,
    "paused": Signal.CHANGE,
}
_SAYS = {
    "down": "is down",
    "up": "is up",
    "started": "is being monitored",
    "paused": "is no longer monitored (paused)",
}


class Monitor(NamedTuple):
    """The monitor that a log belongs to. Credentials in it are never read."""

    id: str
    name: str
    address: str
    interval_s: int
    zone: tzinfo
    zone_known: bool = False


def unfilled(value: Any) -> bool:
    """Whether a webhook's variable was sent unexpanded ("*monitorFriendlyName*")."""
    return isinstance(value, str) and _PLACEHOLDER.match(value.strip()) is not None


def number(value: Any) -> float | None:
    """A number, also where it came as a string; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value) if abs(value) < 1e16 else None
    if isinstance(value, str) and _NUMBER.match(value):
        return float(value)
    return None


def seconds(value: Any) -> float | None:
    """A duration in seconds, None where there is none or where it cannot be one."""
    found = number(value)
    return found if found is not None and 0 <= found < _LONGEST_S else None


def moment(value: Any, zone: tzinfo, *, known: bool = False) -> Instant:
    """A time in any of UptimeRobot's forms; bare ones in `zone`, assumed unless `known`.

    Raises ValueError for anything else.
    """
    epoch = None if isinstance(value, str) and "-" in value else number(value)
    if epoch is not None:
        return Instant(from_epoch(epoch))
    if not isinstance(value, str):
        raise ValueError("no time")
    match = _AMERICAN.match(value) if "/" in value else None
    if match:
        month, day, year, hour, minute, second = (int(each or 0) for each in match.groups())
        local = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        at = local.astimezone(UTC)
        if not 1990 <= at.year < 2100:
            raise ValueError(f"{one_line(value, 40)!r} is outside the years 1990 to 2100")
        return Instant(at, 1 if match[6] else 60, not known)
    found = from_iso(value.strip(), zone)
    return found._replace(zone_assumed=found.zone_assumed and not known)


def monitor_of(value: Any, zone: tzinfo, *, zone_known: bool = False) -> Monitor:
    """Identity, name, address and interval of a monitor in any version's spelling."""
    value = value if isinstance(value, dict) else {}
    names = ("friendly_name", "friendlyname", "friendlyName", "monitorFriendlyName", "monitor_name")
    name = next((from_html(value[each], 200) for each in names if value.get(each)), "")
    id_ = number(value.get("id"))
    interval = number(value.get("interval"))
    return Monitor(
        id=f"{id_:.0f}" if id_ is not None else one_line(value.get("id"), 60),
        name="" if unfilled(name) else name,
        address=address_of(value.get("url")),
        interval_s=int(interval) if interval and 1 <= interval <= _LONGEST_INTERVAL_S else 1,
        zone=zone,
        zone_known=zone_known,
    )


def address_of(value: Any) -> str:
    """A monitored web address without credentials and query; "" where it is none."""
    return "" if unfilled(value) else watched_address(value)


def reason_of(value: Any) -> str:
    """The human-readable cause: "Connection Timeout", "HTTP 503 - Service Unavailable"."""
    if isinstance(value, dict):
        detail, code = from_html(value.get("detail"), 300), number(value.get("code"))
        status = f"{code:.0f}" if code is not None and 100 <= code < 600 else ""
        if status and status not in detail:
            return f"HTTP {status} - {detail}" if detail else f"HTTP {status}"
        return detail
    return from_html(value, 300) if isinstance(value, str) and not unfilled(value) else ""


def read_check(
    what: str,
    at: Instant,
    monitor: Monitor,
    place: Place,
    *,
    cause: str = "",
    lasted_s: float | None = None,
    written: str | None = None,
    refs: tuple[str, ...] = (),
    key: str = "",
) -> Record:
    """One change of state. `lasted_s` is how long an outage lasted, where it is over.

    A failed check says only that the service went down since the check before it: the width of
    a `down` record is therefore the monitor's interval.
    """
    name = monitor.name or monitor.address or (f"monitor {monitor.id}" if monitor.id else "monitor")
    down = what == "down"
    text = f"{name} {_SAYS[what]}"
    text += f": {cause}" if cause and what in ("down", "up") else ""
    if lasted_s and what in ("down", "up"):
        text += f" ({'down for' if down else 'was down for'} {duration_text(lasted_s)})"
    own = [f"uptimerobot:monitor:{monitor.id}"] if monitor.id else []
    own += [f"url:{monitor.address}"] if monitor.address else []
    return Record(
        source="uptimerobot",
        key=key or f"{monitor.id or name}:{at.at.timestamp():.0f}:{what}",
        at=at.at,
        until=at.at + timedelta(seconds=lasted_s) if down and lasted_s else None,
        text=one_line(text),
        signal=_SIGNALS[what],
        precision_s=max(at.precision_s, monitor.interval_s) if down else at.precision_s,
        written=written if at.zone_assumed else None,
        zone_assumed=at.zone_assumed,
        service=monitor.name or None,
        refs=(*own, *refs),
        noise=what in ("started", "paused"),
        url=monitor.address or None,
        place=place,
    )


def read_sample(at: Instant, value: float, monitor: Monitor, place: Place) -> Record:
    """A response time in milliseconds."""
    name = monitor.name or monitor.address or f"monitor {monitor.id}".strip()
    return Record(
        source="uptimerobot",
        key=f"{monitor.id or name}:{at.at.timestamp():.0f}:response",
        at=at.at,
        text=f"{name} answered in {value:g} ms",
        signal=Signal.MEASUREMENT,
        precision_s=at.precision_s,
        zone_assumed=at.zone_assumed,
        service=monitor.name or None,
        refs=(f"uptimerobot:monitor:{monitor.id}",) if monitor.id else (),
        noise=True,
        place=place,
    )
