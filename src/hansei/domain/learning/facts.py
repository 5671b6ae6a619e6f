"""What figures need to know of an incident, as a record of fixed length, and many of them at once.

    Fact, Link        one incident, and what it belongs to, ready to be packed
    Facts             all of them as arrays

A packed record is made without numpy, because every change makes some; reading maps it as it lies.
Instants are microseconds since 1970, `UNKNOWN` where there is none.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import IntEnum, IntFlag
from typing import TYPE_CHECKING, Any, NamedTuple

from hansei.domain.document import Mark, Milestone

if TYPE_CHECKING:
    import numpy

UNKNOWN = -(1 << 63)
MILESTONES = tuple(Milestone)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_SECONDS_MOST = 3.0e38
_RECORD = struct.Struct("<qqqqqiiII8q8f8f")
_LINK = struct.Struct("<qiq")
RECORD_SIZE, LINK_SIZE = _RECORD.size, _LINK.size


class Flag(IntFlag):
    """What an incident is. `FOLLOWS`: its post-mortem's milestones are those of another one;
    `ADOPTED`: it came out of an archive."""

    NEAR_MISS = 1
    ARCHIVED = 2
    WRITTEN = 4
    PUBLISHED = 8
    FOLLOWS = 16
    OPEN = 32
    ADOPTED = 64


UNCOUNTED = Flag.NEAR_MISS | Flag.ARCHIVED | Flag.FOLLOWS
"""Who has one of these is in no figure."""


class LinkKind(IntEnum):
    """What a link leads to: the key of a service or a team, the place of a type of factor."""

    SERVICE = 0
    TEAM = 1
    CAUSE = 2


class Link(NamedTuple):
    """An incident belongs to something."""

    incident: int
    kind: LinkKind
    key: int


class Fact(NamedTuple):
    """One incident. `severity` is the key of a word, 0 for none.

    `first` is the earliest thing known; `month` (months since year 0, -1 where unknown) and `day`
    (the proleptic ordinal, 0 where unknown) are those of `first` in the incident's zone.
    """

    incident: int
    first: datetime | None
    started: datetime | None
    ended: datetime | None
    published: datetime | None
    month: int
    day: int
    severity: int
    flags: Flag
    marks: Mapping[Milestone, Mark]


def packed(fact: Fact) -> bytes:
    """The record of a fact."""
    marks = [fact.marks.get(each) for each in MILESTONES]
    return _RECORD.pack(
        fact.incident,
        *(micros(at) for at in (fact.first, fact.started, fact.ended, fact.published)),
        fact.month,
        fact.day,
        fact.severity,
        int(fact.flags),
        *(micros(mark.at) if mark else UNKNOWN for mark in marks),
        *(_between(mark.earliest, mark.at) if mark else 0.0 for mark in marks),
        *(_between(mark.at, mark.latest) if mark else 0.0 for mark in marks),
    )


def packed_links(links: Iterable[Link]) -> bytes:
    """The records of links, sorted."""
    return b"".join(_LINK.pack(*each) for each in sorted(links))


def spliced(blob: bytes, size: int, changed: Mapping[int, bytes]) -> bytes:
    """Records of `size` sorted by incident, with those of the changed incidents put in their place.

    An incident with b"" loses its records.
    """
    kept: dict[int, bytes] = {}
    for start in range(0, len(blob), size):
        (key,) = struct.unpack_from("<q", blob, start)
        if key not in changed:
            kept[key] = kept.get(key, b"") + blob[start : start + size]
    kept.update(changed)
    return b"".join(kept[key] for key in sorted(kept))


def bounds(blob: bytes) -> tuple[int, int]:
    """The earliest and the latest `first` of packed records; UNKNOWN twice without any."""
    firsts = [
        first
        for start in range(8, len(blob), RECORD_SIZE)
        if (first := struct.unpack_from("<q", blob, start)[0]) != UNKNOWN
    ]
    return (min(firsts), max(firsts)) if firsts else (UNKNOWN, UNKNOWN)


def micros(at: datetime | None) -> int:
    """Microseconds since 1970."""
    return UNKNOWN if at is None else (at - _EPOCH) // _MICRO


def instant(value: int) -> datetime | None:
    """The instant that microseconds stand for."""
    return None if value == UNKNOWN else _EPOCH + timedelta(microseconds=value)


def _between(start: datetime, end: datetime) -> float:
    return min(max(0.0, (end - start).total_seconds()), _SECONDS_MOST)


class Earlier(NamedTuple):
    """What is known from before some incidents changed: what was computed then, by the keys of
    `Facts.memo`, and those incidents as they were and as they are."""

    memo: dict[object, Any]
    before: Facts
    after: Facts


def changed_between(old: tuple[bytes, bytes], new: tuple[bytes, bytes]) -> set[int]:
    """The incidents whose records or links differ between two states of a chunk."""
    found: set[int] = set()
    for was, now, size in ((old[0], new[0], RECORD_SIZE), (old[1], new[1], LINK_SIZE)):
        pieces = [{each[at : at + size] for at in range(0, len(each), size)} for each in (was, now)]
        found |= {struct.unpack_from("<q", each)[0] for each in pieces[0] ^ pieces[1]}
    return found


class Facts:
    """Many incidents as arrays, sorted by incident; links as two more, sorted by incident too."""

    __slots__ = ("_columns", "_links", "_records", "earlier", "memo")

    def __init__(self, records: numpy.ndarray, links: numpy.ndarray) -> None:
        self._records, self._links = records, links
        self._columns: dict[object, numpy.ndarray] = {}
        self.memo: dict[object, Any] = {}
        """What was computed from these facts and from nothing else that may change."""
        self.earlier: Earlier | None = None

    @classmethod
    def of(cls, blobs: Sequence[tuple[bytes, bytes]]) -> Facts:
        """From packed records and links, whose pieces are in the order of their incidents."""
        import numpy

        record, link = _dtypes()
        return cls(
            numpy.frombuffer(b"".join(each for each, _ in blobs), dtype=record),
            numpy.frombuffer(b"".join(each for _, each in blobs), dtype=link),
        )

    def __len__(self) -> int:
        return len(self._records)

    def where(self, kept: numpy.ndarray) -> Facts:
        """Those at which `kept` is true, with their links."""
        import numpy

        if kept.all():
            return self
        records = self._records[kept]
        return Facts(records, self._links[numpy.isin(self._links["incident"], records["incident"])])

    def only(self, incidents: Collection[int]) -> Facts:
        """Those of these incidents."""
        import numpy

        wanted = numpy.fromiter(incidents, dtype="i8")
        return self.where(numpy.isin(self._records["incident"], wanted))

    def column(self, name: str) -> numpy.ndarray:
        """One column: "incident", "first", "started", "ended", "published", "month", "day",
        "severity" or "flags"."""
        return self._whole(name, lambda: self._records[name])

    def milestone(self, milestone: Milestone) -> numpy.ndarray:
        """When each reached a milestone, in microseconds."""
        place = MILESTONES.index(milestone)
        return self._whole(("at", place), lambda: self._records["at"][:, place])

    def window(self, milestone: Milestone) -> tuple[numpy.ndarray, numpy.ndarray]:
        """How many seconds a milestone may lie before and after its instant."""
        place = MILESTONES.index(milestone)
        return self._records["before"][:, place], self._records["after"][:, place]

    def _whole(self, name: object, column: Callable[[], numpy.ndarray]) -> numpy.ndarray:
        """A column in one piece of memory: records are read far slower through their gaps."""
        import numpy

        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = numpy.ascontiguousarray(column())
        return found

    def links(self, kind: LinkKind) -> tuple[numpy.ndarray, numpy.ndarray]:
        """The positions of incidents and the keys that these are linked to."""
        import numpy

        found = self._links[self._links["kind"] == kind]
        return numpy.searchsorted(self._records["incident"], found["incident"]), found["key"]


def _dtypes() -> tuple[numpy.dtype, numpy.dtype]:
    import numpy

    record = numpy.dtype(
        [("incident", "<i8"), ("first", "<i8"), ("started", "<i8"), ("ended", "<i8"),
         ("published", "<i8"), ("month", "<i4"), ("day", "<i4"), ("severity", "<u4"),
         ("flags", "<u4"), ("at", "<i8", 8), ("before", "<f4", 8), ("after", "<f4", 8)]
    )  # fmt: skip
    return record, numpy.dtype([("incident", "<i8"), ("kind", "<i4"), ("key", "<i8")])
