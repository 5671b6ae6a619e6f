"""Reads what needs a person, for the first page, and which letters they want."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.domain.reminders import Kind
from hansei.organisation.selectors import today
from hansei.postmortem.access import visible_incidents
from hansei.postmortem.selectors.action_filter import own
from hansei.postmortem.selectors.actions import ActionLine, overdue_count
from hansei.reminders import needs
from hansei.reminders.models import Muted
from hansei.timeline.models import Incident

SHOWN = 8
_AHEAD = timedelta(days=14)
_LOOK_AHEAD = timedelta(days=7)


class Home(NamedTuple):
    """What needs the actor, each list cut off at `SHOWN` with one more where there are more."""

    due: list[needs.Due]
    unpublished: list[needs.Unpublished]
    actions: tuple[ActionLine, ...]
    overdue: int
    approvals: list[needs.Waiting]
    verifications: tuple[ActionLine, ...]
    meetings: list[needs.Meeting]
    looks: list[needs.Look]
    changed: list[needs.Changed]
    is_first_day: bool

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all needs the actor."""
        return not any(
            (self.due, self.unpublished, self.actions, self.approvals, self.verifications,
             self.meetings, self.looks)
        )  # fmt: skip


def home(*, actor: Actor, everybody: bool = False) -> Home:
    """What needs the actor, or (`everybody`) anybody, as far as the actor may read."""
    now, day, most = timezone.now(), today(), SHOWN + 1
    values = own(actor=actor)
    actions = (
        needs.dated(actor, limit=most) if everybody
        else needs.mine(actor, values=values, limit=most)
    )  # fmt: skip
    changed = needs.changed(actor)
    return Home(
        due=needs.due(actor, now=now, everybody=everybody, limit=most),
        unpublished=needs.unpublished(actor, today=day, everybody=everybody, limit=most),
        actions=actions,
        overdue=_overdue(actions, actor=actor, everybody=everybody),
        approvals=needs.waiting(actor, limit=most),
        verifications=needs.unverified(
            actor, everybody=everybody, values=values, limit=most
        ),
        meetings=needs.meetings(
            actor, since=now - timedelta(hours=2), until=now + _AHEAD, everybody=everybody,
            limit=most,
        ),
        looks=needs.looks(
            actor, today=day, until=day + _LOOK_AHEAD, everybody=everybody, limit=most
        ),
        changed=changed,
        is_first_day=not changed and not _anything(actor=actor),
    )  # fmt: skip


def _overdue(actions: Sequence[ActionLine], *, actor: Actor, everybody: bool) -> int:
    """How many are overdue. They come first: the list tells, unless all that it shows are."""
    shown = sum(each.is_overdue for each in actions)
    all_shown = shown < len(actions) or len(actions) <= SHOWN
    return shown if all_shown else overdue_count(actor=actor, mine=not everybody)


def _anything(*, actor: Actor) -> bool:
    return visible_incidents(actor, Incident.objects.all()).exists()


def wanted_kinds(*, actor: Actor) -> frozenset[Kind]:
    """The kinds of reminders that the actor gets."""
    if actor.user_id is None:
        return frozenset()
    muted = set(Muted.objects.filter(user=actor.user_id).values_list("kind", flat=True))
    return frozenset() if "" in muted else frozenset(each for each in Kind if each not in muted)
