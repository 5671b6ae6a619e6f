"""The look after 30, 60 and 90 days at whether the actions worked."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db.models import Count, Q
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain.document import ActionStatus
from hansei.domain.errors import InputError, NotFound
from hansei.organisation.selectors import today
from hansei.postmortem.access import access_post_mortem
from hansei.postmortem.models import CheckIn, PostMortem
from hansei.project.bulk import storable
from hansei.project.transactions import writing

MOST_NOTE = 4000


def close_check_in(
    *, actor: Actor, number_or_id: int | str, number: int, note: str = ""
) -> CheckIn:  # fmt: skip
    """Closes a check-in with the figures of this day and what a person has to say about it.

    Raises InputError for too long a note, and NotFound for a check-in that is not there or closed
    and where the actor may not change the post-mortem.
    """
    told = storable(note).strip()
    if len(told) > MOST_NOTE:
        raise InputError(f"a note has up to {MOST_NOTE:,} characters", place="note")
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        found = _check_in(standing, number, closed=False)
        figures = {**_figures(standing), "note": told}
        found.figures = msgspec.json.encode(figures).decode()
        found.closed, found.closed_by = timezone.now(), str(actor)
        found.save(update_fields=["figures", "closed", "closed_by"])
        record_change(
            actor=actor, verb="close check-in", object_type="post-mortem",
            object_id=standing.number, changes={"check_in": number, **figures},
        )  # fmt: skip
        return found


def reopen_check_in(*, actor: Actor, number_or_id: int | str, number: int) -> CheckIn:
    """Opens a closed check-in again; its note stays to go on from. Raises NotFound as above."""
    with writing():
        standing = access_post_mortem(actor, number_or_id, Need.CHANGE)
        found = _check_in(standing, number, closed=True)
        found.closed, found.closed_by = None, ""
        found.save(update_fields=["closed", "closed_by"])
        record_change(
            actor=actor, verb="reopen check-in", object_type="post-mortem",
            object_id=standing.number, changes={"check_in": number},
        )  # fmt: skip
        return found


def _check_in(standing: PostMortem, number: int, *, closed: bool) -> CheckIn:
    found = standing.check_ins.filter(number=number, closed__isnull=not closed).first()
    if found is None:
        raise NotFound(f"no check-in {number}")
    return found


def _figures(standing: PostMortem) -> dict[str, Any]:
    """How the actions stand today. Cancelled ones count for nothing."""
    left = Q(status__in=(ActionStatus.PLANNED, ActionStatus.IN_PROGRESS))
    return standing.actions.exclude(status=ActionStatus.CANCELLED).aggregate(
        actions=Count("pk"),
        completed=Count("pk", filter=Q(status=ActionStatus.COMPLETED)),
        verified=Count("pk", filter=Q(verified__isnull=False)),
        effective=Count("pk", filter=Q(effect="effective")),
        overdue=Count("pk", filter=left & Q(due__lt=today())),
    )
