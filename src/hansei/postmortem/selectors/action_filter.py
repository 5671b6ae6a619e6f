"""Which actions somebody asks for, as a condition on the table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact, In

from hansei.accounts.actor import Actor
from hansei.accounts.models import User
from hansei.audit.standing import standing
from hansei.domain.actions import OPEN, Stage
from hansei.domain.document import ActionClass, ActionStatus
from hansei.postmortem.access import named, visible_actions
from hansei.postmortem.models import Action, PostMortem
from hansei.project.bulk import storable
from hansei.project.compiled import Among, Given, compiled

LIVE = (*OPEN, Stage.COMPLETED)
"""The stages in which an action still asks something of somebody."""
_VERIFIED = {Stage.VERIFIED, Stage.EFFECTIVE, Stage.NOT_EFFECTIVE}
_FEW = 500
_NONE = Q(pk__in=())
_OPEN = (ActionStatus.PLANNED.value, ActionStatus.IN_PROGRESS.value)


class ActionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; what is empty does not matter. All that is given has to hold.

    `mine` are those of the actor, `owner` a name or its part, `team` a key, `service` a name,
    `factor` one of `post_mortem` ("F1" of "PM-12"), `text` words in the description.
    `no_owner` and `no_due` are those that lack one.
    """

    mine: bool = False
    owner: str = ""
    team: int | None = None
    service: str = ""
    stages: tuple[Stage, ...] = ()
    action_class: ActionClass | None = None
    overdue: bool = False
    unverified: bool = False
    no_owner: bool = False
    no_due: bool = False
    factor: str = ""
    post_mortem: str = ""
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it asks for everything."""
        return self == ActionFilter(stages=self.stages)


def chosen(*, actor: Actor, wanted: ActionFilter, today: date) -> QuerySet[Action]:
    """The actions that the actor may read and asks for."""
    found = visible_actions(actor, Action.objects.all())
    conditions = Q()
    if wanted.mine:
        conditions &= owned_by(actor=actor)
    if wanted.owner:
        conditions &= Q(owner__icontains=storable(wanted.owner).removeprefix("@"))
    if wanted.team is not None:
        conditions &= Q(post_mortem__team=wanted.team)
    if wanted.service:
        of_service = PostMortem.objects.filter(incidents__services__name=storable(wanted.service))
        conditions &= Q(post_mortem__in=of_service.values("pk"))
    if wanted.stages:
        conditions &= in_stages(wanted.stages)
    if wanted.action_class is not None:
        conditions &= Q(action_class=wanted.action_class.value)
    if wanted.overdue:
        conditions &= is_late(today)
    if wanted.unverified:
        conditions &= Q(status=ActionStatus.COMPLETED.value, verified=None)
    if wanted.no_owner:
        conditions &= Q(owner="", owner_user=None)
    if wanted.no_due:
        conditions &= Q(due=None)
    return found.filter(conditions & _about(wanted))


def _about(wanted: ActionFilter) -> Q:
    conditions = Q()
    if wanted.factor:
        key = storable(wanted.factor).upper()
        conditions &= (
            Q(answers=key)
            | Q(answers__startswith=f"{key} ")
            | Q(answers__endswith=f" {key}")
            | Q(answers__contains=f" {key} ")
        )
    if wanted.post_mortem:
        conditions &= named(wanted.post_mortem, prefix="post_mortem__")
    for word in storable(wanted.text).split()[:10]:
        conditions &= Q(text__icontains=word) | Q(owner__icontains=word)
    return conditions


def owned_by(*, actor: Actor) -> Q:
    """Actions of the actor's account, or whose owner is written as the account is called."""
    return owned(**own(actor=actor))


def own(*, actor: Actor) -> dict[str, Any]:
    """By what `owned` finds the actor's actions: by their keys where they are few, since beside
    other conditions an OR is not sought by indexes; else by the account and how it is called."""
    return standing(("own actions", actor.user_id), lambda: _own(actor.user_id))


def _own(user_id: int | None) -> dict[str, Any]:
    found = [] if user_id is None else _account(user=user_id)
    if not found:
        return {"keys": []}
    user = found[0]
    names = (user.username, f"@{user.username}", user.shown_name, user.email or user.username)
    called = {"user": user.pk, **dict(zip(_CALLED, names, strict=True))}
    keys = _owned_keys(**called)
    return {"keys": keys} if len(keys) <= _FEW else called


def owns_nothing(values: Mapping[str, Any]) -> bool:
    """Whether `own` tells of no action at all."""
    return values.get("keys") == []


_CALLED = ("username", "mention", "shown_name", "email")


def owned(*, keys: Any = None, user: Any = None, **called: Any) -> Q:
    """The condition for what `own` says, or for its open values."""
    if keys is not None:
        return Q(Among("pk", keys)) if isinstance(keys, Given) else Q(pk__in=keys)
    # As the index of written owners has them; an OR of the names would not be sought by it.
    names = [Lower(each if isinstance(each, Value) else Value(each)) for each in called.values()]
    return Q(owner_user=user) | (Q(owner_user=None) & Q(In(Lower("owner"), names)))


@compiled
def _account(*, user: Any) -> QuerySet[User]:
    return User.objects.filter(pk=user)


@compiled
def _owned_keys(*, user: Any, **called: Any) -> QuerySet[Action, int]:
    found = Action.objects.filter(owned(user=user, **called)).order_by()
    return found.values_list("pk", flat=True)[: _FEW + 1]


def is_late(today: Any) -> Q:
    """Open actions whose day is past."""
    return Q(status__in=_OPEN, due__lt=today)


def in_stages(stages: tuple[Stage, ...]) -> Q:
    """Actions that stand in one of these stages."""
    conditions = _NONE
    for stage in stages:
        conditions |= in_stage(stage)
    # Said once for all of them, it is found by an index of few rows.
    if set(stages) <= set(LIVE):
        return conditions & Q(verified=None)
    if set(stages) <= _VERIFIED:
        return conditions & Q(verified__isnull=False)
    return conditions


def in_stage(stage: Stage) -> Q:
    """Actions that stand in this stage."""
    done = ActionStatus.COMPLETED.value
    match stage:
        case Stage.COMPLETED:
            return Q(status=done, verified=None)
        case Stage.VERIFIED | Stage.EFFECTIVE | Stage.NOT_EFFECTIVE:
            # On an expression: SQLite would else go through all that is done, by its status.
            judged = "" if stage is Stage.VERIFIED else stage.value
            is_done = Q(Exact(Lower("status"), Value(done)))
            return is_done & Q(verified__isnull=False, effect=judged)
        case _:
            return Q(status=stage.value)
