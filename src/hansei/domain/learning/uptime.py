"""What monitors and status pages measured: outages from what their exports hold.

    observed(record)     what a record says of a service being up or down, None where nothing
    outages_of(...)      the outages that observations of one source tell

A monitor is down from one failed check to the next good one, or as long as its log says. A status
page's incident lasts from the stated start of the impact, or else its first post, to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum

import msgspec

from hansei.domain.event import Record, Signal
from hansei.domain.learning.availability import Outage, Window

MONITORS = ("uptimerobot", "betterstack", "statuscake")
PAGES = ("statuspage",)
SOURCES = (*MONITORS, *PAGES)
_LONGEST = 200


class State(IntEnum):
    """What an observation says."""

    UP = 0
    DOWN = 1
    SEEN = 2
    """Something was said of it: on a status page, that the incident goes on."""


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One word of a source on one subject: a monitor, or an incident of a status page.

    `services` are the names that the source gives to what it watches; `stated` tells that `at` is
    when the impact began, and not when somebody posted. `until` is its end where that is told.
    """

    source: str
    subject: str
    services: tuple[str, ...]
    state: State
    at: datetime
    until: datetime | None = None
    stated: bool = False


class Tie(msgspec.Struct, frozen=True):
    """Which service a monitor of a source is for, by its key; None for none at all."""

    source: str
    monitor: str
    service: int | None


class Monitors(msgspec.Struct, frozen=True):
    """The monitors that people tied. The others are for the service of their name, if any."""

    ties: tuple[Tie, ...] = ()

    def tied(self, tie: Tie) -> Monitors:
        """With one more, in place of what its monitor was tied to."""
        return Monitors(tuple(sorted((*self.released(tie.source, tie.monitor).ties, tie),
                                     key=lambda each: (each.source, each.monitor))))  # fmt: skip

    def released(self, source: str, monitor: str) -> Monitors:
        """With a monitor left to its name."""
        kept = (each for each in self.ties if (each.source, each.monitor) != (source, monitor))
        return Monitors(tuple(kept))


def observed(record: Record) -> Observation | None:
    """What a record says of a service being up or down."""
    if record.source in MONITORS and record.signal in (Signal.DOWN, Signal.UP):
        name = (record.service or record.url or "").strip()[:_LONGEST]
        state = State.DOWN if record.signal is Signal.DOWN else State.UP
        return Observation(
            source=record.source,
            subject=name,
            services=(name,),
            state=state,
            at=record.at,
            until=record.until if state is State.DOWN else None,
        ) if name else None  # fmt: skip
    if record.source in PAGES and record.service and record.severity not in (None, "none"):
        over = record.signal is Signal.RESOLVED or "status:resolved" in record.refs
        subject = next((each for each in record.refs if ":incident:" in each), "")
        names = tuple(each.strip()[:_LONGEST] for each in record.service.split(", "))
        return Observation(
            source=record.source,
            subject=subject[:_LONGEST],
            services=tuple(each for each in names if each),
            state=State.UP if over else State.SEEN,
            at=record.at,
            until=record.until if record.signal is Signal.IMPACT_STARTED else None,
            stated=record.signal is Signal.IMPACT_STARTED,
        ) if subject else None  # fmt: skip
    return None


def outages_of(observations: Iterable[Observation]) -> list[Outage]:
    """The outages that observations of one source and one service tell, subject by subject."""
    subjects: dict[str, list[Observation]] = {}
    for each in observations:
        subjects.setdefault(each.subject, []).append(each)
    found: list[Outage] = []
    for subject, told in subjects.items():
        told.sort(key=lambda each: (each.at, each.state))
        of_page = any(each.state is State.SEEN for each in told)
        found += _incident(subject, told) if of_page else _checks(subject, told)
    return sorted(found, key=lambda each: each.start)


def watched(observations: Sequence[Observation]) -> Window | None:
    """From when until when a source said anything; None where it said nothing."""
    if not observations:
        return None
    ends = [each.until or each.at for each in observations]
    return Window(min(each.at for each in observations), max(ends))


def same_name(some: str, other: str) -> bool:
    """Whether two names are meant for the same service: the same letters and digits."""
    return bare(some) == bare(other) != ""


def bare(name: str) -> str:
    """What of a name tells services apart."""
    return "".join(each for each in name.casefold() if each.isalnum())


def _checks(subject: str, told: Sequence[Observation]) -> Iterable[Outage]:
    down: Observation | None = None
    for each in told:
        if each.state is State.DOWN:
            if down is None:
                down = each
            elif each.until and (down.until is None or each.until > down.until):
                down = msgspec.structs.replace(down, until=each.until)
        elif down is not None:
            yield Outage(down.at, min(each.at, down.until or each.at), subject)
            down = None
        if down is not None and down.until is not None:
            yield Outage(down.at, down.until, subject)
            down = None
    if down is not None:
        yield Outage(down.at, down.until, subject)


def _incident(subject: str, told: Sequence[Observation]) -> Iterable[Outage]:
    stated = [each for each in told if each.stated]
    start = min(each.at for each in stated or told)
    ends = [each.until for each in stated if each.until]
    ends += [each.at for each in told if each.state is State.UP][:1]
    yield Outage(start, max(start, min(ends)) if ends else None, subject)
