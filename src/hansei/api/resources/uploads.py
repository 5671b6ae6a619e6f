"""Files in: uploaded one by one, drafted by a runner, with a report for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Query, Router
from pydantic import AwareDatetime, Field

from hansei.accounts.roles import Scope
from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.resources.incidents import found
from hansei.api.resources.postmortems import shown
from hansei.api.shapes.base import Given, Id, Line, Page, Shown, Word
from hansei.api.shapes.postmortems import PostMortem
from hansei.domain.errors import NotFound
from hansei.drafting.running import draft_example, draft_upload
from hansei.drafting.selectors import draft_request, import_reports, report_of
from hansei.drafting.services.requests import request_draft
from hansei.drafting.uploads import LARGEST_FILE, begin, listed, receive, receive_packed, take_back
from hansei.jobs.selectors import Pulse, pulse

if TYPE_CHECKING:
    from hansei.drafting.models import DraftRequest as Row
    from hansei.drafting.selectors import Report as Reported

router = Router(tags=["Imports"])
Name = Annotated[str, Field(min_length=1, max_length=60, description="As it was named when it"
                            " began.", examples=["4-9f86d081884c7d65"])]  # fmt: skip


class UploadBegun(Shown):
    """An upload that files can be sent to. One that nobody finishes goes after a day."""

    upload: Annotated[str, Field(examples=["4-9f86d081884c7d659a2feaa0c55ad015"])]


class ArrivedFile(Shown):
    """A file as it arrived."""

    name: Annotated[str, Field(examples=["slack/incident-12/2026-03-01.json"])]
    size: Annotated[int, Field(description="In bytes.", examples=[48213])]
    digest: Annotated[str, Field(description="SHA-256.", examples=["a3" * 32])]
    refused: Annotated[str, Field(description='Why it is not read; "" where it is.',
                                  examples=[""])]  # fmt: skip


class FileName(Given):
    """What a file is called."""

    name: Annotated[str, Field(min_length=1, max_length=1000, description="With its folders: a"
                               " second file of a name takes the first one's place.")]  # fmt: skip


class DraftWanted(Given):
    """What to draft of an upload."""

    title: Annotated[Line, Field(examples=["Checkout is slow"])] = ""
    zone: Annotated[Word, Field(description='Of bare times; "" for the organisation\'s.',
                                examples=["Europe/London"])] = ""  # fmt: skip
    incident: Annotated[Id | None, Field(description="The incident to add the files to; null for a"
                                         " new one.", examples=[None])] = None  # fmt: skip


class RefusedRow(Shown):
    """A row that could not be read."""

    place: Annotated[str, Field(examples=["timeline.csv:8"])]
    code: Annotated[str, Field(examples=["bad-row"])]
    reason: Annotated[str, Field(examples=["“14:??” is no time"])]


class FileReport(Shown):
    """What became of one file."""

    name: Annotated[str, Field(examples=["timeline.csv"])]
    source: Annotated[str, Field(description='The system it is from; "" for none.',
                                 examples=["Slack"])]  # fmt: skip
    records: Annotated[int, Field(examples=[120])]
    refused: Annotated[int, Field(examples=[1])]
    refusals: Annotated[list[RefusedRow], Field(description="The first 20.")]
    note: Annotated[str, Field(examples=[""])]


class ImportReport(Shown):
    """What became of an import, the files with trouble first."""

    id: Annotated[int, Field(examples=[17])]
    at: AwareDatetime
    actor: Annotated[str, Field(examples=["user:on-call"])]
    new: Annotated[int, Field(description="Records that were new.", examples=[1204])]
    known: Annotated[int, Field(examples=[0])]
    refused: Annotated[int, Field(examples=[2])]
    files: list[FileReport]
    more_files: Annotated[int, Field(description="Files that are not shown.", examples=[0])]


class DraftRequest(Shown):
    """A draft that was asked for, and how far it is."""

    name: Annotated[str, Field(examples=["9f86d081884c7d659a2feaa0c55ad015"])]
    state: Annotated[str, Field(description='"waiting", "working", "done" or "failed".',
                                examples=["done"])]  # fmt: skip
    done: Annotated[int, Field(description="Files that are read.", examples=[12])]
    total: Annotated[int, Field(examples=[12])]
    problem: Annotated[str, Field(description="Why it failed.", examples=[""])]
    incident: Annotated[int | None, Field(examples=[12])]
    post_mortem: Annotated[int | None, Field(description="Its number.", examples=[7])]
    findings: Annotated[int, Field(description="Of the checks over the draft.", examples=[3])]
    report: ImportReport | None


@changes(router, "POST", "/uploads", UploadBegun, created=True)
def begin_upload(request: Request) -> UploadBegun:
    """Begin an upload."""
    name = begin(request.actor)
    request.location = f"/uploads/{name}/files"
    return UploadBegun(upload=name)


@changes(router, "PUT", "/uploads/{upload}/files", ArrivedFile, takes="application/octet-stream",
         largest=LARGEST_FILE, streamed=True)  # fmt: skip
def upload_file(request: Request, upload: Name, called: Query[FileName]) -> ArrivedFile:
    """Send one file. Archives are opened when the files are drafted."""
    arrived = receive(request.actor, upload, called.name, request.read)
    return ArrivedFile.model_validate(arrived)


@changes(router, "PUT", "/uploads/{upload}/packed", Page[ArrivedFile],
         takes="application/octet-stream", largest=LARGEST_FILE, streamed=True)  # fmt: skip
def upload_packed_files(request: Request, upload: Name) -> dict[str, Any]:
    """Send several files at once, as a zip. Each becomes a file of its own, under its name there.

    Archives in it are opened when the files are drafted. Always one page.
    """
    arrived = receive_packed(request.actor, upload, request.read)
    return whole(ArrivedFile.model_validate(each) for each in arrived)


@reads(router, "/uploads/{upload}/files", Page[ArrivedFile])
def list_uploaded_files(request: Request, upload: Name) -> dict[str, Any]:
    """List the files of an upload that arrived, or were refused. Always one page."""
    return whole(ArrivedFile.model_validate(each) for each in listed(request.actor, upload).files)


@changes(router, "DELETE", "/uploads/{upload}")
def take_upload_back(request: Request, upload: Name) -> None:
    """Take an upload back with all its files. A draft that was asked for of it fails."""
    take_back(request.actor, upload)


@changes(router, "POST", "/uploads/{upload}/draft", DraftRequest, created=True)
def draft_upload_files(request: Request, upload: Name, body: DraftWanted) -> DraftRequest:
    """Ask for a draft of an upload: recognised, imported, merged, drafted.

    A runner does it; `Location` tells how far it is. Asking again gives the first request.
    """
    row = request_draft(actor=request.actor, upload=upload, **body.model_dump())
    if pulse() is not Pulse.ALIVE:  # nobody would take it up: better slowly than never
        row = draft_upload(row)
    request.location = f"/draft-requests/{row.name}"
    return _request(row)


@reads(router, "/draft-requests/{name}", DraftRequest)
def read_draft_request(request: Request, name: Name) -> DraftRequest:
    """Read how far a draft is that one asked for, and in the end what became of each file."""
    return _request(draft_request(actor=request.actor, name=name))


@reads(router, "/incidents/{int:incident}/imports", Page[ImportReport])
def list_imports(request: Request, incident: Id) -> dict[str, Any]:
    """List the newest imports of an incident with their reports. Always one page, of 20."""
    row = found(request, incident)
    return whole(_report(each) for each in import_reports(incident=row))


@changes(router, "POST", "/example", PostMortem, scope=Scope.WRITE, tagged=True)
def load_example(request: Request) -> PostMortem:
    """Load the example incident, once however often it is asked for."""
    saved = draft_example(request.actor).saved
    if saved is None:
        raise NotFound("there is no example")
    return shown(saved)


def _request(row: Row) -> DraftRequest:
    report = report_of(request=row) if row.is_over else None
    return DraftRequest(
        name=row.name,
        state=row.state,
        done=row.done,
        total=row.total,
        problem=row.problem,
        incident=row.incident_id,
        post_mortem=row.post_mortem.number if row.post_mortem else None,
        findings=row.findings,
        report=_report(report) if report else None,
    )


def _report(reported: Reported) -> ImportReport:
    batch = reported.batch
    return ImportReport(
        id=batch.pk,
        at=batch.at,
        actor=batch.actor,
        new=batch.new,
        known=batch.known,
        refused=batch.refused,
        files=[
            FileReport(
                name=each.file.name,
                source=each.source,
                records=each.file.records,
                refused=each.file.refused,
                refusals=[RefusedRow.model_validate(one) for one in each.refusals],
                note=each.file.note,
            )
            for each in reported.files
        ],
        more_files=reported.more,
    )
