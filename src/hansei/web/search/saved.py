"""Views of lists that people save, share and take away."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from hansei.domain.errors import InputError
from hansei.search.selectors.views import own_view
from hansei.search.services.views import change_view, remove_view, restore_view, save_view
from hansei.web.pages import Request, notice, trouble
from hansei.web.replies import SeeOther

_LONGEST = 4000
_LISTS = {"incidents": "incidents", "postmortems": "post-mortems", "actions": "actions"}
"""Which page shows a list."""


@require_POST
def save(request: Request) -> HttpResponse:
    """Keeps what the address of a list asks for under a name."""
    page = request.POST.get("page", "")
    query = urlencode(parse_qsl(request.POST.get("query", "")[:_LONGEST]))
    try:
        view = save_view(
            actor=request.actor,
            page=page,
            name=request.POST.get("name", ""),
            query=query,
            shared=bool(request.POST.get("shared")),
        )
    except InputError as error:
        trouble(request, error.reason)
        return _to(page, query)
    undo = reverse("view-remove", args=[view.pk])
    notice(request, gettext("Saved as “%(name)s”.") % {"name": view.name}, undo=undo)
    return _to(page, query)


@require_POST
def change(request: Request, view: int) -> HttpResponse:
    """Another name, or shared or not."""
    standing = own_view(actor=request.actor, pk=view)
    shared = bool(request.POST.get("shared"))
    try:
        change_view(actor=request.actor, pk=view, name=request.POST.get("name", ""), shared=shared)
    except InputError as error:
        trouble(request, error.reason)
        return _to(standing.page, standing.query)
    notice(request, gettext("Shared with everybody.") if shared else gettext("Saved."))
    return _to(standing.page, standing.query)


@require_POST
def remove(request: Request, view: int) -> HttpResponse:
    """Takes it away."""
    gone = remove_view(actor=request.actor, pk=view)
    undo = reverse("view-restore", args=[view])
    notice(request, gettext("“%(name)s” is removed.") % {"name": gone.name}, undo=undo)
    return _to(gone.page, gone.query)


@require_POST
def restore(request: Request, view: int) -> HttpResponse:
    """Brings it back."""
    back = restore_view(actor=request.actor, pk=view)
    notice(request, gettext("“%(name)s” is back.") % {"name": back.name})
    return _to(back.page, back.query)


def _to(page: str, query: str) -> HttpResponse:
    """The list that a view is of; an address is made of what we know alone."""
    address = reverse(_LISTS.get(page, "incidents"))
    return SeeOther(f"{address}?{query}" if query else address)
