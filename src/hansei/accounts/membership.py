"""Which roles a person holds, as every request asks it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from hansei.accounts.models import Membership
from hansei.project.compiled import compiled


@compiled
def held_by(*, user: Any) -> QuerySet[Membership, tuple[int | None, str]]:
    """Team (None: the whole organisation) and role, without teams that are removed."""
    found = Membership.objects.filter(user=user, team__removed=None)
    return found.values_list("team_id", "role")
