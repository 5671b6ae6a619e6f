"""Evidence of a post-mortem: files, links, and what a record says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.resources.postmortems import found
from hansei.api.shapes.base import Given, Id, Line, Page, Shown, Word
from hansei.api.shapes.postmortems import Reference
from hansei.domain.errors import InputError, NotFound
from hansei.domain.evidence import MOST_BYTES, EvidenceKind
from hansei.postmortem.selectors.evidence import evidence_file, evidence_notes
from hansei.postmortem.services.evidence_add import add_file, add_link, add_quote
from hansei.postmortem.services.evidence_remove import erase_evidence as erase
from hansei.postmortem.services.evidence_remove import remove_evidence as remove
from hansei.postmortem.services.evidence_remove import return_evidence as bring_back

if TYPE_CHECKING:
    from hansei.domain.evidence import EvidenceNote
    from hansei.postmortem.models import Evidence as Row

router = Router(tags=["Evidence"])
_ALL = "/postmortems/{reference}/evidence"
_ONE = f"{_ALL}/{{int:evidence}}"


class Evidence(Shown):
    """A piece of evidence without its content."""

    number: Annotated[int, Field(description="What the text cites: [ev3].", examples=[3])]
    kind: EvidenceKind
    title: Annotated[str, Field(examples=["Pool usage during the incident"])]
    where: Annotated[str, Field(description="Its file name, address or event.",
                                examples=["pool.png"])]  # fmt: skip
    media_type: Annotated[str, Field(examples=["image/png"])]
    size: Annotated[int, Field(description="In bytes.", examples=[48213])]
    digest: Annotated[str, Field(description='SHA-256 of what it held; "" for a link.',
                                 examples=["a3" * 32])]  # fmt: skip
    added: AwareDatetime | None
    added_by: Annotated[str, Field(examples=["user:on-call"])]
    removed: AwareDatetime | None
    erased: Annotated[bool, Field(description="Only its digest is left.", examples=[False])]


class LinkGiven(Given):
    """A web address, or an event of the timeline to quote."""

    url: Annotated[Line, Field(max_length=2000, examples=["https://status.example.org/12"])] = ""
    event: Annotated[Word, Field(examples=[""])] = ""
    title: Annotated[Line, Field(examples=["What customers were told"])] = ""


@reads(router, _ALL, Page[Evidence])
def list_evidence(request: Request, reference: Reference) -> dict[str, Any]:
    """List the evidence in order of number, removed pieces too. Always one page."""
    return whole(_note(each) for each in evidence_notes(found(request, reference)))


@changes(router, "POST", _ALL, Evidence, created=True)
def add_evidence(request: Request, reference: Reference, body: LinkGiven) -> Evidence:
    """Add a link, or quote an event. A link is not fetched: what stands there may change."""
    if bool(body.url) == bool(body.event):
        raise InputError("give an address or an event", place="url")
    if body.url:
        row = add_link(actor=request.actor, number_or_id=reference, url=body.url, title=body.title)
    else:
        row = add_quote(
            actor=request.actor, number_or_id=reference, event=body.event, title=body.title
        )
    return _made(request, row)


@changes(router, "POST", f"{_ALL}/files", Evidence, created=True, takes="multipart/form-data",
         largest=MOST_BYTES + (1 << 20))  # fmt: skip
def add_evidence_file(
    request: Request,
    reference: Reference,
    file: Annotated[UploadedFile, File(description="Its content tells what it is.")],
    title: Annotated[Line, Form(examples=["Pool usage during the incident"])] = "",
) -> Evidence:
    """Add a file with its SHA-256. The same content again is the piece that stands already."""
    row = add_file(
        actor=request.actor,
        number_or_id=reference,
        name=file.name or "",
        content=file.read(),
        title=title,
    )
    return _made(request, row)


@reads(router, f"{_ONE}/content", bytes, media=("application/octet-stream",))
def read_evidence_content(request: Request, reference: Reference, evidence: Id) -> HttpResponse:
    """Read what a piece holds, as a download."""
    kept = evidence_file(actor=request.actor, number_or_id=reference, evidence=evidence)
    response = HttpResponse(kept.content, content_type="application/octet-stream")
    name = kept.note.file_name.encode("ascii", "replace").decode().replace("?", "_")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@changes(router, "DELETE", _ONE)
def remove_evidence(request: Request, reference: Reference, evidence: Id) -> None:
    """Take a piece away. It keeps its number and digest, and can be brought back."""
    remove(actor=request.actor, number_or_id=reference, evidence=evidence)


@changes(router, "POST", f"{_ONE}/restoration", Evidence)
def return_evidence(request: Request, reference: Reference, evidence: Id) -> Evidence:
    """Bring a removed piece back."""
    row = bring_back(actor=request.actor, number_or_id=reference, evidence=evidence)
    return _of(request, reference, row)


@changes(router, "DELETE", f"{_ONE}/content")
def erase_evidence(request: Request, reference: Reference, evidence: Id) -> None:
    """Erase what a removed piece holds, for good; its digest stays. For leads."""
    erase(actor=request.actor, number_or_id=reference, evidence=evidence)


def _made(request: Request, row: Row) -> Evidence:
    number = row.post_mortem.number
    request.location = f"/postmortems/{number}/evidence"
    return _of(request, str(number), row)


def _of(request: Request, reference: str, row: Row) -> Evidence:
    notes = evidence_notes(found(request, reference))
    note = next((each for each in notes if each.number == row.number), None)
    if note is None:
        raise NotFound(f"no evidence ev{row.number}")
    return _note(note)


def _note(note: EvidenceNote) -> Evidence:
    at: datetime | None = note.at
    return Evidence(
        number=note.number,
        kind=note.kind,
        title=note.title,
        where=note.where,
        media_type=note.media_type,
        size=note.size,
        digest=note.digest,
        added=at,
        added_by=note.by,
        removed=note.removed,
        erased=note.erased,
    )
