"""Decoded items and the bytes that they come from, shared by the readers of each shape."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import BinaryIO

from hansei.sources.base import Item, Refusal, Sample, Shape

SAMPLE_ITEMS = 20
_SKIPPED_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Decoded:
    """A file's shape, what to recognise it by, and its items or refusals.

    `sliced`: the items are slices of lists; `Item.place.line` then holds the index of the slice's
    first element. In a text that comes in parts it holds the number of lines before the part.
    `close()` ends the reading of the file.
    """

    sample: Sample
    items: Iterator[Item | Refusal]
    sliced: bool = False
    close: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Opened:
    """A file whose head was read: the rest can be had as bytes or as text lines."""

    name: str
    stream: BinaryIO
    head: bytes
    encoding: str

    def everything(self, limit: int) -> bytes | None:
        """All bytes as UTF-8 without a byte order mark; None where there are more than `limit`."""
        data = self.head + self.stream.read(max(limit - len(self.head), 0) + 1)
        if len(data) > limit:
            self.stream.seek(0)
            return None
        if self.encoding == "utf-8":
            return data
        return data.decode(self.encoding, "replace").encode()

    @cached_property
    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self.stream, self.encoding, errors="replace", newline="")

    def lines(self) -> io.TextIOWrapper:
        """The text lines from the start; to be called once."""
        self.stream.seek(0)
        return self._text

    def skip_line(self) -> None:
        """Passes over the rest of a line that is too long to be kept."""
        while (part := self._text.readline(_SKIPPED_AT_ONCE)) and not part.endswith("\n"):
            pass

    def close(self) -> None:
        self.stream.close()


def sampled(
    name: str,
    shape: Shape,
    items: Iterator[Item | Refusal],
    header: tuple[str, ...] = (),
    *,
    sliced: bool = False,
) -> Decoded:
    first = list(islice(items, SAMPLE_ITEMS))
    values = [each.value for each in first if isinstance(each, Item)]
    return Decoded(Sample(name, shape, values, header), chain(first, items), sliced)
