"""What a source is: a folder with a `parse.py` that holds one `SOURCE`.

Who flows to whom: `intake` walks the given paths, opens archives under guard and decodes each
file into items (`shapes`); every source looks at a `Sample` of the file and says how sure it is
that the file is its own (`recognise`); the surest one reads it item by item (`parse`), giving
records and refusals. A source never opens a file, never asks the clock, never goes to the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import IntEnum, StrEnum
from functools import wraps
from typing import Any, NamedTuple, TypeAlias

import msgspec

from hansei.domain.errors import BadRow
from hansei.domain.event import Place, Record


class Shape(StrEnum):
    """How a file is built, before anybody knows whose it is.

    `JSON`: one document; its items are the elements of a top-level list, else the document itself.
    `NDJSON`: one JSON value a line. `CSV`: rows under a header, each a dict of strings.
    `TEXT`: lines; its one item is the whole text as a str.
    """

    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    TEXT = "text"


class Clock(IntEnum):
    """How far a source's clock is trusted when two disagree: the higher one is the reference."""

    FILE = 0  # whatever wrote the file
    OWN = 1  # software on the team's own hosts
    VENDOR = 2  # a vendor's servers


class Item(NamedTuple):
    """One decoded item: a dict, a CSV row (dict of strings) or a whole text."""

    value: Any
    place: Place


class Reading(msgspec.Struct, frozen=True, gc=False):
    """A record with the raw item that it was read from (kept as received)."""

    record: Record
    raw: Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not read. It is reported, and its raw text kept; its neighbours land."""

    place: Place
    reason: str
    code: str = "bad-row"
    raw: Any = None


@dataclass(frozen=True, slots=True)
class Sample:
    """What a source may look at to recognise a file: its name, shape, header and first items.

    `first` holds up to 20 items as `parse` would get them (for TEXT: up to 50 lines).
    `header` is the CSV header as written. `name` is the path inside the folder or archive.
    """

    name: str
    shape: Shape
    first: Sequence[Any]
    header: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What `parse` needs beside the item.

    `zone`: for times without one. `file`: the name of the file being read. `lookup(name)`:
    the decoded JSON of a companion file (Slack's users.json) in the same folder or the nearest
    one above, or None. `mapping`: column mapping given by the user ("time" -> "occurred"),
    `read_at`: when the export was read; only for completing a date without a year.
    `first` and `header` are those of the file's `Sample`, for decisions that hold for a whole file.
    """

    zone: tzinfo
    file: str = ""
    lookup: Callable[[str], Any] = field(default=lambda _name: None)
    first: Sequence[Any] = ()
    header: Sequence[str] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    read_at: datetime | None = None
    zone_given: bool = False


Parse: TypeAlias = Callable[[Item, Context], Iterator[Reading | Refusal]]


@dataclass(frozen=True, slots=True)
class Source:
    """One system that records come from.

    `recognise(sample)` returns 0 (not mine) to 100 (certain); 100 needs the vendor's own marks,
    generic readers stay under 30. It must not raise.

    `parse(item, context)` yields readings and refusals. For an item that is not this source's it
    raises `ForeignPayload`, for this source's envelope around an unknown event `UnknownEvent`,
    for an unusable single item `BadRow`; a bad row inside a good document is yielded as a
    `Refusal`. It raises nothing else, whatever the payload.
    `shapes`: which file shapes it reads. `companions`: file names that belong to its exports
    and hold no records (users.json). `title` is for people.
    """

    name: str
    title: str
    shapes: frozenset[Shape]
    recognise: Callable[[Sample], int]
    parse: Parse
    clock: Clock = Clock.VENDOR
    companions: frozenset[str] = frozenset()


UNUSABLE = (ValueError, OverflowError, RecursionError)
"""What Python raises on numbers of thousands of digits, endless nesting, times past all years."""
OUT_OF_REACH = "a value outside what can be read"


def within_reach(read: Callable[[Item, Context], Iterable[Reading | Refusal]]) -> Parse:
    """A source's `parse`, of which a value beyond all bounds makes a bad row."""

    @wraps(read)
    def parse(item: Item, context: Context) -> Iterator[Reading | Refusal]:
        try:
            yield from read(item, context)
        except UNUSABLE:
            raise BadRow(OUT_OF_REACH, place=str(item.place)) from None

    return parse


def below(place: Place, path: str) -> Place:
    """The place of a part of the item that stands at `place`."""
    return Place(place.file, place.line, f"{place.path or '$'}.{path}")
