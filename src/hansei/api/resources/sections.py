"""The sections of a post-mortem: written one by one, each compared with itself alone."""

from __future__ import annotations

from typing import Any

from ninja import Router

from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.resources.postmortems import found, shown
from hansei.api.shapes.base import Page
from hansei.api.shapes.postmortems import (
    FromRevision,
    Handle,
    Moved,
    PostMortem,
    Reference,
    Section,
    SectionGiven,
    SectionShown,
    SectionText,
)
from hansei.domain.document import Document
from hansei.domain.errors import NotFound
from hansei.domain.section_text import section_digest, section_text
from hansei.domain.writing import handles, position_of
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.arrange_sections import add_section as add
from hansei.postmortem.services.arrange_sections import move_section as move
from hansei.postmortem.services.arrange_sections import remove_section as remove
from hansei.postmortem.services.arrange_sections import restore_section as restore
from hansei.postmortem.services.edit_section import edit_section

router = Router(tags=["Post-mortems"])
_ALL = "/postmortems/{reference}/sections"
_ONE = f"{_ALL}/{{handle}}"


def _document(request: Request, reference: str) -> Document:
    return document_of(found(request, reference))


def _place(document: Document, handle: str) -> int:
    place = position_of(document, handle)
    if place is None:
        raise NotFound(f"no section {handle}")
    return place


def _state(request: Request, reference: str, handle: str) -> str:
    document = _document(request, reference)
    return section_digest(document.sections[_place(document, handle)])


@reads(router, _ALL, Page[SectionShown])
def list_sections(request: Request, reference: Reference) -> dict[str, Any]:
    """List the sections in order. Always one page."""
    document = _document(request, reference)
    pairs = zip(handles(document), document.sections, strict=True)
    return whole(
        SectionShown(handle=handle, key=each.key, title=each.title, state=section_digest(each))
        for handle, each in pairs
    )


@changes(router, "POST", _ALL, Section, created=True, tagged=True)
def add_section(request: Request, reference: Reference, body: SectionGiven) -> Section:
    """Add a section. A key that the document has already adds nothing."""
    made, handle = add(
        actor=request.actor,
        number_or_id=reference,
        key=body.key,
        title=body.title,
        after=body.after,
    )
    request.location = f"/postmortems/{made.number}/sections/{handle}"
    return _section(document_of(made), handle)


@reads(router, _ONE, Section, tagged=True)
def read_section(request: Request, reference: Reference, handle: Handle) -> Section:
    """Read a section."""
    return _section(_document(request, reference), handle)


@changes(router, "PUT", _ONE, Section, over=_state)
def write_section(
    request: Request, reference: Reference, handle: Handle, body: SectionText
) -> Section:
    """Write a section.

    Only this section is compared: what others write elsewhere in the document stays. Events that
    the text cites join the document's timeline.
    """
    made = edit_section(
        actor=request.actor,
        number_or_id=reference,
        handle=handle,
        text=body.text,
        base=request.base,
        title=body.title,
    )
    return _section(document_of(made.post_mortem), made.handle)


@changes(router, "DELETE", _ONE, over=_state)
def remove_section(request: Request, reference: Reference, handle: Handle) -> None:
    """Take a section out. The state before stays as a revision, to restore it from."""
    remove(actor=request.actor, number_or_id=reference, handle=handle)


@changes(router, "POST", f"{_ONE}/restoration", Section, tagged=True)
def restore_section(
    request: Request, reference: Reference, handle: Handle, body: FromRevision
) -> Section:
    """Put a section back as a revision had it."""
    made = restore(
        actor=request.actor, number_or_id=reference, handle=handle, revision=body.revision
    )
    return _section(document_of(made), handle)


@changes(router, "POST", f"{_ONE}/move", PostMortem)
def move_section(request: Request, reference: Reference, handle: Handle, body: Moved) -> PostMortem:
    """Move a section up or down."""
    return shown(move(actor=request.actor, number_or_id=reference, handle=handle, by=body.by))


def _section(document: Document, handle: str) -> Section:
    section = document.sections[_place(document, handle)]
    return Section(
        handle=handle,
        key=section.key,
        title=section.title,
        state=section_digest(section),
        text=section_text(section),
    )
