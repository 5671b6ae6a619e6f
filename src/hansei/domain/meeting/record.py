"""What a meeting leaves: decisions, what was parked, notes; and how people found it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec


class Captured(StrEnum):
    """What somebody put down during the meeting."""

    DECISION = "decision"
    PARKED = "parked"
    NOTE = "note"


class Closing(StrEnum):
    """The two closing questions, answered by yes or no."""

    LEARNED = "learned"
    AGAIN = "again"


ANSWERED_FOR = timedelta(days=7)
"""How long after its end a meeting can be answered for."""
FEWEST = 5
"""Fewer answers than these are shown to nobody: one could tell whose they are."""


class Tally(msgspec.Struct, frozen=True):
    """How many said yes, of how many."""

    yes: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        """Rounded; 0 of none."""
        return round(100 * self.yes / self.total) if self.total else 0


def is_settled(*, ended: datetime, now: datetime, attended: int, answered: int) -> bool:
    """Whether no answer can come any more: until then counts would tell the newest one."""
    return answered >= attended > 0 or now >= ended + ANSWERED_FOR


def shown(tallies: Mapping[Closing, Tally]) -> Mapping[Closing, Tally]:
    """The counts without those of too few people."""
    return {each: tally for each, tally in tallies.items() if tally.total >= FEWEST}
