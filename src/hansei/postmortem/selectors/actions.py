"""Reads actions over all post-mortems: the board, the list, one of them, and counts.

Whatever is asked for, an action of a post-mortem that the actor may not read is never among it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import F, OrderBy, QuerySet

from hansei.accounts.actor import Actor, ActorKind
from hansei.accounts.asking import asked_by, counted_by
from hansei.accounts.selectors import user_named
from hansei.audit.standing import standing
from hansei.domain.actions import JUDGED, Effect, Stage, Standing, is_overdue
from hansei.domain.document import ActionClass, ActionStatus
from hansei.organisation.selectors import today
from hansei.postmortem.access import visible_actions
from hansei.postmortem.models import Action
from hansei.postmortem.selectors.action_filter import (
    LIVE,
    ActionFilter,
    chosen,
    in_stages,
    is_late,
    own,
    owned,
    owns_nothing,
)
from hansei.project.compiled import Among, compiled

COLUMNS = (
    (Stage.PLANNED,), (Stage.IN_PROGRESS,), (Stage.COMPLETED,), (Stage.VERIFIED,),
    (Stage.EFFECTIVE, Stage.NOT_EFFECTIVE),
)  # fmt: skip
"""The columns of the board. What was cancelled stands in the list alone."""
IN_COLUMN = 20
COUNTED = 1000
"""Counting stops here: more is "1,000+"."""
_FEW = 2000
_SHOWN = (
    "pk", "text", "owner", "owner_user_id", "due", "status", "answers", "action_class", "link",
    "completed", "completed_by", "verified", "verified_by", "effect", "effect_at", "updated",
    "version", "in_document", "source", "post_mortem_id", "post_mortem__number",
    "post_mortem__title", "post_mortem__restricted", "post_mortem__team__name",
)  # fmt: skip


class ActionLine(msgspec.Struct, frozen=True, kw_only=True):
    """An action as lists and cards show it. `post_mortem` is its number, None where it is gone."""

    pk: int
    text: str
    owner: str
    owner_id: int | None
    due: date | None
    status: ActionStatus
    stage: Stage
    answers: tuple[str, ...]
    action_class: ActionClass | None
    link: str
    overdue_days: int
    version: int
    in_document: bool
    source: str
    post_mortem: int | None
    post_mortem_id: int | None
    title: str
    restricted: bool
    team: str
    completed: datetime | None
    completed_by: str
    verified: datetime | None
    verified_by: str
    effect_at: datetime | None
    updated: datetime | None

    @property
    def is_overdue(self) -> bool:
        return self.overdue_days > 0

    @property
    def standing(self) -> Standing:
        """What decides how it may move, but for who did it."""
        judged = Effect(self.stage.value) if self.stage in JUDGED else None
        return Standing(status=self.status, verified=self.verified is not None, effect=judged)

    @property
    def reference(self) -> str:
        """How people name its post-mortem."""
        return f"PM-{self.post_mortem}" if self.post_mortem else self.source


class Column(msgspec.Struct, frozen=True):
    """A column of the board: its first lines, and how many there are, up to `COUNTED`."""

    stages: tuple[Stage, ...]
    lines: tuple[ActionLine, ...]
    count: int

    @property
    def stage(self) -> Stage:
        return self.stages[0]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


def board(*, actor: Actor, wanted: ActionFilter) -> tuple[Column, ...]:
    """The board of what is asked for. One query a column and one more, however many there are."""
    day = today()
    inside = _columns(actor=actor, wanted=wanted, day=day)
    lines = _by_key([key for each in inside for key in each[:IN_COLUMN]], day)
    return tuple(
        Column(stages, tuple(lines[key] for key in each[:IN_COLUMN] if key in lines), len(each))
        for stages, each in zip(COLUMNS, inside, strict=True)
    )


def _columns(*, actor: Actor, wanted: ActionFilter, day: date) -> list[list[int]]:
    """The keys in each column, as many as are counted: they come from an index and cost less than a
    count for itself. Where few are asked for they are sought once."""
    if wanted.is_empty:
        asked = [tuple(each for each in stages if _wants(wanted, each)) for stages in COLUMNS]
        return [_standing_column(actor, stages) if stages else [] for stages in asked]
    found = chosen(actor=actor, wanted=wanted, today=day)
    keys = list(found.order_by().values_list("pk", flat=True)[: _FEW + 1])
    if len(keys) <= _FEW:
        return [_of_these(stages, keys=keys) for stages in COLUMNS]
    return [list(_column(found, stages)) for stages in COLUMNS]


def _wants(wanted: ActionFilter, stage: Stage) -> bool:
    return not wanted.stages or stage in wanted.stages


def _column(found: QuerySet[Action], stages: tuple[Stage, ...]) -> QuerySet[Action, int]:
    order = BY_DUE if stages[0] in LIVE else ("-pk",)
    inside = found.filter(in_stages(stages)).order_by(*order)
    return inside.values_list("pk", flat=True)[:COUNTED]


def _standing_column(actor: Actor, stages: tuple[Stage, ...], /) -> list[int]:
    key = ("column of actions", actor.rights, stages)
    return standing(key, lambda: _in_column(actor, stages))


@asked_by
def _in_column(actor: Actor, stages: tuple[Stage, ...], /) -> QuerySet[Action, int]:
    return _column(visible_actions(actor, Action.objects.all()), stages)


@compiled
def _of_these(stages: tuple[Stage, ...], /, *, keys: Any) -> QuerySet[Action, int]:
    return _column(Action.objects.filter(Among("pk", keys)), stages)


def overdue_count(*, actor: Actor, mine: bool = False, most: int = 100) -> int:
    """How many open actions are past their due date, counted no further than `most`."""
    values = own(actor=actor) if mine else {}
    if owns_nothing(values):
        return 0
    return _overdue(actor, most, today=today(), **values)


@counted_by
def _overdue(
    actor: Actor, most: int, /, *, today: Any, **values: Any
) -> QuerySet[Action, Any]:  # fmt: skip
    found = visible_actions(actor, Action.objects.filter(is_late(today)))
    found = found.filter(owned(**values)) if values else found
    return found.order_by().values("pk")[:most]


def lines_of(rows: QuerySet[Action]) -> list[ActionLine]:
    """The lines of actions that were chosen for an actor, in their order. Two queries.

    Sorting keys alone is what makes it fast: a row's post-mortem holds a whole document.
    """
    return lines_with(list(rows.values_list("pk", flat=True)))


def lines_with(keys: Sequence[int]) -> list[ActionLine]:
    """The lines of actions with these keys, which were chosen for an actor, in their order."""
    by_key = _by_key(keys, today())
    return [by_key[key] for key in keys if key in by_key]


BY_DUE: tuple[OrderBy | str, ...] = (F("due").asc(nulls_last=True), "pk")


def _by_key(keys: Sequence[int], day: date) -> dict[int, ActionLine]:
    return {each["pk"]: _line(each, day) for each in _shown(keys=keys)} if keys else {}


@compiled
def _shown(*, keys: Any) -> QuerySet[Action, dict[str, Any]]:
    shown: QuerySet[Action, dict[str, Any]] = Action.objects.values(*_SHOWN).order_by()
    return shown.filter(Among("pk", keys))


def _line(row: dict[str, Any], day: date) -> ActionLine:
    stage = stage_of(row)
    late = is_overdue(due=row["due"], stage=stage, today=day)
    return ActionLine(
        pk=row["pk"], text=row["text"], owner=row["owner"], owner_id=row["owner_user_id"],
        due=row["due"], status=ActionStatus(row["status"]), stage=stage,
        answers=tuple(row["answers"].split()),
        action_class=ActionClass(row["action_class"]) if row["action_class"] else None,
        link=row["link"], overdue_days=(day - row["due"]).days if late else 0,
        version=row["version"], in_document=row["in_document"], source=row["source"],
        post_mortem=row["post_mortem__number"], post_mortem_id=row["post_mortem_id"],
        title=row["post_mortem__title"] or "", restricted=bool(row["post_mortem__restricted"]),
        team=row["post_mortem__team__name"] or "",
        completed=row["completed"], completed_by=row["completed_by"], verified=row["verified"],
        verified_by=row["verified_by"], effect_at=row["effect_at"], updated=row["updated"],
    )  # fmt: skip


def stage_of(row: dict[str, Any]) -> Stage:
    """The stage of a row of values."""
    return Standing(
        status=ActionStatus(row["status"]),
        verified=row["verified"] is not None,
        effect=Effect(row["effect"]) if row["effect"] else None,
    ).stage


def standing_of(action: Action) -> Standing:
    """What decides where an action stands; its owner may be written in words alone."""
    owner = action.owner_user or user_named(action.owner)
    return Standing(
        status=ActionStatus(action.status),
        verified=action.verified is not None,
        effect=Effect(action.effect) if action.effect else None,
        completed_by=action.completed_by,
        owner=f"{ActorKind.USER}:{owner.get_username()}" if owner else "",
    )
