"""What is created and kept with a post-mortem: its review, check-ins and actions.

Parts of a change, inside its transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F

from hansei.domain import document as domain
from hansei.postmortem.models import Action, CheckIn, PostMortem, Review
from hansei.project.bulk import storable


def save_dates(post_mortem: PostMortem, document: domain.Document) -> None:
    """The review and the check-ins that drafting planned. Unreadable dates are passed over."""
    planned = document.extra.get("review")
    if isinstance(planned, Mapping):
        start = _read(datetime, planned.get("start"))
        if start is not None and start.tzinfo is not None:
            minutes = planned.get("minutes")
            Review.objects.create(
                post_mortem=post_mortem,
                start=start,
                minutes=minutes if isinstance(minutes, int) else 60,
                reason=storable(str(planned.get("reason", ""))),
            )
    days = document.extra.get("check_ins")
    found = (_read(date, each) for each in days) if isinstance(days, list | tuple) else ()
    for number, day in enumerate((each for each in found if each is not None), start=1):
        CheckIn.objects.create(post_mortem=post_mortem, number=number, day=day)


def save_actions(
    post_mortem: PostMortem, actions: Sequence[domain.Action], *, revision: int
) -> bool:
    """The actions as the document has them; whether that changed anything.

    One is the same as before by its wording. Those that the document dropped stay, marked so.
    """
    known = {each.text: each for each in post_mortem.actions.order_by("-pk")}
    changed = False
    for position, action in enumerate(actions):
        values = _values(action, position)
        before = known.pop(values["text"], None)
        if before is None:
            Action.objects.create(
                post_mortem=post_mortem,
                source=post_mortem.reference,
                revision=revision,
                **values,
            )
            changed = True
        elif any(getattr(before, name) != value for name, value in values.items()):
            _update(before, {**values, "revision": revision})
            changed = True
    for dropped in known.values():
        if dropped.in_document:
            _update(dropped, {"in_document": False, "revision": revision})
            changed = True
    return changed


def _values(action: domain.Action, position: int) -> dict[str, Any]:
    return {
        "position": position,
        "text": storable(action.text),
        "owner": storable(action.owner or ""),
        "due": action.due,
        "status": action.status.value,
        "answers": storable(" ".join(action.answers)),
        "in_document": True,
    }


def _update(action: Action, values: dict[str, Any]) -> None:
    Action.objects.filter(pk=action.pk).update(**values, version=F("version") + 1)


def _read(kind: type[Any], value: object) -> Any:
    """A date or time from front matter, which holds it as text or, through YAML, as itself."""
    if isinstance(value, kind):
        return value
    try:
        return kind.fromisoformat(value)
    except (TypeError, ValueError):
        return None
