"""Post-mortems that were written elsewhere, and archives of incidents: taken in as history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Annotated

from ninja import Query, Router
from pydantic import Field

from hansei.api.operations import changes
from hansei.api.requests import Request
from hansei.api.resources.uploads import FileReport, Name, RefusedRow
from hansei.api.shapes.base import Given, Line, Shown, Word
from hansei.domain.errors import InputError
from hansei.domain.landings import Fate
from hansei.domain.times import zone_named
from hansei.drafting.adopting import Adopting, uploaded
from hansei.drafting.uploads import LARGEST_FILE, begin, listed, receive, take_back
from hansei.sources import registry
from hansei.sources.intake import Options

if TYPE_CHECKING:
    from hansei.sources.intake import FileReport as Reported

router = Router(tags=["Imports"])
MOST_REFUSALS = 20

_Zone = Annotated[Word, Field(description="Of times that name none; UTC without.",
                              examples=["Europe/London"])]  # fmt: skip
_Service = Annotated[Line, Field(description="That of reports that name none.",
                                 examples=["Login"])]  # fmt: skip


class FolderGiven(Given):
    """A folder of an upload that is an archive of its own."""

    name: Annotated[Word, Field(description="As the names of its files begin.", examples=["old"])]
    path: Annotated[Line, Field(description="Where it lies with whoever sends it. Reports are then"
                                " known by that, too: one whose text was corrected since is still"
                                " the same.", examples=["ops-1:/srv/post-mortems"])]  # fmt: skip


class AdoptionWanted(Given):
    """How to read an upload, as the options of `hansei adopt`."""

    service: _Service = ""
    zone: _Zone = ""
    zones: Annotated[dict[Word, Word], Field(
        default_factory=dict, max_length=100, examples=[{"pagerduty": "UTC"}],
        description="Of bare times of single systems, by their names.",
    )]  # fmt: skip
    source: Annotated[Word, Field(description='The system that exports are of; "" where that is to'
                                  " be recognised.", examples=[""])] = ""  # fmt: skip
    columns: Annotated[dict[Word, Word], Field(
        default_factory=dict, max_length=100, examples=[{"time": "occurred"}],
        description="Columns of tables by what they hold.",
    )]  # fmt: skip
    folders: Annotated[list[FolderGiven], Field(
        default_factory=list, max_length=5000, examples=[[]],
        description="The folders to read, each as an archive; none is the whole upload.",
    )]  # fmt: skip


class DocumentNamed(Given):
    """What is sent, and how to read it."""

    name: Annotated[str, Field(min_length=1, max_length=1000, description="Its file name, whose end"
                               " tells documents: .md, .txt, .html, .docx, .pdf.")]  # fmt: skip
    service: _Service = ""
    zone: _Zone = ""


class AdoptedReport(Shown):
    """What became of one report or incident."""

    fate: Fate
    source: Annotated[str, Field(description="Its file, with the line where there are several in"
                                 " it.", examples=["login-outage.md"])]  # fmt: skip
    title: Annotated[str, Field(examples=["Login outage of 4 March 2026"])]
    number: Annotated[int | None, Field(description="Of its post-mortem; null where there is"
                                        " none.", examples=[12])]  # fmt: skip
    note: Annotated[str, Field(description='Why it was not adopted; "" where it was.',
                               examples=[""])]  # fmt: skip


class Adopted(Shown):
    """What became of everything that was sent."""

    landings: Annotated[list[AdoptedReport], Field(description="Each report and each incident of an"
                                                   " export, and each document that is"
                                                   " neither.")]  # fmt: skip
    files: Annotated[list[FileReport], Field(description="Files that hold records.")]
    records: Annotated[int, Field(description="Rows of no incident that were imported.",
                                  examples=[0])]  # fmt: skip
    refused: Annotated[int, Field(description="Rows that could not be read.", examples=[0])]


@changes(router, "POST", "/adoptions", Adopted, takes="application/octet-stream",
         largest=LARGEST_FILE, streamed=True)  # fmt: skip
def adopt_document(request: Request, given: Query[DocumentNamed]) -> Adopted:
    """Adopt a post-mortem that was written elsewhere.

    Markdown, text, HTML, Word or PDF in any layout; an export or an archive of several, too. What
    lands is history: published, closed, with nothing due. The same report again is known, by its
    title with its address, its times or its text.
    """
    upload = begin(request.actor)
    try:
        arrived = receive(request.actor, upload, given.name, request.read)
        if not arrived.stored:
            raise InputError(arrived.refused or "is the name of a hidden file", place="name")
        options = _options(given.zone)
        return _adopted(Adopting(
            [uploaded(upload, options)], request.actor, _zone(given.zone), given.service
        ))  # fmt: skip
    finally:
        take_back(request.actor, upload)


@changes(router, "POST", "/uploads/{upload}/adoption", Adopted)
def adopt_upload(request: Request, upload: Name, body: AdoptionWanted) -> Adopted:
    """Adopt the files of an upload: each report and each incident of an export on its own.

    What `hansei adopt --server` asks for. The upload stays until it is taken back, so that this may
    be asked again: what landed is known then.
    """
    listed(request.actor, upload)
    options = _options(body.zone, body.zones, body.source, body.columns)
    archives = [
        uploaded(upload, options, folder=each.name,
                 known_by=f"sent:{request.actor.user_id}:{each.path}")
        for each in body.folders
    ] or [uploaded(upload, options)]  # fmt: skip
    return _adopted(Adopting(archives, request.actor, _zone(body.zone), body.service))


def _adopted(adopting: Adopting) -> Adopted:
    landings = [AdoptedReport.model_validate(each) for each in adopting.landings()]
    return Adopted(
        landings=landings,
        files=[_report(each) for each in adopting.reports],
        records=adopting.records,
        refused=sum(each.refused for each in adopting.reports),
    )


def _report(report: Reported) -> FileReport:
    return FileReport(
        name=report.name,
        source=report.title,
        records=report.records,
        refused=report.refused,
        refusals=[
            RefusedRow(place=str(each.place), code=each.code, reason=each.reason)
            for each in report.refusals[:MOST_REFUSALS]
        ],
        note=report.note,
    )


def _options(
    zone: str, zones: Mapping[str, str] | None = None, source: str = "",
    columns: Mapping[str, str] | None = None,
) -> Options:  # fmt: skip
    if source:
        registry.source(source)
    given = _zone(zone)
    return Options(
        zone=given or UTC,
        zone_given=given is not None,
        zones={registry.source(name).name: _named(each) for name, each in (zones or {}).items()},
        source=source or None,
        mapping=columns or {},
        read_at=datetime.now(UTC),
    )


def _zone(name: str) -> tzinfo | None:
    return _named(name) if name else None


def _named(name: str) -> tzinfo:
    try:
        return zone_named(name)
    except ValueError as error:
        raise InputError(str(error), place="zone") from None
