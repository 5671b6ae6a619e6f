"""The history of a post-mortem: states, what changed between them, and bringing one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from hansei.api.cursors import made
from hansei.api.operations import changes, reads
from hansei.api.pages import after, following_page
from hansei.api.requests import Request
from hansei.api.resources.postmortems import shown, version
from hansei.api.shapes.base import Given, Id, Line, Page, Paging, Shown
from hansei.api.shapes.postmortems import PostMortem, Reference
from hansei.outputs.markdown.render import render_markdown
from hansei.postmortem.selectors.revisions import between, history, one_state
from hansei.postmortem.services.restore import restore
from hansei.postmortem.services.save_point import save_point

if TYPE_CHECKING:
    from hansei.postmortem.selectors.revisions import State

router = Router(tags=["Post-mortems"])
_ALL = "/postmortems/{reference}/revisions"


class Revision(Shown):
    """A post-mortem at one time."""

    number: Annotated[int, Field(description="The version that it keeps.", examples=[3])]
    at: AwareDatetime
    by: Annotated[str, Field(examples=["On-call engineer"])]
    author: Annotated[str, Field(description="As the trail names them.",
                                 examples=["user:on-call"])]  # fmt: skip
    note: Annotated[str, Field(examples=["submitted for review"])]
    digest: Annotated[str, Field(description="SHA-256 of the document.", examples=["a3" * 32])]
    is_now: Annotated[bool, Field(description="Whether it stands now.", examples=[True])]


class Differences(Shown):
    """All differences between two states: sections with their blocks, milestones, details, events.

    A block, row or word is "same", "added" or "removed"; what did not change is left out but for
    what stands around it.
    """

    before: Revision
    after: Revision
    sections: Annotated[list[dict[str, Any]], Field(examples=[[]])]
    milestones: Annotated[list[dict[str, Any]], Field(examples=[[]])]
    details: Annotated[list[dict[str, Any]], Field(examples=[[]])]
    events: Annotated[list[dict[str, Any]], Field(examples=[[]])]
    actions: Annotated[list[dict[str, Any]], Field(examples=[[]])]


class Against(Given):
    """The state to compare with."""

    before: Annotated[Id, Field(description="The earlier revision.")]


class Kept(Given):
    """What to note with a revision."""

    note: Annotated[Line, Field(examples=["before the review"])] = ""


@reads(router, _ALL, Page[Revision], paged=True)
def list_revisions(request: Request, reference: Reference, paging: Query[Paging]) -> dict[str, Any]:
    """List the revisions, the newest first. The first is the state that stands."""
    place = after(request, paging)
    below = int(place[0]) if place else 0
    states: list[State] = []
    while len(states) <= paging.limit:
        part = history(actor=request.actor, number_or_id=reference, before=below)
        states += [each.state for each in part.steps]
        below = part.older
        if not below:
            break
    more = len(states) > paging.limit
    states = states[: paging.limit]
    cursor = made(request, [states[-1].number]) if more else ""
    return following_page(request, [Revision.model_validate(each) for each in states], cursor)


@changes(router, "POST", _ALL, Revision, created=True)
def keep_revision(request: Request, reference: Reference, body: Kept) -> Revision:
    """Keep the state that stands as a revision; the one there is, if it is kept."""
    row = save_point(actor=request.actor, number_or_id=reference, note=body.note)
    request.location = f"/postmortems/{row.post_mortem.number}/revisions/{row.number}"
    return read_revision(request, reference=reference, revision=row.number)


@reads(router, f"{_ALL}/{{int:revision}}", Revision)
def read_revision(request: Request, reference: Reference, revision: Id) -> Revision:
    """Read a revision without its text."""
    kept = one_state(actor=request.actor, number_or_id=reference, revision=revision)
    return Revision.model_validate(kept.state)


@reads(router, f"{_ALL}/{{int:revision}}/markdown", str, media=("text/markdown",))
def read_revision_markdown(request: Request, reference: Reference, revision: Id) -> HttpResponse:
    """Read a revision as Markdown."""
    kept = one_state(actor=request.actor, number_or_id=reference, revision=revision)
    text = render_markdown(kept.document)
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


@reads(router, f"{_ALL}/{{int:revision}}/differences", Differences)
def compare_revisions(
    request: Request, reference: Reference, revision: Id, against: Query[Against]
) -> Differences:
    """Read all differences between an earlier revision and this one."""
    found = between(
        actor=request.actor, number_or_id=reference, before=against.before, after=revision
    )
    changed = found.changes
    return Differences(
        before=Revision.model_validate(found.before),
        after=Revision.model_validate(found.after),
        sections=msgspec.to_builtins(changed.touched),
        milestones=msgspec.to_builtins(changed.stones),
        details=msgspec.to_builtins(changed.details),
        events=msgspec.to_builtins(changed.events),
        actions=msgspec.to_builtins(found.actions),
    )


@changes(router, "POST", f"{_ALL}/{{int:revision}}/restoration", PostMortem, over=version)
def restore_revision(request: Request, reference: Reference, revision: Id) -> PostMortem:
    """Lay an older revision over it, as one more revision.

    Text, timeline and milestones come back; status, owner and identity stay.
    """
    row = restore(
        actor=request.actor,
        number_or_id=reference,
        revision=revision,
        version=request.expected,
    )
    return shown(row)
