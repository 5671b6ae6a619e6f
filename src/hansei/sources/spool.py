"""Readings put by on disk, so that an import of any size stays within bounded memory.

A spool file is a run of batches, each a length and a MessagePack value: up to 1,000 records and
their raw items as JSON. What is kept in memory is little: where each batch is, which span of time
it covers, and the records that tell where the incident lies.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from hansei.domain.event import Record
from hansei.sources.base import Reading

BATCH = 1000
_encode = msgspec.json.Encoder(decimal_format="number").encode


class Batch(msgspec.Struct, frozen=True):
    """Where a batch stands in its file, in bytes, and the first and last time of its records."""

    offset: int
    size: int
    first: datetime
    last: datetime


class Spool(msgspec.Struct):
    """What is known of one spool file without reading it."""

    path: str
    batches: list[Batch] = []
    telling: list[Record] = []
    count: int = 0

    def readings(self) -> Iterator[Reading]:
        """All readings in the order in which they were put by."""
        for records, raws in self._batches(self.batches):
            if raws:
                for record, raw in zip(records, raws, strict=True):
                    yield Reading(record, msgspec.Raw(raw))
            else:
                for record in records:
                    yield Reading(record, None)

    def between(self, start: datetime, end: datetime) -> Iterator[Record]:
        """The records from `start` to `end`."""
        wanted = [each for each in self.batches if each.first <= end and each.last >= start]
        for records, _ in self._batches(wanted):
            for record in records:
                if start <= record.at <= end:
                    yield record

    def _batches(self, batches: Sequence[Batch]) -> Iterator[tuple[list[Record], list[bytes]]]:
        decode = msgspec.msgpack.Decoder(tuple[list[Record], list[bytes]]).decode
        with Path(self.path).open("rb") as stream:
            for batch in batches:
                stream.seek(batch.offset)
                yield decode(stream.read(batch.size))


def put_by(
    readings: Iterable[Reading], path: Path, *, tells: Callable[[Record], bool], keep_raw: bool
) -> Spool:
    """Writes readings to a spool file. `tells` picks the records to keep at hand."""
    spool = Spool(str(path))
    encode = msgspec.msgpack.Encoder().encode
    source = iter(readings)
    offset = 0
    with path.open("wb") as stream:
        while batch := list(islice(source, BATCH)):
            records = [each.record for each in batch]
            raws = [raw_json(each.raw) for each in batch] if keep_raw else []
            data = encode((records, raws))
            stream.write(data)
            times = [each.at for each in records]
            spool.batches.append(Batch(offset, len(data), min(times), max(times)))
            spool.telling += [each for each in records if tells(each)]
            spool.count += len(records)
            offset += len(data)
    return spool


def raw_json(raw: Any) -> bytes:
    """A raw item as JSON; what JSON lacks becomes text."""
    try:
        return _encode(raw)
    except (UnicodeEncodeError, OverflowError, TypeError, ValueError):
        return json.dumps(raw, default=str, separators=(",", ":")).encode()


@dataclass
class Gathered:
    """All records of an import: few of them in memory, the rest in spools (`domain.Records`)."""

    at_hand: list[Reading] = field(default_factory=list)
    spools: list[Spool] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.at_hand) + sum(each.count for each in self.spools)

    def span(self) -> tuple[datetime, datetime] | None:
        times = [each.record.at for each in self.at_hand]
        times += [time for spool in self.spools for each in spool.batches
                  for time in (each.first, each.last)]  # fmt: skip
        return (min(times), max(times)) if times else None

    def telling(self) -> list[Record]:
        found = [each.record for each in self.at_hand]
        for spool in self.spools:
            found += spool.telling
        return found

    def between(self, start: datetime, end: datetime) -> Iterator[Record]:
        for reading in self.at_hand:
            if start <= reading.record.at <= end:
                yield reading.record
        for spool in self.spools:
            yield from spool.between(start, end)

    def readings(self) -> Iterator[Reading]:
        """All readings, in an order that depends on the input alone."""
        yield from self.at_hand
        for spool in self.spools:
            yield from spool.readings()
