"""What shows how a clock stood: happenings that two sources wrote down, each by its own clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from hansei.domain.event import Event, Record
from hansei.domain.timeline import ClockShift
from hansei.timeline.selectors import clocks_of, records_behind, stored_events
from hansei.web.timeline import words

if TYPE_CHECKING:
    from hansei.timeline.models import Incident

MOST_SEEN = 5


class Seen(NamedTuple):
    """One happening in two sources, at the times as they wrote them, `apart` seconds apart.

    `beside` is the other source: the reference where it saw the happening, else another one.
    """

    event: str
    text: str
    one: datetime
    other: datetime
    beside: str
    apart: float


class ClockFound(NamedTuple):
    """A clock, in words, with what shows it."""

    shift: ClockShift
    said: str
    seen: tuple[Seen, ...]


def clock_evidence(incident: Incident) -> list[ClockFound]:
    """Each clock of the timeline that was compared, with the first happenings that show it."""
    shifts = clocks_of(incident)
    met = [each for each in stored_events(incident) if len(set(each.sources)) > 1] if shifts else []
    chosen = {shift.source: _events(met, shift) for shift in shifts}
    names = [name for events in chosen.values() for event in events for name in event.records]
    records = _by_identity(names)
    return [
        ClockFound(
            shift,
            words.clock(shift),
            tuple(
                seen
                for event in chosen[shift.source]
                if (seen := _seen(event, shift, records)) is not None
            ),
        )
        for shift in shifts
    ]


def _events(met: Sequence[Event], shift: ClockShift) -> list[Event]:
    """Events in which the clock's source met the reference; else those in which it met any."""
    source, against = _system(shift.source), _system(shift.against)
    found = [each for each in met if source in each.sources]
    direct = [each for each in found if against in each.sources]
    return (direct or found)[:MOST_SEEN]


def _seen(event: Event, shift: ClockShift, records: dict[str, Record]) -> Seen | None:
    source, against = _system(shift.source), _system(shift.against)
    mine = [records[name] for name in event.records if name in records]
    one = next((each for each in mine if each.source == source), None)
    others = sorted(
        (each for each in mine if each.source != source), key=lambda each: each.source != against
    )
    if one is None or not others:
        return None
    other = others[0]
    apart = (one.at - other.at).total_seconds()
    return Seen(event.id, event.text, one.at, other.at, other.source, apart)


def _system(clock: str) -> str:
    """The source of a clock: "deploylog" of "deploylog:deploy.log"."""
    return clock.partition(":")[0]


def _by_identity(names: list[str]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for record, _raw in records_behind(names):
        found.setdefault(f"{record.source}:{record.key}", record)
    return found
