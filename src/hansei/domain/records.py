"""All records of an import, however many: the telling ones at once, the rest by time on demand.

A million records need not be held to find the hour that matters. What shows where the incident
lies and how the clocks stand is little; the rest is asked for once that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hansei.domain.event import Record
from hansei.domain.likeness import class_of, own_sources
from hansei.domain.window import is_sign


class Records(Protocol):
    """What drafting needs of an import. Times are as the sources wrote them, uncorrected."""

    @property
    def count(self) -> int:
        """How many records were read, repeated ones included."""

    def span(self) -> tuple[datetime, datetime] | None:
        """The first and the last time; None where there is no record."""

    def telling(self) -> Sequence[Record]:
        """At least every record for which `Teller` says so, in any order."""

    def between(self, start: datetime, end: datetime) -> Iterable[Record]:
        """Every record from `start` to `end`, both inclusive, in any order."""


class Teller:
    """Whether a record helps to find the incident or to judge a clock. `trust` ranks the clocks."""

    def __init__(self, trust: Mapping[str, int]) -> None:
        self._own = own_sources(trust)

    def __call__(self, record: Record) -> bool:
        return not record.noise and (is_sign(record) or bool(class_of(record, self._own)))


class InMemory:
    """Records that are all at hand."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = list(records)

    @property
    def count(self) -> int:
        return len(self._records)

    def span(self) -> tuple[datetime, datetime] | None:
        if not self._records:
            return None
        times = [each.at for each in self._records]
        return min(times), max(times)

    def telling(self) -> Sequence[Record]:
        return self._records

    def between(self, start: datetime, end: datetime) -> Iterable[Record]:
        return (each for each in self._records if start <= each.at <= end)
