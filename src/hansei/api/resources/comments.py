"""Remarks about a post-mortem, where they stand in it, and suggestions of other words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router
from pydantic import AwareDatetime, Field

from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.shapes.base import Flag, Given, Id, Line, Page, Prose, Shown, Word
from hansei.api.shapes.postmortems import Reference
from hansei.comments.selectors import remarks_of
from hansei.comments.services.remark import edit_comment as edit
from hansei.comments.services.remark import remove_comment as remove
from hansei.comments.services.remark import reply as answer
from hansei.comments.services.remark import start_remark
from hansei.comments.services.settle import (
    accept_suggestion,
    decline_suggestion,
    resolve_remark,
)
from hansei.domain.anchors import Anchor
from hansei.domain.errors import NotFound

if TYPE_CHECKING:
    from hansei.comments.selectors import Talk

router = Router(tags=["Together"])
_ALL = "/postmortems/{reference}/comments"
_ONE = f"{_ALL}/{{int:thread}}"
_SAID = f"{_ONE}/replies/{{int:comment}}"


class CommentSaid(Shown):
    """One comment of a thread."""

    id: Annotated[int, Field(examples=[7])]
    text: Annotated[str, Field(examples=["Since when?"])]
    by: Annotated[str, Field(examples=["On-call engineer"])]
    at: AwareDatetime
    edited: bool


class CommentThread(Shown):
    """A comment with its replies, and what it is about."""

    id: Annotated[int, Field(examples=[3])]
    section: Annotated[str, Field(description="The handle of its section.", examples=["impact"])]
    quote: Annotated[str, Field(examples=["watches the length of the queue"])]
    event: Annotated[str, Field(examples=["e7"])]
    wording: Annotated[str | None, Field(description="What it suggests instead of the quote.")]
    decided: Annotated[str, Field(description='"accepted", "declined" or "".')]
    orphaned: Annotated[bool, Field(description="What it is about is no longer in the text.")]
    moved: Annotated[bool, Field(description="The words that it is about were changed.")]
    resolved: AwareDatetime | None
    remarks: list[CommentSaid]


class CommentGiven(Given):
    """A new comment; about the whole post-mortem where nothing else is said."""

    text: Annotated[Prose, Field(max_length=4000, examples=["Since when?"])]
    section: Annotated[Word, Field(examples=["impact"])] = ""
    quote: Annotated[Line, Field(max_length=600, examples=["watches the length"])] = ""
    event: Annotated[Word, Field(examples=["e7"])] = ""
    wording: Annotated[Prose | None, Field(max_length=4000)] = None


class ReplyGiven(Given):
    """A reply."""

    text: Annotated[Prose, Field(max_length=4000, examples=["Since the last release."])]


class Decision(Given):
    """What becomes of a suggestion."""

    accept: Flag


@reads(router, _ALL, Page[CommentThread])
def list_comments(request: Request, reference: Reference) -> dict[str, Any]:
    """List the comments in the order of the text. Always one page."""
    found = remarks_of(actor=request.actor, number_or_id=reference)
    return whole(CommentThread.model_validate(each) for each in found.talks)


@changes(router, "POST", _ALL, CommentThread, created=True)
def comment(request: Request, reference: Reference, body: CommentGiven) -> CommentThread:
    """Comment on words, a section, an event or the whole; with a wording, suggest it instead."""
    anchor = Anchor(section=body.section, quote=body.quote, event=body.event)
    row = start_remark(
        actor=request.actor, number_or_id=reference, text=body.text, anchor=anchor,
        wording=body.wording,
    )  # fmt: skip
    request.location = f"/postmortems/{row.post_mortem.number}/comments"
    return _thread(request, reference, row.pk)


@changes(router, "POST", f"{_ONE}/replies", CommentThread)
def reply(request: Request, reference: Reference, thread: Id, body: ReplyGiven) -> CommentThread:
    """Reply to a comment; a resolved one is open again."""
    answer(actor=request.actor, number_or_id=reference, thread=thread, text=body.text)
    return _thread(request, reference, thread)


@changes(router, "PATCH", _SAID, CommentThread)
def edit_comment(
    request: Request, reference: Reference, thread: Id, comment: Id, body: ReplyGiven
) -> CommentThread:
    """Say one's own comment otherwise: the first of a thread, or a reply."""
    edit(actor=request.actor, number_or_id=reference, thread=thread, comment=comment,
         text=body.text)  # fmt: skip
    return _thread(request, reference, thread)


@changes(router, "DELETE", _SAID)
def remove_comment(request: Request, reference: Reference, thread: Id, comment: Id) -> None:
    """Take a comment away: one's own, any for who leads."""
    remove(actor=request.actor, number_or_id=reference, thread=thread, comment=comment)


@changes(router, "POST", f"{_SAID}/restoration", CommentThread)
def return_comment(
    request: Request, reference: Reference, thread: Id, comment: Id
) -> CommentThread:
    """Put a comment back that was taken away."""
    remove(actor=request.actor, number_or_id=reference, thread=thread, comment=comment,
           removed=False)  # fmt: skip
    return _thread(request, reference, thread)


@changes(router, "POST", f"{_ONE}/resolution", CommentThread)
def resolve_comment(request: Request, reference: Reference, thread: Id) -> CommentThread:
    """Say that a comment is dealt with."""
    resolve_remark(actor=request.actor, number_or_id=reference, thread=thread)
    return _thread(request, reference, thread)


@changes(router, "DELETE", f"{_ONE}/resolution")
def reopen_comment(request: Request, reference: Reference, thread: Id) -> None:
    """Say that a comment is not dealt with."""
    resolve_remark(actor=request.actor, number_or_id=reference, thread=thread, resolved=False)


@changes(router, "POST", f"{_ONE}/decision", CommentThread)
def decide_suggestion(
    request: Request, reference: Reference, thread: Id, body: Decision
) -> CommentThread:
    """Put the suggested words into the text where the quote stands by now, or decline them."""
    decide = accept_suggestion if body.accept else decline_suggestion
    decide(actor=request.actor, number_or_id=reference, thread=thread)
    return _thread(request, reference, thread)


@changes(router, "DELETE", f"{_ONE}/decision")
def reopen_suggestion(request: Request, reference: Reference, thread: Id) -> None:
    """Take back that a suggestion was declined. The words of an accepted one stand in the text."""
    decline_suggestion(actor=request.actor, number_or_id=reference, thread=thread, declined=False)


def _thread(request: Request, reference: str, pk: int) -> CommentThread:
    found = remarks_of(actor=request.actor, number_or_id=reference)
    talk: Talk | None = next((each for each in found.talks if each.id == pk), None)
    if talk is None:
        raise NotFound(f"no comment {pk}")
    return CommentThread.model_validate(talk)
