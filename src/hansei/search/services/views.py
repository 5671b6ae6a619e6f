"""Keeps views of lists for the person who saves them, and shares them.

save_view      under a name; the same name again replaces the own one
change_view    its name, and whether it is shared
remove_view    and restore_view, which takes that back
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.audit.services import record_change
from hansei.domain.errors import InputError, NotFound
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.search.models import SavedView
from hansei.search.selectors.views import own_view

PAGES = ("incidents", "postmortems", "actions")
LONGEST_NAME, LONGEST_QUERY, MOST_VIEWS = 100, 2000, 100


def save_view(*, actor: Actor, page: str, name: str, query: str, shared: bool = False) -> SavedView:
    """The view of that name with this query. Raises NotFound for who has no account, InputError."""
    if actor.user_id is None or not actor.is_member or actor.read_only:
        raise NotFound("no views to save")
    named = _named(name)
    if page not in PAGES:
        raise InputError(f"no list is called {page[:40]!r}", place="page")
    if len(query) > LONGEST_QUERY:
        raise InputError(f"at most {LONGEST_QUERY:,} characters", place="query")
    text = storable(query)
    with writing():
        mine = SavedView.objects.filter(owner=actor.user_id, page=page, removed=None)
        standing = mine.filter(name=named).first()
        if standing is None:
            if mine.count() >= MOST_VIEWS:
                raise InputError(f"you have {MOST_VIEWS} views: remove one first", place="name")
            standing = SavedView.objects.create(
                page=page, name=named, query=text, shared=shared, owner_id=actor.user_id
            )
        elif (standing.query, standing.shared) == (text, shared):
            return standing
        else:
            _update(standing, {"query": text, "shared": shared})
        _record(actor, standing, "save view", {"query": text, "shared": shared})
        return standing


def change_view(*, actor: Actor, pk: int, name: str, shared: bool) -> SavedView:
    """Another name, or shared or not. Raises NotFound for a view that is not the actor's own."""
    values = {"name": _named(name), "shared": shared}
    with writing():
        standing = own_view(actor=actor, pk=pk)
        if (standing.name, standing.shared) == (values["name"], shared):
            return standing
        _update(standing, values)
        _record(actor, standing, "change view", values)
        return standing


def remove_view(*, actor: Actor, pk: int) -> SavedView:
    """Takes a view of the actor's own away. Raises NotFound."""
    with writing():
        standing = own_view(actor=actor, pk=pk)
        if standing.removed is None:
            _update(standing, {"removed": timezone.now()})
            _record(actor, standing, "remove view", {"name": standing.name})
        return standing


def restore_view(*, actor: Actor, pk: int) -> SavedView:
    """Brings back a view that was removed. Raises NotFound."""
    with writing():
        standing = own_view(actor=actor, pk=pk)
        if standing.removed is not None:
            _update(standing, {"removed": None})
            _record(actor, standing, "restore view", {"name": standing.name})
        return standing


def _named(name: str) -> str:
    named = " ".join(storable(name).split())
    if not 0 < len(named) <= LONGEST_NAME:
        raise InputError(f"a name has 1 to {LONGEST_NAME} characters", place="name")
    return named


def _update(standing: SavedView, values: Mapping[str, object]) -> None:
    SavedView.objects.filter(pk=standing.pk).update(**values, version=F("version") + 1)
    standing.refresh_from_db()


def _record(actor: Actor, standing: SavedView, verb: str, changes: Mapping[str, object]) -> None:
    record_change(
        actor=actor, verb=verb, object_type="saved view", object_id=standing.pk, changes=changes
    )
