"""Actions as a list, page by page, by due date and perhaps in groups.

A page begins behind a line's sort key, not at a number: what is added or moved meanwhile neither
hides a line nor shows one twice. However many actions there are, a page costs two queries: the
first finds its keys in an index, the second reads what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from django.db.models import F, Q, QuerySet

from hansei.accounts.actor import Actor
from hansei.domain.errors import UsageError
from hansei.organisation.selectors import today
from hansei.postmortem.models import Action
from hansei.postmortem.selectors.action_filter import ActionFilter, chosen
from hansei.postmortem.selectors.actions import ActionLine, lines_of

_LAST_NUMBER = 2**62


class Sort(StrEnum):
    """What comes first."""

    DUE = "due"
    NEWEST = "newest"


class Group(StrEnum):
    """What lines are put together by."""

    NONE = ""
    POST_MORTEM = "post-mortem"
    OWNER = "owner"
    STATUS = "status"
    CLASS = "class"


Key = tuple[str | int | None, ...]
"""A line's place in the order, in JSON values."""


class ActionPage(msgspec.Struct, frozen=True):
    """Some lines, and the keys behind which the page after and before begins; None for no page."""

    lines: tuple[ActionLine, ...]
    after: Key | None = None
    before: Key | None = None


def action_page(
    *, actor: Actor, wanted: ActionFilter, sort: Sort = Sort.DUE, group: Group = Group.NONE,
    after: Sequence[Any] | None = None, before: Sequence[Any] | None = None, limit: int = 50,
) -> ActionPage:  # fmt: skip
    """The actions that are asked for behind the key `after`, or those that end at `before`.

    Raises UsageError for a key that this order did not give.
    """
    fields = (*_GROUPS[group], *_SORTS[sort])
    rows = _ordered(chosen(actor=actor, wanted=wanted, today=today()), fields)
    key = after if before is None else before
    if key is not None:
        rows = rows.filter(_beyond(fields, _read(fields, key), forward=before is None))
    if before is not None:
        rows = rows.reverse()
    found = lines_of(rows[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if before is not None:
        found.reverse()
    begins, ends = before is not None and not more, before is None and not more
    return ActionPage(
        tuple(found),
        _key(found[-1], fields) if found and not ends else None,
        _key(found[0], fields) if found and key is not None and not begins else None,
    )


class _Field(msgspec.Struct, frozen=True):
    """A part of the order: a column, and whether it falls. What has none of it comes last."""

    name: str
    falls: bool = False


_SORTS: dict[Sort, tuple[_Field, ...]] = {
    Sort.DUE: (_Field("due"), _Field("pk")),
    Sort.NEWEST: (_Field("pk", falls=True),),
}
_GROUPS: dict[Group, tuple[_Field, ...]] = {
    Group.NONE: (),
    Group.POST_MORTEM: (_Field("post_mortem_id", falls=True),),
    Group.OWNER: (_Field("owner"),),
    Group.STATUS: (_Field("status"),),
    Group.CLASS: (_Field("action_class"),),
}
_LACKING = frozenset({"due", "post_mortem_id"})
"""What an action may lack."""


def _ordered(rows: QuerySet[Action], fields: Sequence[_Field]) -> QuerySet[Action]:
    last = {each.name: True if each.name in _LACKING else None for each in fields}
    return rows.order_by(
        *(
            F(each.name).desc(nulls_last=last[each.name])
            if each.falls
            else F(each.name).asc(nulls_last=last[each.name])
            for each in fields
        )
    )


def _beyond(fields: Sequence[_Field], values: Sequence[Any], *, forward: bool) -> Q:
    """Rows behind a key in the order, or before it."""
    found, same = Q(pk=None), Q()
    for field, value in zip(fields, values, strict=True):
        found |= same & _past(field, value, forward=forward)
        same &= Q(**{field.name: value})
    return found


def _past(field: _Field, value: Any, *, forward: bool) -> Q:
    """Rows whose value lies past this one; None lies behind every other."""
    if value is None:
        return Q(pk=None) if forward else Q(**{f"{field.name}__isnull": False})
    way = "gt" if field.falls is not forward else "lt"
    past = Q(**{f"{field.name}__{way}": value})
    lacking = forward and field.name in _LACKING
    return past | Q(**{f"{field.name}__isnull": True}) if lacking else past


def _key(line: ActionLine, fields: Sequence[_Field]) -> Key:
    values: dict[str, str | int | None] = {
        "due": line.due.isoformat() if line.due else None,
        "pk": line.pk,
        "post_mortem_id": line.post_mortem_id,
        "owner": line.owner,
        "status": line.status.value,
        "action_class": line.action_class.value if line.action_class else "",
    }
    return tuple(values[each.name] for each in fields)


def _read(fields: Sequence[_Field], key: Sequence[Any]) -> list[Any]:
    try:
        return [_value(field, value) for field, value in zip(fields, key, strict=True)]
    except (TypeError, ValueError):
        raise UsageError("this page is not one of this list any more") from None


def _value(field: _Field, value: Any) -> Any:
    if value is None and field.name in _LACKING:
        return None
    if field.name == "due":
        return date.fromisoformat(value)
    if field.name in ("pk", "post_mortem_id"):
        if isinstance(value, int) and 0 <= value < _LAST_NUMBER:
            return value
        raise ValueError(value)
    if not isinstance(value, str):
        raise TypeError(value)
    return value
