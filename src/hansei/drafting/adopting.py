"""A whole archive in one go: each report and each incident of an export lands on its own.

    files -> reports     -> read  -> adopt
          -> exports     -> group by incident -> draft -> adopt
          -> other rows  -> import, tied to no incident

What is adopted is history (`postmortem.services.adopt`): it counts in figures and in likeness, and
asks nothing of anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec

from hansei.accounts.actor import Actor
from hansei.checks.files import read_bytes
from hansei.domain.document import Document
from hansei.domain.draft.compose import draft
from hansei.domain.errors import InputError
from hansei.domain.event import Record
from hansei.domain.incident import EXPORT_ADOPTED, REPORT_ADOPTED
from hansei.domain.landings import Fate, Landing
from hansei.domain.origin import origin_of
from hansei.domain.stages import Stage
from hansei.domain.timeline import Counts, Timeline
from hansei.drafting.organisation import of_organisation
from hansei.drafting.pipeline import Wanted
from hansei.drafting.uploads import UploadGathering
from hansei.postmortem.services.adopt import adopt
from hansei.reading.decode import LARGEST_DOCUMENT
from hansei.reading.names import is_about_reports, may_be_report
from hansei.sources.base import Reading
from hansei.sources.files import File
from hansei.sources.intake import FileReport, Intake, Options
from hansei.sources.spool import Gathered
from hansei.timeline.models import Import
from hansei.timeline.services.import_records import import_records

MOST_AT_HAND = 300_000
"""Records of incidents in one run: they are held in memory until all files are read."""
_INCIDENT = re.compile(r"(?:^|:)incident:")
_TELLING = frozenset(
    ("summary", "impact", "timeline", "root_cause", "factors", "detection", "resolution",
     "actions", "lessons")
)  # fmt: skip
_ENOUGH_SECTIONS, _ENOUGH_MARKS = 2, 3


class Archive(NamedTuple):
    """What is read, and the path that a report in it is known by from its place: "" for none."""

    intake: Intake
    path: Callable[[str], str]


def on_disk(path: str, options: Options) -> Archive:
    """A file, a folder or an archive on this machine."""
    return Archive(Intake([path], options), partial(_path, Path(path)))


def uploaded(upload: str, options: Options, *, folder: str = "", known_by: str = "") -> Archive:
    """What arrived in a folder of an upload, "" for all of it.

    `known_by` is the path of the folder where it was sent from: reports are known by it, too.
    """
    intake = UploadGathering(upload, options, folder=folder)
    return Archive(intake, lambda place: f"{known_by}/{place}" if known_by else "")


@dataclass
class Adopting:
    """One run over `archives`. `service` is that of reports that name none, "" for none.

    `zone` is of bare times in reports. `records` counts rows that belong to no incident and were
    imported as they are; `reports` says what became of the files that hold records.
    """

    archives: Sequence[Archive]
    actor: Actor
    zone: tzinfo | None = None
    service: str = ""
    records: int = 0
    reports: list[FileReport] = field(default_factory=list)
    _groups: dict[str, list[Reading]] = field(default_factory=dict)
    _held: int = 0
    _told: dict[tuple[datetime, ...], int] = field(default_factory=dict)
    _met: set[int] = field(default_factory=set)

    def landings(self) -> Iterator[Landing]:
        """Adopts everything, saying of each what became of it. Raises InputError past the limit."""
        for archive in self.archives:
            for file in archive.intake.files():
                if isinstance(file, InputError):
                    yield Landing(Fate.FAILED, file.place, note=file.reason)
                elif may_be_report(file.name):
                    yield from self._reports(file, archive.path)
                else:
                    self._export(archive.intake, file)
        yield from self._incidents()

    def _reports(self, file: File, path: Callable[[str], str]) -> Iterator[Landing]:
        if is_about_reports(file.name):
            yield Landing(Fate.PASSED, file.name, note="is about reports, by its name")
            return
        try:
            with file.open() as stream:
                found = read_bytes(stream.read(LARGEST_DOCUMENT + 1), file=file.name,
                                   zone=self.zone)  # fmt: skip
        except (InputError, OSError) as error:
            reason = error.reason if isinstance(error, InputError) else error.strerror
            yield Landing(Fate.FAILED, file.name, note=reason or str(error))
            return
        for each in found:
            place = file.name if len(found) == 1 else f"{file.name}:{each.first_line}"
            yield self._report(each.manuscript.document, place, path(place))

    def _report(self, document: Document, place: str, path: str) -> Landing:
        title = document.title
        if not _tells(document):
            note = "tells no incident: no time in it, and fewer than two sections that are known"
            return Landing(Fate.PASSED, place, title, note=note)
        key = tuple(sorted(mark.at for mark in document.milestones.values()))
        twin = self._told.get(key) if len(key) >= _ENOUGH_MARKS else None
        if twin is not None:
            return Landing(Fate.TWIN, place, title, twin, f"the same instants as PM-{twin}")
        services = document.services or ((self.service,) if self.service else ())
        whole = msgspec.structs.replace(document, services=services, status=Stage.PUBLISHED.value)
        origin = origin_of(document)
        source = path or f"report:{origin}"
        landed = self._landed(whole, _timeline(whole), source, place, origin=origin)
        if landed.number in self._met:
            note = f"the same title and times, or address, as PM-{landed.number}"
            return Landing(Fate.TWIN, place, title, landed.number, note)
        if landed.number is not None:
            self._told.setdefault(key, landed.number)
            self._met.add(landed.number)
        return landed

    def _export(self, intake: Intake, file: File) -> None:
        """Puts the records of incidents by, and imports the others of the file."""
        rest = self._sorted_out(intake.read(file))
        first = next(rest, None)
        if first is None:
            self.reports += intake.reports
        else:
            rows = ((each.record, each.raw) for each in chain([first], rest))
            result = import_records(actor=self.actor, readings=rows, reports=intake.reports)
            self.records += result.new
            self.reports += intake.reports
        intake.reports = []

    def _sorted_out(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        for each in readings:
            name = _incident(each.record)
            if name is None:
                yield each
                continue
            self._held += 1
            if self._held > MOST_AT_HAND:
                raise InputError(f"more than {MOST_AT_HAND:,} records of incidents: adopt the"
                                 " archive in parts")  # fmt: skip
            self._groups.setdefault(name, []).append(each)

    def _incidents(self) -> Iterator[Landing]:
        wanted = of_organisation(Wanted(variant="one-pager"))
        for name, readings in self._groups.items():
            files = dict.fromkeys(each.record.place.file for each in readings)
            reports = [FileReport(file, name.partition(":")[0], records=len(readings))
                       for file in files]  # fmt: skip
            made = draft(Gathered(at_hand=readings), wanted.request(None))
            document = msgspec.structs.replace(
                made.document,
                services=_apart(made.document.services),
                severity=made.document.severity or _impact(readings),
            )
            rows = ((each.record, each.raw) for each in readings)
            batch = import_records(actor=self.actor, readings=rows, reports=reports).batch
            place = next(iter(files), "") or name
            yield self._landed(document, made.timeline, name, place, batch=batch)

    def _landed(
        self, document: Document, timeline: Timeline, source: str, place: str, *,
        batch: Import | None = None, origin: str = "",
    ) -> Landing:  # fmt: skip
        landed = adopt(
            actor=self.actor, document=document, timeline=timeline, source=source, origin=origin,
            reason=EXPORT_ADOPTED if batch else REPORT_ADOPTED, import_batch=batch,
        )  # fmt: skip
        fate = Fate.ADOPTED if landed.is_new else Fate.KNOWN
        return Landing(fate, place, landed.post_mortem.title, int(landed.post_mortem.number))


def _tells(document: Document) -> bool:
    keys = {section.key for section in document.sections} & _TELLING
    return bool(document.milestones or document.events) or len(keys) >= _ENOUGH_SECTIONS


def _timeline(document: Document) -> Timeline:
    events = document.events
    counts = Counts(records=len(events), events=len(events), key_events=len(events))
    first, last = (events[0].at, events[-1].at) if events else (None, None)
    return Timeline(events=events, counts=counts, start=first, end=last)


def _incident(record: Record) -> str | None:
    """The reference of the incident that a record is of."""
    return next((each for each in record.refs if _INCIDENT.search(each)), None)


def _apart(services: Iterable[str]) -> tuple[str, ...]:
    """Components that a page named together, one by one."""
    return tuple(dict.fromkeys(part for each in services for part in each.split(", ") if part))


def _impact(readings: Iterable[Reading]) -> str | None:
    """The severity that the archive gives the incident as a whole, as its last record has it."""
    stated = [each.record.severity for each in readings if each.record.severity]
    return next((each for each in reversed(stated) if each != "none"), None)


def _path(given: Path, place: str) -> str:
    whole = given.resolve()
    return str(whole / place if whole.is_dir() else whole.parent / place)
