"""Chooses which reminders one gets by e-mail."""

from __future__ import annotations

from collections.abc import Iterable

from hansei.accounts.actor import Actor
from hansei.audit.services import record_change
from hansei.domain.errors import NotFound
from hansei.domain.reminders import Kind
from hansei.project.transactions import writing
from hansei.reminders.models import Muted


def choose_reminders(*, actor: Actor, wanted: Iterable[Kind]) -> None:
    """The actor gets these kinds of reminders from now on and no others; none is no letters at all.

    Raises NotFound for who has no account.
    """
    muted = {each.value for each in Kind} - {each.value for each in wanted}
    if len(muted) == len(Kind):
        muted = {""}
    with writing():
        if actor.user_id is None:
            raise NotFound("no reminders without an account")
        mine = Muted.objects.filter(user=actor.user_id)
        before = set(mine.values_list("kind", flat=True))
        if before == muted:
            return
        mine.exclude(kind__in=muted).delete()
        Muted.objects.bulk_create(
            Muted(user_id=actor.user_id, kind=kind) for kind in sorted(muted - before)
        )
        record_change(
            actor=actor, verb="choose reminders", object_type="person", object_id=actor.user_id,
            changes={"muted": sorted(muted)},
        )  # fmt: skip
