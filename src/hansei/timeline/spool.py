"""Holds rows between reading and writing: in memory while they are few, then in a temporary file.

An import reads for as long as its files are long, but holds the store only while it writes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from types import TracebackType

import msgspec

from hansei.project.bulk import BATCH
from hansei.timeline.encoding import Row

_IN_MEMORY = 32 << 20
_SIZE = struct.Struct("<I")


class Spool:
    """Rows in order: add them all, then read them as often as needed. A context manager."""

    def __init__(self) -> None:
        self.count = 0
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY, prefix="hansei-")  # noqa: SIM115
        self._batch: list[Row] = []
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(list[Row])

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, row: Row) -> None:
        """Appends a row."""
        self.count += 1
        self._batch.append(row)
        if len(self._batch) >= BATCH:
            self._flush()

    def rows(self) -> Iterator[Row]:
        """All rows, in the order of adding."""
        self._flush()
        self._file.seek(0)
        while head := self._file.read(_SIZE.size):
            yield from self._decoder.decode(self._file.read(_SIZE.unpack(head)[0]))

    def _flush(self) -> None:
        if self._batch:
            content = self._encoder.encode(self._batch)
            self._file.write(_SIZE.pack(len(content)))
            self._file.write(content)
            self._batch = []
