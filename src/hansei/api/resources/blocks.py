"""The structured blocks of a post-mortem, as rows of cells."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router
from pydantic import Field

from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.resources.postmortems import found
from hansei.api.shapes.base import Given, Page, Prose, Shown, Word
from hansei.api.shapes.postmortems import Handle, Reference
from hansei.domain.blocks.form import Form, Kind
from hansei.domain.blocks.forms import FORMS
from hansei.domain.blocks.places import block_digest, placed_at
from hansei.domain.document import Document
from hansei.domain.errors import NotFound
from hansei.domain.writing import handles, position_of
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.edit_block import edit_block

router = Router(tags=["Post-mortems"])
_ONE = "/postmortems/{reference}/sections/{handle}/blocks/{form}"
_NONE = "0"
"""The state of a block that is not there yet."""
Cell = Annotated[Prose, Field(max_length=4000)]
FormName = Annotated[
    str, Field(min_length=1, max_length=60, description="A form's name, as in `causes`.",
               examples=["causes"])
]  # fmt: skip


class Column(Shown):
    """A column of a form."""

    key: Annotated[str, Field(examples=["text"])]
    title: Annotated[str, Field(examples=["Factor"])]
    kind: Annotated[Kind, Field(examples=["text"])]
    required: Annotated[bool, Field(examples=[True])]
    choices: Annotated[list[str], Field(examples=[[]])]
    fixed: Annotated[bool, Field(description="No other choices.", examples=[False])]
    hint: Annotated[str, Field(examples=["A condition of a system or a process"])]


class FormShown(Shown):
    """A form: what a table or list of a section holds."""

    name: Annotated[str, Field(examples=["causes"])]
    title: Annotated[str, Field(examples=["Cause and contributing factors"])]
    purpose: Annotated[str, Field(examples=["One primary cause and the conditions around it."])]
    sections: Annotated[list[str], Field(description="Keys of sections that it may stand in.",
                                         examples=[["root_cause"]])]  # fmt: skip
    columns: list[Column]


class Block(Shown):
    """A structured block as rows. Cells are named by their column's key.

    A column that the form does not know is named "#n" by its position.
    """

    form: Annotated[str, Field(examples=["causes"])]
    section: Annotated[str, Field(examples=["root_cause"])]
    rows: Annotated[list[dict[str, str]], Field(examples=[[{"text": "The pool had no limit"}]])]
    state: Annotated[str, Field(description="Stands in the ETag.", examples=["5d41402abc4b2a76"])]


class BlockGiven(Given):
    """The rows of a block. Empty ones fall away."""

    rows: Annotated[
        list[dict[Word, Cell]], Field(max_length=200, examples=[[{"text": "It had no limit"}]])
    ]


def _place(request: Request, reference: str, handle: str, form: str) -> tuple[Document, int, Form]:
    document = document_of(found(request, reference))
    position, shape = position_of(document, handle), FORMS.get(form)
    if position is None or shape is None or document.sections[position].key not in shape.sections:
        raise NotFound(f"no form {form} in a section {handle}")
    return document, position, shape


def _state(request: Request, reference: str, handle: str, form: str) -> str:
    return block_digest(*_place(request, reference, handle, form)) or _NONE


@reads(router, "/forms", Page[FormShown])
def list_forms(request: Request) -> dict[str, Any]:  # noqa: ARG001
    """List the forms that there are. Always one page."""
    return whole(FormShown.model_validate(each) for each in FORMS.values())


@reads(router, "/postmortems/{reference}/blocks", Page[Block])
def list_blocks(request: Request, reference: Reference) -> dict[str, Any]:
    """List the structured blocks that it holds. Always one page."""
    document = document_of(found(request, reference))
    names = handles(document)
    return whole(
        _block(document, at, names[at], form)
        for at, section in enumerate(document.sections)
        for form in FORMS.values()
        if section.key in form.sections and placed_at(document, at, form)
    )


@reads(router, _ONE, Block, tagged=True)
def read_block(request: Request, reference: Reference, handle: Handle, form: FormName) -> Block:
    """Read a structured block; one that is not there yet has no rows."""
    document, position, shape = _place(request, reference, handle, form)
    return _block(document, position, handle, shape)


@changes(router, "PUT", _ONE, Block, over=_state)
def write_block(
    request: Request, reference: Reference, handle: Handle, form: FormName, body: BlockGiven
) -> Block:
    """Write a structured block. Only the block is compared."""
    edit_block(
        actor=request.actor,
        number_or_id=reference,
        handle=handle,
        form=form,
        rows=body.rows,
        digest="" if request.base == _NONE else request.base,
    )
    return read_block(request, reference=reference, handle=handle, form=form)


def _block(document: Document, position: int, handle: str, form: Form) -> Block:
    placed = placed_at(document, position, form)
    rows: list[dict[str, str]] = []
    if placed:
        names = [each.key or f"#{at}" for at, each in enumerate(placed.grid.headings)]
        rows = [dict(zip(names, each, strict=True)) for each in placed.grid.rows]
    return Block(
        form=form.name,
        section=handle,
        rows=rows,
        state=block_digest(document, position, form) or _NONE,
    )
