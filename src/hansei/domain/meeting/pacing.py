"""The clock of a meeting: how the current item stands, and when the meeting would end.

Nothing rings. An item over its time is told so softly at first; what it takes is taken from what
is left, and the end that would come of it is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from hansei.domain.meeting.agenda import agenda

_CLOSING_S = 120
_OVER_S = 180


class Tone(StrEnum):
    """How the clock speaks."""

    CALM = "calm"
    CLOSING = "closing"  # the last two minutes
    OVER = "over"  # past its time
    LONG_OVER = "long over"  # so long past it that something has to give


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a running meeting is. `spent` is seconds by item that are over; times are aware."""

    minutes: int
    started: datetime
    item: int
    since: datetime
    spent: tuple[float, ...] = ()

    @property
    def allotted_s(self) -> float:
        """Seconds that the current item has; less what it had on an earlier visit."""
        before = self.spent[self.item] if self.item < len(self.spent) else 0.0
        return max(agenda(self.minutes)[self.item][1] * 60.0 - before, 0.0)

    def left_s(self, now: datetime) -> float:
        """Seconds that the current item has left; negative where it is over."""
        return self.allotted_s - (now - self.since).total_seconds()

    def tone(self, now: datetime) -> Tone:
        """How to say it."""
        left = self.left_s(now)
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
        """The pace after the facilitator went to another item. Raises IndexError for none such."""
        if not 0 <= to < len(agenda(self.minutes)):
            raise IndexError(to)
        spent = list(self.spent) + [0.0] * (len(agenda(self.minutes)) - len(self.spent))
        spent[self.item] += max((now - self.since).total_seconds(), 0.0)
        return msgspec.structs.replace(self, item=to, since=now, spent=tuple(spent))


def spent_minutes(spent: Sequence[float], item: int) -> int:
    """Whole minutes that an item took."""
    return round(spent[item] / 60) if item < len(spent) else 0
