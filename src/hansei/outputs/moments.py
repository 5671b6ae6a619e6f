"""Times as the document's readers see them: in its zone, no finer than they are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from hansei.domain.document import Document
from hansei.domain.times import zone_named

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
_DAY_S = 86_400


class Moments(NamedTuple):
    """Writes instants in one zone. `known` is False where the document's zone means nothing."""

    zone: tzinfo
    name: str
    known: bool = True

    def local(self, at: datetime) -> datetime:
        """The instant on the clocks of the zone."""
        return at.astimezone(self.zone)

    def clock(self, at: datetime, precision_s: int = 60) -> str:
        """ "14:05", with seconds or milliseconds where they are known, "" for a mere date."""
        if precision_s >= _DAY_S:
            return ""
        local = self.local(at)
        if precision_s >= 60:
            return f"{local:%H:%M}"
        fine = local.microsecond // 1000 if precision_s == 0 else 0
        return f"{local:%H:%M:%S}" + (f".{fine:03d}" if fine else "")

    def day(self, at: datetime) -> str:
        """ "31 March 2021" """
        local = self.local(at)
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}"

    def weekday(self, at: datetime) -> str:
        """ "Wednesday" """
        return DAYS[self.local(at).weekday()]

    def short_day(self, at: datetime) -> str:
        """ "31 Mar" """
        local = self.local(at)
        return f"{local.day} {MONTHS[local.month - 1][:3]}"

    def offset(self, at: datetime) -> str:
        """ "BST (UTC+01:00)", or the offset alone where the zone has no letters for it."""
        local = self.local(at)
        name, written = local.tzname() or "", offset_text(local.utcoffset() or timedelta())
        return f"{name} ({written})" if name.isalpha() and name != written else written

    def period(self, start: datetime, end: datetime) -> str:
        """ "31 March 2021, 13:06 to 15:40 BST (UTC+01:00)", dates and offsets once if equal."""
        first, last = self.offset(start), self.offset(end)
        if start == end:
            return f"{self.day(start)}, {self.clock(start)} {first}"
        opening = f"{self.day(start)}, {self.clock(start)}" + (f" {first}" if first != last else "")
        closing = self.clock(end)
        if self.day(start) != self.day(end):
            closing = f"{self.day(end)}, {closing}"
        return f"{opening} to {closing} {last}"


UTC_MOMENTS = Moments(UTC, "UTC")


def moments_of(document: Document) -> Moments:
    """The clocks of the document's zone; UTC where the name is none."""
    try:
        return Moments(zone_named(document.zone), document.zone)
    except ValueError:
        return Moments(UTC, "UTC", known=False)


def offset_text(offset: timedelta) -> str:
    """ "UTC+05:30", "UTC" for none."""
    minutes = round(offset.total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    sign = "+" if minutes > 0 else "-"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
