"""Times as people write them in a status post: "14:05 UTC", "Sep 8, 2:05pm PT", "1315 UTC"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from hansei.domain.times import ABBREVIATIONS, zone_named

_REGIONS = {
    "PT": "America/Los_Angeles", "PACIFIC": "America/Los_Angeles",
    "ET": "America/New_York", "EASTERN": "America/New_York",
    "CT": "America/Chicago", "CENTRAL": "America/Chicago",
    "MT": "America/Denver", "MOUNTAIN": "America/Denver",
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_ZONE = (
    r"(?:(?:UTC|GMT)(?:\+\d{1,2}(?::\d\d)?|-\d{1,2}(?![\d:]))?|"
    + "|".join(sorted((*ABBREVIATIONS, *_REGIONS), key=len, reverse=True))
    + r")(?: Time)?"
)
GRACE = timedelta(minutes=15)


def date_pattern(tag: str) -> str:
    """A date as a pattern whose group names end in `tag`."""
    year = r"(?:(?:19|20)\d\d(?!\d|\s?UTC|\s?GMT|:))"
    return (
        rf"(?:(?P<iso{tag}>\d{{4}}-\d\d-\d\d)"
        rf"|(?P<month{tag}>{_MONTH})\.?\s{{1,3}}(?P<day{tag}>\d{{1,2}})(?![\d:])"
        rf"(?:st|nd|rd|th)?(?:,?\s(?P<year{tag}>{year}))?"
        rf"|(?P<dayb{tag}>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<monthb{tag}>{_MONTH})\b\.?"
        rf"(?:,?\s(?P<yearb{tag}>{year}))?)"
    )


def stamp_pattern(tag: str) -> str:
    """A time of day, with its date before it and its zone behind it where they are written."""
    return (
        rf"(?:{date_pattern(tag)}(?:T|,?\s(?:at\s|@\s?|-\s)?|,))?"
        rf"(?:(?P<hour{tag}>\d{{1,2}}):(?P<minute{tag}>[0-5]\d)(?::(?P<second{tag}>[0-5]\d))?"
        rf"(?:\s?(?P<half{tag}>[ap])\.?m\b\.?)?"
        rf"|(?P<hourb{tag}>\d{{1,2}})\s?(?P<halfb{tag}>[ap])\.?m\b\.?"
        rf"|(?P<packed{tag}>[0-2]\d[0-5]\d)(?=\s?(?:UTC|GMT)))"
        rf"(?:\s{{0,2}}\(?(?P<zone{tag}>{_ZONE})\)?(?![A-Za-z]))?"
    )


class Stamp(NamedTuple):
    """A written time. `day` and `zone` are None where they are not written."""

    hour: int
    minute: int
    second: int
    precision_s: int
    half: str | None
    zone: tzinfo | None
    day: tuple[int | None, int, int] | None  # year (None where not written), month, day


_DATE = re.compile(rf"(?<![\w:.-]){date_pattern('')}(?![\w:-])", re.IGNORECASE)


def zone_of(name: str | None) -> tzinfo | None:
    """The zone of an abbreviation or of a region's name ("PT", "Pacific Time")."""
    if not name:
        return None
    text = name.upper().removesuffix(" TIME")
    try:
        return zone_named(_REGIONS.get(text, text))
    except ValueError:
        return None


def day_of(match: re.Match[str], tag: str = "") -> tuple[int | None, int, int] | None:
    """The date in a match of `date_pattern`."""
    iso = match[f"iso{tag}"]
    if iso:
        return int(iso[:4]), int(iso[5:7]), int(iso[8:])
    month = match[f"month{tag}"] or match[f"monthb{tag}"]
    if not month:
        return None
    year = match[f"year{tag}"] or match[f"yearb{tag}"]
    day = match[f"day{tag}"] or match[f"dayb{tag}"]
    return int(year) if year else None, _MONTHS.index(month[:3].lower()) + 1, int(day)


def stamp_of(match: re.Match[str], tag: str = "") -> Stamp | None:
    """The time in a match of `stamp_pattern`, None where no clock shows it."""
    packed = match[f"packed{tag}"]
    hour = int(packed[:2] if packed else match[f"hour{tag}"] or match[f"hourb{tag}"])
    minute = int(packed[2:] if packed else match[f"minute{tag}"] or 0)
    second = match[f"second{tag}"]
    half = match[f"half{tag}"] or match[f"halfb{tag}"]
    precision = 1 if second else 3600 if match[f"hourb{tag}"] else 60
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    if hour > 23:
        return None
    zone = zone_of(match[f"zone{tag}"])
    found = half.lower() if half else None
    return Stamp(hour, minute, int(second or 0), precision, found, zone, day_of(match, tag))


def only_day_in(text: str) -> tuple[int | None, int, int] | None:
    """The one date that a sentence names; None where it names none or several."""
    days = {day_of(match) for match in _DATE.finditer(text)}
    return days.pop() if len(days) == 1 else None


def instant(stamp: Stamp, zone: tzinfo, day: date) -> datetime | None:
    """The UTC time of a stamp on a day, in its own zone or else in `zone`."""
    try:
        local = datetime(
            day.year, day.month, day.day, stamp.hour, stamp.minute, stamp.second,
            tzinfo=stamp.zone or zone,
        )  # fmt: skip
        at = local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if 1990 <= at.year < 2100 else None


def full_day(day: tuple[int | None, int, int], posted: datetime) -> date | None:
    """A written date, its year taken from the time of the post: never in the post's future."""
    year, month, number = day
    try:
        found = date(year or posted.year, month, number)
        if year is None and found > posted.date() + timedelta(days=7):
            found = date(posted.year - 1, month, number)
    except ValueError:
        return None
    return found


def last_before(stamp: Stamp, zone: tzinfo, posted: datetime) -> datetime | None:
    """The latest time of day like `stamp` that is not after the post (a quarter-hour's grace)."""
    local = posted.astimezone(stamp.zone or zone).date()
    for back in (0, 1):
        at = instant(stamp, zone, local - timedelta(days=back))
        if at is not None and at <= posted + GRACE:
            return at
    return None
