"""Times: read without guessing more than is written, kept in UTC, shown in a zone.

A bare time takes the document's zone; a list of bare times passes midnight forward; what was
written and how precisely stays beside the instant.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Abbreviations that mean one offset in practice (RFC 2822, tz database). Ambiguous ones (IST, CST
# in China, BST in Bangladesh) take the reading most common in incident reports and are flagged by
# the caller through `written`.
ABBREVIATIONS: dict[str, float] = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "IST": 5.5, "CET": 1, "CEST": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "JST": 9, "KST": 9,
    "SGT": 8, "HKT": 8, "AWST": 8, "ACST": 9.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_EPOCH_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (0.0, 1.0))  # ns, us, ms, s by magnitude
_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)([.,]\d+)?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$"
)


class Instant(NamedTuple):
    """An aware UTC time with the width of its smallest written unit in seconds.

    `zone_assumed` tells that the text named no zone.
    """

    at: datetime
    precision_s: int = 1
    zone_assumed: bool = False


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo:
    """The zone of an IANA name, an abbreviation or an offset ("+02:00").

    Raises ValueError for an unknown one.
    """
    text = name.strip()
    if text.upper() in ABBREVIATIONS:
        hours = ABBREVIATIONS[text.upper()]
        return UTC if hours == 0 else timezone(timedelta(hours=hours), text.upper())
    match = re.fullmatch(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d\d)?", text)
    if match:
        sign = -1 if match[1] == "-" else 1
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if offset >= timedelta(hours=24):
            raise ValueError(f"unknown time zone {name!r}")
        return timezone(sign * offset)
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"unknown time zone {name!r}") from None


def zone_or_utc(name: str) -> tzinfo:
    """The zone of a name, UTC for one that is unknown: for showing what stands already."""
    try:
        return zone_named(name)
    except ValueError:
        return UTC


def from_epoch(value: float | str) -> datetime:
    """A Unix time in seconds, milliseconds, microseconds or nanoseconds, told by its size.

    Raises ValueError outside the years 1990 to 2100: a number that is no time.
    """
    try:
        number = float(value)
    except (OverflowError, TypeError):
        raise ValueError(f"{str(value)[:40]!r} is no Unix time") from None
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is no Unix time")
    for least, divisor in _EPOCH_UNITS:
        if abs(number) >= least:
            number /= divisor
            break
    try:
        at = datetime.fromtimestamp(number, UTC)
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"{value!r} is no Unix time") from None
    if not _EARLIEST <= at < _LATEST:
        raise ValueError(f"{value!r} is no Unix time between 1990 and 2100")
    return at


def from_iso(text: str, zone: tzinfo = UTC) -> Instant:
    """An ISO 8601 time ("2025-03-01T10:36:00Z", "2025-03-01 10:36"), bare ones in `zone`.

    Raises ValueError with the text for anything else, and for years outside 1990 to 2100.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = _from_loose_iso(text)
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone)
        assumed = True
    else:
        assumed = False
    try:
        at = at.astimezone(UTC)
    except (OverflowError, OSError):
        raise ValueError(f"{text!r} is no usable time") from None
    if not _EARLIEST <= at < _LATEST:
        raise ValueError(f"{text!r} is outside the years 1990 to 2100")
    return Instant(at, _iso_precision(text), assumed)


def _from_loose_iso(text: str) -> datetime:
    match = _ISO.match(text.strip()) if len(text) < 64 else None
    if not match:
        raise ValueError(f"{text[:40]!r} is no ISO 8601 time")
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        micro = int(float("0" + fraction.replace(",", ".")) * 1e6) if fraction else 0
        return datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            micro, tzinfo=zone_named(zone) if zone else None,
        )  # fmt: skip
    except ValueError:
        raise ValueError(f"{text!r} is no date that exists") from None


def _iso_precision(text: str) -> int:
    if len(text) >= 20 and text[16] == ":":
        return 0 if text[19] in ".," else 1
    if len(text) <= 10:
        return 86400
    return 1 if text[11:19].count(":") == 2 else 60


def pass_midnight(at: datetime, previous: datetime | None) -> datetime:
    """A bare time after `previous` in one list: earlier by more than half a day means next day."""
    if previous is None:
        return at
    while previous - at > timedelta(hours=12):
        at += timedelta(days=1)
    return at


def utc_text(at: datetime) -> str:
    """ISO 8601 in UTC with "Z"; fractions of a second only where there are any."""
    micro = at.microsecond
    finest = "seconds" if not micro else "microseconds" if micro % 1000 else "milliseconds"
    return at.astimezone(UTC).isoformat(timespec=finest).replace("+00:00", "Z")


def duration_text(seconds: float) -> str:
    """A duration as people write it: "45 s", "24 min", "2 h 05 min", "3 d 04 h"."""
    sign = "-" if seconds < 0 else ""
    total = round(abs(seconds))
    if total < 60:
        return f"{sign}{total} s"
    minutes, rest = divmod(total, 60)
    if minutes < 60:
        return f"{sign}{minutes} min" + (f" {rest:02d} s" if rest else "")
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{sign}{hours} h" + (f" {minutes:02d} min" if minutes else "")
    days, hours = divmod(hours, 24)
    return f"{sign}{days} d" + (f" {hours:02d} h" if hours else "")
