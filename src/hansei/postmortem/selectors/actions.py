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
from hansei.accounts.selectors import user_named
from hansei.domain.actions import JUDGED, Effect, Stage, Standing, is_overdue
from hansei.domain.document import ActionClass, ActionStatus
from hansei.organisation.selectors import today
from hansei.postmortem.models import Action
from hansei.postmortem.selectors.action_filter import LIVE, ActionFilter, chosen, in_stages

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
    found = _narrowed(chosen(actor=actor, wanted=wanted, today=day), wanted)
    keys: list[list[int]] = []
    counts = []
    for stages in COLUMNS:
        order = _BY_DUE if stages[0] in LIVE else ("-pk",)
        inside = found.filter(in_stages(stages)).order_by(*order).values_list("pk", flat=True)
        # Keys come from an index: as many as are counted cost less than a count for itself.
        counted = list(inside[:COUNTED])
        keys.append(counted[:IN_COLUMN])
        counts.append(len(counted))
    lines = _by_key([key for each in keys for key in each], day)
    return tuple(
        Column(stages, tuple(lines[key] for key in each if key in lines), count)
        for stages, each, count in zip(COLUMNS, keys, counts, strict=True)
    )


def _narrowed(found: QuerySet[Action], wanted: ActionFilter) -> QuerySet[Action]:
    """The same actions by their keys where few are asked for, so that they are sought once."""
    if wanted.is_empty:
        return found
    keys = list(found.order_by().values_list("pk", flat=True)[: _FEW + 1])
    return Action.objects.filter(pk__in=keys) if len(keys) <= _FEW else found


def overdue_count(*, actor: Actor, mine: bool = False, most: int = 100) -> int:
    """How many open actions are past their due date, counted no further than `most`."""
    wanted = ActionFilter(mine=mine, overdue=True)
    return chosen(actor=actor, wanted=wanted, today=today()).order_by()[:most].count()


def lines_of(rows: QuerySet[Action]) -> list[ActionLine]:
    """The lines of actions that were chosen for an actor, in their order. Two queries."""
    return _lines(rows, today())


_BY_DUE: tuple[OrderBy | str, ...] = (F("due").asc(nulls_last=True), "pk")


def _lines(rows: QuerySet[Action], day: date) -> list[ActionLine]:
    """Sorting keys alone is what makes it fast: a row's post-mortem holds a whole document."""
    keys = list(rows.values_list("pk", flat=True))
    by_key = _by_key(keys, day)
    return [by_key[key] for key in keys if key in by_key]


def _by_key(keys: Sequence[int], day: date) -> dict[int, ActionLine]:
    shown = Action.objects.filter(pk__in=keys).order_by().values(*_SHOWN)
    return {each["pk"]: _line(each, day) for each in shown}


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
