"""Full text over what the caller may see, and the views of lists that people save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Query, Router
from pydantic import Field

from hansei.api.operations import changes, reads
from hansei.api.pages import whole
from hansei.api.requests import Request
from hansei.api.shapes.base import Flag, Given, Id, Line, Page, Shown, Word
from hansei.search.selectors.found import search, suggestions
from hansei.search.selectors.views import own_view, saved_views
from hansei.search.services.views import change_view, remove_view, restore_view
from hansei.search.services.views import save_view as save

if TYPE_CHECKING:
    from hansei.search.models import SavedView as Row

router = Router(tags=["Search"])
_QUERY = (
    'All words, each at the beginning of one; "…" for a phrase, a hyphen in front for what must not'
    " be there."
)
Found = Literal["incident", "post-mortem", "action"]
Listed = Literal["incidents", "postmortems", "actions"]
_KINDS: dict[str, Found] = {
    "INCIDENT": "incident", "POST_MORTEM": "post-mortem", "ACTION": "action",
}  # fmt: skip


class Searched(Given):
    """What to look for."""

    q: Annotated[str, Field(max_length=300, description=_QUERY)]
    most: Annotated[int, Field(ge=1, le=50, description="The most of each kind.")] = 20


class Piece(Shown):
    """A part of a text; `found` is what was looked for."""

    text: Annotated[str, Field(examples=["checkout"])]
    found: Annotated[bool, Field(examples=[True])]


class Hit(Shown):
    """Something that was found."""

    kind: Found
    key: Annotated[int, Field(description="An incident's or action's id, a post-mortem's number.",
                              examples=[12])]  # fmt: skip
    title: list[Piece]
    snippet: list[Piece]


class Results(Shown):
    """What was found, the best first within each kind."""

    hits: list[Hit]
    more: Annotated[list[Found], Field(description="Kinds of which there is more.", examples=[[]])]


class Suggestion(Shown):
    """A place to go to."""

    kind: Found
    key: Annotated[int, Field(examples=[12])]
    title: Annotated[str, Field(examples=["Checkout is slow"])]


class View(Shown):
    """A view of a list: its filters under a name."""

    id: Annotated[int, Field(examples=[3])]
    list: Listed
    name: Annotated[str, Field(examples=["Ours, overdue"])]
    query: Annotated[str, Field(description="The filters as in the list's address.",
                                examples=["team=2&overdue=1"])]  # fmt: skip
    shared: Annotated[bool, Field(examples=[False])]
    mine: Annotated[bool, Field(examples=[True])]


class ViewsWanted(Given):
    """Of which list."""

    list: Annotated[Listed, Field(description="Of this list.")]


class ViewGiven(Given):
    """A view to save; the same name again replaces the own one."""

    list: Listed
    name: Annotated[Line, Field(examples=["Ours, overdue"])]
    query: Annotated[str, Field(max_length=2000, examples=["team=2&overdue=1"])]
    shared: Flag = False


class ViewChanged(Given):
    """Another name, or shared or not."""

    name: Annotated[Line, Field(default=None, examples=["Ours, late"])]
    shared: Annotated[Flag, Field(default=None)]


@reads(router, "/search", Results)
def find(request: Request, wanted: Query[Searched]) -> Results:
    """Find incidents, post-mortems and actions by their words, as far as the caller may read."""
    found = search(actor=request.actor, text=wanted.q, most=wanted.most)
    return Results(
        hits=[
            Hit(
                kind=_KINDS[hit.kind.name],
                key=hit.key,
                title=[Piece.model_validate(each) for each in hit.title],
                snippet=[Piece.model_validate(each) for each in hit.snippet],
            )
            for part in found
            for hit in part.hits
        ],
        more=[_KINDS[part.kind.name] for part in found if part.more],
    )


class Typed(Given):
    """What somebody is typing."""

    q: Annotated[Word, Field(description="From two letters on.")]


@reads(router, "/suggestions", Page[Suggestion])
def suggest(request: Request, wanted: Query[Typed]) -> dict[str, Any]:
    """Suggest places to go to while somebody types. Always one page, of eight."""
    rows = suggestions(actor=request.actor, text=wanted.q)
    return whole(
        Suggestion(kind=_KINDS[each.kind.name], key=each.key, title=each.title) for each in rows
    )


@reads(router, "/views", Page[View])
def list_views(request: Request, wanted: Query[ViewsWanted]) -> dict[str, Any]:
    """List saved views: one's own first, then those that others share. Always one page."""
    rows = saved_views(actor=request.actor, page=wanted.list)
    return whole(_view(request, each) for each in rows)


@changes(router, "POST", "/views", View, created=True)
def save_view(request: Request, body: ViewGiven) -> View:
    """Save a view of a list for oneself, or for all."""
    row = save(
        actor=request.actor, page=body.list, name=body.name, query=body.query, shared=body.shared
    )
    request.location = f"/views/{row.pk}"
    return _view(request, row)


@changes(router, "PATCH", "/views/{int:view}", View)
def edit_view(request: Request, view: Id, body: ViewChanged) -> View:
    """Give one's view another name, share it or keep it."""
    standing = own_view(actor=request.actor, pk=view)
    values = {"name": standing.name, "shared": standing.shared, **body.given()}
    return _view(request, change_view(actor=request.actor, pk=view, **values))


@changes(router, "DELETE", "/views/{int:view}")
def delete_view(request: Request, view: Id) -> None:
    """Take one's view away."""
    remove_view(actor=request.actor, pk=view)


@changes(router, "POST", "/views/{int:view}/restoration", View)
def bring_view_back(request: Request, view: Id) -> View:
    """Bring one's view back that was taken away."""
    return _view(request, restore_view(actor=request.actor, pk=view))


def _view(request: Request, row: Row) -> View:
    return View.model_validate(
        {
            "id": row.pk,
            "list": row.page,
            "name": row.name,
            "query": row.query,
            "shared": row.shared,
            "mine": row.owner_id == request.actor.user_id,
        }
    )
