"""The clock of a meeting: how the current item stands, and when the meeting would end.

Nothing rings. An item over its time is told so softly at first; what it takes is taken from what
is left, and the end that would come of it is said. A meeting in which nothing happens for hours was
left open: its clock rests, and it is over at the last thing that happened in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from hansei.domain.meeting.agenda import agenda

_CLOSING_S = 120
_OVER_S = 180
LEFT_OPEN_S = 3 * 3600
"""Seconds without anything happening, past the time of an item, after which a meeting is left."""


class Tone(StrEnum):
    """How the clock speaks."""

    CALM = "calm"
    CLOSING = "closing"  # the last two minutes
    OVER = "over"  # past its time
    LONG_OVER = "long over"  # so long past it that something has to give
    LEFT_OPEN = "left open"  # everybody went, and nobody ended it


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a running meeting is. `spent` is seconds by item that are over, `last` when the last
    thing happened in it, where that was after `since`; times are aware."""

    minutes: int
    started: datetime
    item: int
    since: datetime
    spent: tuple[float, ...] = ()
    last: datetime | None = None

    @property
    def allotted_s(self) -> float:
        """Seconds that the current item has; less what it had on an earlier visit."""
        before = self.spent[self.item] if self.item < len(self.spent) else 0.0
        return max(agenda(self.minutes)[self.item][1] * 60.0 - before, 0.0)

    def left_s(self, now: datetime) -> float:
        """Seconds that the current item has left; negative where it is over."""
        return self.allotted_s - (now - self.since).total_seconds()

    @property
    def happened(self) -> datetime:
        """When the last thing happened."""
        return max(self.since, self.last or self.since)

    def is_left_open(self, now: datetime) -> bool:
        """Whether everybody went without ending it."""
        return self.left_s(now) < 0 and (now - self.happened).total_seconds() > LEFT_OPEN_S

    def tone(self, now: datetime) -> Tone:
        """How to say it."""
        left = self.left_s(now)
        if self.is_left_open(now):
            return Tone.LEFT_OPEN
        if left > _CLOSING_S:
            return Tone.CALM
        if left >= 0:
            return Tone.CLOSING
        return Tone.OVER if left > -_OVER_S else Tone.LONG_OVER

    def ends(self, now: datetime) -> datetime:
        """When it ends if every item to come takes its time."""
        coming = sum(length for _, length, _ in agenda(self.minutes)[self.item + 1 :])
        return now + timedelta(seconds=max(self.left_s(now), 0.0), minutes=coming)

    def late_s(self, now: datetime) -> float:
        """Seconds by which that is after the planned end, 0 for none."""
        planned = self.started + timedelta(minutes=self.minutes)
        return max((self.ends(now) - planned).total_seconds(), 0.0)

    def moved(self, to: int, now: datetime) -> Pace:
        """The pace after the facilitator went to another item. Raises IndexError for none such.

        What was left open took the current item until the last thing happened.
        """
        if not 0 <= to < len(agenda(self.minutes)):
            raise IndexError(to)
        spent = list(self.spent) + [0.0] * (len(agenda(self.minutes)) - len(self.spent))
        until = self.happened if self.is_left_open(now) else now
        spent[self.item] += max((until - self.since).total_seconds(), 0.0)
        return msgspec.structs.replace(self, item=to, since=now, spent=tuple(spent))


def spent_minutes(spent: Sequence[float], item: int) -> int:
    """Whole minutes that an item took."""
    return round(spent[item] / 60) if item < len(spent) else 0
