"""Time zones as reports name them: abbreviations, offsets, IANA names and plain words."""

from __future__ import annotations

import re
from datetime import tzinfo

from hansei.domain.hints import any_in
from hansei.domain.times import ABBREVIATIONS, zone_named

_WORDS = {
    "pacific": "America/Los_Angeles", "pt": "America/Los_Angeles",
    "mountain": "America/Denver", "mt": "America/Denver",
    "central": "America/Chicago", "ct": "America/Chicago",
    "eastern": "America/New_York", "et": "America/New_York",
    "uk": "Europe/London", "london": "Europe/London", "british": "Europe/London",
    "central european": "Europe/Berlin", "berlin": "Europe/Berlin", "paris": "Europe/Paris",
    "copenhagen": "Europe/Copenhagen", "amsterdam": "Europe/Amsterdam",
    "indian": "Asia/Kolkata", "india": "Asia/Kolkata", "japan": "Asia/Tokyo",
    "tokyo": "Asia/Tokyo", "sydney": "Australia/Sydney", "singapore": "Asia/Singapore",
    "new york": "America/New_York", "coordinated universal": "UTC", "universal": "UTC",
}  # fmt: skip
_NAMED = "|".join(sorted((word for word in _WORDS if len(word) > 2), key=len, reverse=True))
ZONE = re.compile(
    r"(?:[Uu][Tt][Cc]|[Gg][Mm][Tt])\s?[+-−]\s?\d{1,2}(?::?\d\d)?(?!\d)|[+-]\d\d:?\d\d(?![\d-])|"
    r"[A-Z][A-Za-z]{2,12}/[A-Z][A-Za-z_]{2,20}|"
    rf"(?i:(?:{_NAMED})(?:\s(?:standard|daylight|summer|european))?\stime)|"
    r"(?:[Uu][Tt][Cc]|[Gg][Mm][Tt])(?![A-Za-z])|Z(?![A-Za-z])|(?<![A-Za-z])[A-Z]{2,5}(?![A-Za-z])"
)
"""A zone at this place, if `is_zone` says so of the match."""

_STATEMENT = re.compile(
    r"\b(?:times|timestamps|hours|time\s?zone|tz|clocks?)\b|\btime\b(?=[\s*_]{0,3}[(:\[])",
    re.IGNORECASE,
)
_STATED = ("time", "hours", "tz", "clock")
_REACH = 90
_HEADER = re.compile(r"[(\[]\s*(?:in\s|all\s|times?\s(?:in\s)?)*")
_US = frozenset(("PST", "PDT", "EST", "EDT", "MST", "MDT", "PT", "ET"))


def is_zone(name: str) -> bool:
    """Whether `name`, matched by ZONE, is a zone that is known."""
    return _canonical(name) is not None


def zone_of(name: str) -> tzinfo:
    """The zone that a report calls `name`. Raises ValueError for an unknown one."""
    known = _canonical(name)
    if known is None:
        raise ValueError(f"unknown time zone {name!r}")
    return zone_named(known)


def canonical(name: str) -> str:
    """The IANA name, abbreviation or offset behind a written name; itself where unknown."""
    return _canonical(name) or name


def _canonical(name: str) -> str | None:
    text = " ".join(name.replace("−", "-").split())
    if text.upper() in ABBREVIATIONS:
        return "UTC" if text.upper() == "Z" else text.upper()
    lowered = text.lower()
    if text.isupper() and lowered in _WORDS:
        return _WORDS[lowered]
    if lowered.endswith(" time"):
        words = lowered[: -len(" time")]
        for tail in (" standard", " daylight", " summer"):
            words = words.removesuffix(tail)
        return _WORDS.get(words)
    if "/" in text or text[:1] in "+-" or text[:3].upper() in ("UTC", "GMT"):
        try:
            zone_named(text.replace(" ", ""))
        except ValueError:
            return None
        return text.replace(" ", "")
    return None


def zone_stated(text: str) -> str | None:
    """The zone that a sentence or heading says its times are in ("All times in CET")."""
    if len(text) > 400 or not any_in(_STATED, text.lower()):
        return None
    for match in _STATEMENT.finditer(text):
        for zone in ZONE.finditer(text, match.end(), match.end() + _REACH):
            if zone[0][0] not in "+-" and is_zone(zone[0]):  # "10:00-17:00" is no offset
                return zone[0]
    return None


def zone_in_header(text: str) -> str | None:
    """The zone in a table header or heading: "Time (CET)", "Time UTC", "Date and Time in CET"."""
    for match in _HEADER.finditer(text):
        zone = ZONE.match(text, match.end())
        if zone and is_zone(zone[0]):
            return zone[0]
    stated = zone_stated(text)
    if stated:
        return stated
    for zone in ZONE.finditer(text):
        if is_zone(zone[0]) and len(text) < 40:
            return zone[0]
    return None


def is_american(name: str | None) -> bool:
    """Whether a zone's people write the month before the day."""
    return name is not None and (name in _US or canonical(name).startswith("America/"))
