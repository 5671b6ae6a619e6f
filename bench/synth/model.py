"""What a synthetic incident is: what truly happened, and where each export shows it.

A happening is one true fact at one true instant. A sighting is a record of an export that shows
it. Noise is a record that shows no happening of the incident.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MILESTONES = (
    "impact_start",
    "detected",
    "acknowledged",
    "escalated",
    "cause_identified",
    "mitigated",
    "recovered",
    "resolved",
)
FIGURES = {
    "time_to_detect": ("impact_start", "detected"),
    "time_to_acknowledge": ("detected", "acknowledged"),
    "time_to_mitigate": ("detected", "mitigated"),
    "time_to_recover": ("impact_start", "recovered"),
    "time_to_resolve": ("detected", "resolved"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One true fact. `said` is the wording a person used, where a person spoke."""

    key: str
    at: datetime
    signal: str
    text: str
    actor: str | None = None
    service: str
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One record of an export. `happening` is empty for noise.

    `written` is the instant as the export states it, so it holds the source's delay and clock
    error. `required` is false for a record that repeats what its own system says elsewhere: a
    tool may join it to its happening or leave it alone.
    """

    happening: str
    system: str
    file: str
    written: datetime
    path: str = ""
    line: int = 0
    required: bool = True


@dataclass(frozen=True, slots=True)
class ClockError:
    """How wrong a source's clock is: seconds written minus true, and why (offset or zone)."""

    seconds: int
    kind: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """The happening that marks a milestone, and others that a careful reader may choose.

    `fallback` counts where no record shows the happening itself.
    """

    happening: str
    accepted: tuple[str, ...] = ()
    fallback: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """Figures of the damage, as the post-mortem states them."""

    percent: int
    population: str
    failed_requests: int
    tickets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Everything true about one incident, and which systems recorded it.

    `unscored` milestones have no single right answer. `forms` picks a format variant per system.
    """

    name: str
    shape: str
    seed: str
    zone: str
    service: str
    second_service: str | None
    title: str
    alert: str
    alert_name: str
    severity: str
    version: str
    previous: str
    team: str
    cause: str
    factors: tuple[tuple[str, str], ...]
    symptom: str
    impact: Impact | None
    happenings: tuple[Happening, ...]
    milestones: dict[str, Milestone]
    unscored: frozenset[str]
    systems: tuple[str, ...]
    forms: dict[str, str]
    clocks: dict[str, ClockError]

    def find(self, key: str) -> Happening | None:
        """The happening with this key, if it happened."""
        return next((one for one in self.happenings if one.key == key), None)

    def having(self, *signals: str) -> list[Happening]:
        """All happenings with one of these signals, in order of time."""
        return [one for one in self.happenings if one.signal in signals]

    @property
    def first(self) -> datetime:
        """When the first happening was."""
        return self.happenings[0].at

    @property
    def last(self) -> datetime:
        """When the last happening was."""
        return self.happenings[-1].at


@dataclass(slots=True)
class Witness:
    """One system's view of an incident: its clock, its files, and what it shows where."""

    incident: Incident
    system: str
    rng: random.Random
    files: dict[str, bytes] = field(default_factory=dict)
    sightings: list[Sighting] = field(default_factory=list)

    def clock(self, at: datetime, least: float = 0.0, most: float = 0.0) -> datetime:
        """`at` on this system's clock, `least` to `most` seconds later, in whole seconds."""
        error = self.incident.clocks.get(self.system)
        late = self.rng.uniform(least, most) if most else 0.0
        moment = at + timedelta(seconds=late + (error.seconds if error else 0))
        return moment.replace(microsecond=0)

    def see(
        self,
        happening: str,
        file: str,
        written: datetime,
        *,
        path: str = "",
        line: int = 0,
        required: bool = True,
    ) -> None:
        """Note that a record of `file` shows `happening` (empty: noise)."""
        self.sightings.append(
            Sighting(
                happening=happening,
                system=self.system,
                file=file,
                written=written,
                path=path,
                line=line,
                required=required,
            )
        )

    def around(self, count: int, before_h: float = 6.0, after_h: float = 4.0) -> list[datetime]:
        """`count` moments around the incident on this system's clock, sorted."""
        start = self.incident.first - timedelta(hours=before_h)
        span = (self.incident.last - start).total_seconds() + after_h * 3600
        moments = (start + timedelta(seconds=self.rng.uniform(0, span)) for _ in range(count))
        return sorted(self.clock(at) for at in moments)

    def identity(self, length: int, alphabet: str = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") -> str:
        """A random identifier in a vendor's alphabet."""
        return "".join(self.rng.choices(alphabet, k=length))


def iso(at: datetime) -> str:
    """ISO 8601 in whole seconds with "Z"."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_ms(at: datetime, milliseconds: int = 0) -> str:
    """ISO 8601 with milliseconds and "Z", as Statuspage and PagerDuty webhooks write it."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{milliseconds:03d}Z"


def slug(role: str) -> str:
    """A role as an account name: "incident lead" -> "incident-lead"."""
    return role.lower().replace(" ", "-")


def by_time(happenings: Iterable[Happening]) -> tuple[Happening, ...]:
    """Happenings in order of time, then of key, so that equal instants keep one order."""
    return tuple(sorted(happenings, key=lambda one: (one.at, one.key)))
