"""Reads folders of mixed exports: every file recognised, every row read or reported.

    files_under(paths) -> decode(file) -> recognise(sample) -> source.parse(item, context)

One pass, one file at a time. What cannot be read is a `Refusal` with file and place in the file's
report; the good rows beside it are yielded all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

import msgspec

from hansei.domain.errors import HanseiError, InputError, Unreadable
from hansei.domain.event import Place
from hansei.sources import registry
from hansei.sources.base import Context, Item, Reading, Refusal, Shape, Source
from hansei.sources.decoded import Decoded
from hansei.sources.files import File, files_under
from hansei.sources.shapes import decode

COMPANION = "read for names, holds no records"
"""The note on a file that others needed."""
READ_HINT = "; `hansei read` reads post-mortems"
"""What the note on a text adds for people at a shell."""
MOST_REFUSALS = 1000
"""Refusals kept a file; further ones are only counted."""


@dataclass
class FileReport:
    """What became of one file. `source` is None where no source recognised it."""

    name: str
    source: str | None = None
    title: str = ""
    records: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    note: str = ""

    def refuse(self, refusal: Refusal) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(refusal)


@dataclass(frozen=True)
class Options:
    """How to read: the zone of bare times, a source by name, a column mapping."""

    zone: tzinfo = UTC
    zone_given: bool = False
    zones: Mapping[str, tzinfo] = field(default_factory=dict)
    source: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    read_at: datetime | None = None


class Intake:
    """One import. Iterate `readings()`; `reports` fills as the files are read."""

    def __init__(self, paths: Sequence[str], options: Options) -> None:
        self.paths = paths
        self.options = options
        self.reports: list[FileReport] = []
        self._companions = {name for each in registry.sources() for name in each.companions}

    def files(self) -> Iterator[File | InputError]:
        """The files to read, in a stable order; those under the given paths."""
        return files_under(self.paths)

    def readings(self) -> Iterator[Reading]:
        """Every record with its raw item, file by file."""
        for file in self.files():
            yield from self.read(file)

    def read(self, file: File | InputError) -> Iterator[Reading]:
        """The readings of one file; its report is added to `reports`."""
        if isinstance(file, InputError):
            report = FileReport(file.place)
            report.refuse(Refusal(Place(file.place), file.reason, file.code))
            self.reports.append(report)
            return
        report = FileReport(file.name)
        self.reports.append(report)
        try:
            yield from self._file(file, report)
        except InputError as error:
            report.refuse(Refusal(Place(file.name), error.reason, error.code))
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            report.refuse(Refusal(Place(file.name), reason, "unreadable"))

    def _file(self, file: File, report: FileReport) -> Iterator[Reading]:
        with closing(decode(file)) as decoded:
            yield from self._read(file, decoded, report)

    def _read(self, file: File, decoded: Decoded, report: FileReport) -> Iterator[Reading]:
        source = self._source(decoded, file)
        if source is None:
            self._unclaimed(file, decoded, report)
            return
        report.source, report.title = source.name, source.title
        options = self.options
        context = Context(
            zone=options.zones.get(source.name, options.zone),
            zone_given=options.zone_given or source.name in options.zones,
            file=file.name,
            lookup=_Companions(file),
            first=decoded.sample.first,
            header=decoded.sample.header,
            mapping=options.mapping,
            read_at=options.read_at,
        )
        for item in decoded.items:
            if isinstance(item, Refusal):
                report.refuse(item)
            else:
                yield from _parsed(source, item, context, report, sliced=decoded.sliced)

    def _source(self, decoded: Decoded, file: File) -> Source | None:
        if self.options.source:
            return registry.source(self.options.source)
        if file.name.rpartition("/")[2] in self._companions:
            return None
        return registry.recognise(decoded.sample)

    def _unclaimed(self, file: File, decoded: Decoded, report: FileReport) -> None:
        if file.name.rpartition("/")[2] in self._companions:
            report.note = COMPANION
            return
        damage = [each for each in decoded.items if isinstance(each, Refusal)]
        if damage:
            for refusal in damage:
                report.refuse(refusal)
        elif decoded.sample.shape is Shape.TEXT:
            report.note = f"is text that no source recognises{READ_HINT}"
        else:
            report.note = f"is {decoded.sample.shape.value.upper()} that no source recognises"


class _Companions:
    """Finds and decodes companion files once per name and folder."""

    def __init__(self, file: File) -> None:
        self._beside = file.beside
        self._known: dict[str, Any] = {}

    def __call__(self, name: str) -> Any:
        if name not in self._known:
            self._known[name] = self._decoded(name)
        return self._known[name]

    def _decoded(self, name: str) -> Any:
        try:
            file = self._beside(name)
            if file is None or file.size > 64 << 20:
                return None
            with file.open() as stream:
                return msgspec.json.decode(stream.read())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, OSError, Unreadable):
            return None


def _parsed(
    source: Source, item: Item, context: Context, report: FileReport, *, sliced: bool
) -> Iterator[Reading]:
    place = item.place
    by = place.line if sliced else 0
    try:
        for each in source.parse(item, context):
            if type(each) is Reading:
                report.records += 1
                yield _moved(each, by) if by else each
            elif isinstance(each, Refusal):
                report.refuse(replace(each, place=_place_moved(each.place, by)) if by else each)
    except InputError as error:
        place = Place(place.file or context.file, place.line, place.path)
        report.refuse(Refusal(place, error.reason, error.code, item.value))
    except HanseiError as error:
        report.refuse(Refusal(place, str(error), error.code, item.value))


def _moved(reading: Reading, by: int) -> Reading:
    """A reading from a later slice of a large file: its place counted from the file's start."""
    record = reading.record
    moved = msgspec.structs.replace(record, place=_place_moved(record.place, by))
    return Reading(moved, reading.raw)


def _place_moved(place: Place, by: int) -> Place:
    before, _, rest = place.path.partition("[")
    index, closed, after = rest.partition("]")
    if not closed or not index.isdigit():
        return place
    return Place(place.file, 0, f"{before}[{int(index) + by}]{after}")
