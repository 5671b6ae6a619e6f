"""Reads saved views: a person's own, and those that others share."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from hansei.accounts.actor import Actor
from hansei.accounts.asking import asked_by
from hansei.audit.standing import standing
from hansei.domain.errors import NotFound
from hansei.search.models import SavedView

MOST_SHOWN = 100
_SHOWN = ("page", "name", "query", "shared", "version", "owner__username", "owner__name")


def saved_views(*, actor: Actor, page: str) -> list[SavedView]:
    """The views of a list that the actor is offered: its own first, then shared ones, by name."""
    if actor.user_id is None:
        return []
    found = standing(("views", page, actor.rights), lambda: _offered(actor, page=page))
    return sorted(found, key=lambda each: each.owner_id != actor.user_id)


@asked_by
def _offered(actor: Actor, /, *, page: Any) -> QuerySet[SavedView]:
    found = SavedView.objects.filter(page=page, removed=None).select_related("owner")
    mine = Q(owner=actor.user_id)
    rows = found.filter(mine | Q(shared=True) if actor.is_member else mine)
    return rows.only(*_SHOWN).order_by("name", "pk")[:MOST_SHOWN]


def own_view(*, actor: Actor, pk: int) -> SavedView:
    """A view of the actor's own, removed or not. Raises NotFound."""
    found = SavedView.objects.filter(pk=pk, owner=actor.user_id).first()
    if found is None or actor.user_id is None:
        raise NotFound(f"no saved view {pk}")
    return found
