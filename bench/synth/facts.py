"""The facts of an incident as a post-mortem states them: shown times, durations and zones."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bench.synth.model import Incident

LABELS = {"UTC": 0.0, "CET": 1.0, "EST": -5.0, "JST": 9.0, "PST": -8.0, "IST": 5.5}


@dataclass(frozen=True, slots=True)
class Facts:
    """How one report shows an incident. Times are cut to the minute unless `seconds`."""

    incident: Incident
    zone: str
    label: str
    seconds: bool
    dated: bool
    style: int

    def moment(self, key: str) -> datetime | None:
        """The instant of a happening as far as the report shows it, in the report's zone."""
        happening = self.incident.find(key)
        if happening is None:
            return None
        local = happening.at.astimezone(ZoneInfo(self.zone))
        return local if self.seconds else local.replace(second=0)

    def show(self, at: datetime) -> str:
        """A time as written; with its date where the incident passes midnight."""
        clock = f"{at:%H:%M:%S}" if self.seconds else f"{at:%H:%M}"
        return f"{at:%Y-%m-%d} {clock}" if self.dated else clock

    def minutes(self, start: str, end: str) -> int | None:
        """Whole minutes between two happenings, rounded; None if one is missing."""
        first, last = self.moment(start), self.moment(end)
        if first is None or last is None:
            return None
        return round((last - first).total_seconds() / 60)

    def length(self, minutes: int) -> str:
        """A duration in this report's manner of writing."""
        hours, rest = divmod(minutes, 60)
        if hours == 0 or (self.style == 2 and minutes <= 120):
            return f"{minutes} minute{'s' if minutes != 1 else ''}" if self.style else (
                f"{minutes} min"
            )  # fmt: skip
        if self.style == 0:
            return f"{hours} h {rest:02d} min"
        plural = "s" if hours != 1 else ""
        return f"{hours} hour{plural}" + (f" and {rest} minutes" if rest > 1 else (
            " and 1 minute" if rest else ""))  # fmt: skip

    @property
    def first_sign(self) -> str:
        """The happening that is detection: a customer's report or the alert."""
        return "customer" if self.incident.find("customer") else "alert"


def facts_of(incident: Incident, rng: random.Random) -> Facts:
    """Choose zone, precision and style. On the night that clocks change, reports use UTC."""
    local = incident.first.astimezone(ZoneInfo(incident.zone)).tzname() or "UTC"
    named = local.isalpha() and incident.shape != "dst-night" and rng.random() < 0.45
    zone = incident.zone if named else "UTC"
    label = local if named else "UTC"
    shown = [one.at.astimezone(ZoneInfo(zone)).date() for one in incident.happenings]
    style = rng.randrange(3)
    return Facts(incident, zone, label, rng.random() < 0.25, shown[0] != shown[-1], style)


def other_label(facts: Facts, rng: random.Random) -> str:
    """A zone label that means another offset than the report's own."""
    at = facts.incident.first.astimezone(ZoneInfo(facts.zone))
    offset = at.utcoffset() or timedelta(0)
    here = offset.total_seconds() / 3600
    return rng.choice([label for label, hours in LABELS.items() if abs(hours - here) >= 1])
