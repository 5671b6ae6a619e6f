"""What the closing answers of many meetings say about how reviews are held.

Answers are added some at a time, so that nobody who looks before and after learns what one small
meeting said: meetings count in the order of their ends, in groups of at least `FEWEST` answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from hansei.domain.meeting.record import FEWEST, Closing, Tally


class Held(msgspec.Struct, frozen=True):
    """The answers for one meeting. `settled`: none can come any more."""

    settled: bool
    tallies: Mapping[Closing, Tally]


def pooled(meetings: Iterable[Held]) -> dict[Closing, Tally]:
    """The sums that can be told, of meetings in the order of their ends.

    Everything waits behind the first meeting that can still be answered for.
    """
    told = {each: Tally() for each in Closing}
    waiting = dict(told)
    for meeting in meetings:
        if not meeting.settled:
            break
        waiting = {each: _sum(waiting[each], meeting.tallies.get(each)) for each in Closing}
        if all(each.total >= FEWEST for each in waiting.values()):
            told = {each: _sum(told[each], waiting[each]) for each in Closing}
            waiting = {each: Tally() for each in Closing}
    return told


def _sum(one: Tally, other: Tally | None) -> Tally:
    return Tally(one.yes + other.yes, one.total + other.total) if other else one
