"""What shows how a clock stood: happenings that two sources wrote down, each by its own clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from hansei.domain.event import Record
from hansei.domain.timeline import ClockShift
from hansei.timeline.selectors import clocks_of, events_made_of, records_behind
from hansei.web.timeline import words

if TYPE_CHECKING:
    from hansei.timeline.models import Incident

MOST_SEEN = 5


class Seen(NamedTuple):
    """One happening in both sources, at the times as they wrote them, `apart` seconds apart."""

    event: str
    text: str
    one: datetime
    other: datetime
    apart: float


class ClockFound(NamedTuple):
    """A clock, in words, with what shows it."""

    shift: ClockShift
    said: str
    seen: tuple[Seen, ...]


def clock_evidence(incident: Incident) -> list[ClockFound]:
    """Each clock of the timeline that was compared, with the first happenings that show it."""
    found = []
    for shift in clocks_of(incident):
        pair = [each.partition(":")[0] for each in (shift.source, shift.against)]
        events = []
        for event in events_made_of(incident, pair):
            events.append(event)
            if len(events) == MOST_SEEN:
                break
        records = _by_identity([name for event in events for name in event.records])
        seen = []
        for event in events:
            mine = [records[name] for name in event.records if name in records]
            one = next((each for each in mine if each.source == pair[0]), None)
            other = next((each for each in mine if each.source == pair[1]), None)
            if one and other and one is not other:
                apart = (one.at - other.at).total_seconds()
                seen.append(Seen(event.id, event.text, one.at, other.at, apart))
        found.append(ClockFound(shift, words.clock(shift), tuple(seen)))
    return found


def _by_identity(names: list[str]) -> dict[str, Record]:
    found: dict[str, Record] = {}
    for record, _raw in records_behind(names):
        found.setdefault(f"{record.source}:{record.key}", record)
    return found
