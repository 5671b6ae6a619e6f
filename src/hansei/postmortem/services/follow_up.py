"""What is created and kept with a post-mortem: its review, check-ins, actions and lessons.

Parts of a change, inside its transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django.db.models import F

from hansei.domain import document as domain
from hansei.postmortem.models import Action, CheckIn, Lesson, PostMortem, Review
from hansei.postmortem.services.action_columns import (
    accounts_of,
    difference,
    with_consequences,
)
from hansei.project.bulk import storable
from hansei.reading import extract

_MOST_PAIRS = 2500
_LIKE = 0.6
_UNSAID = object()
_PROMPT = re.compile(r"\W*(?:Question|Unknown|Assumption|Disputed)\b")


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
    post_mortem: PostMortem,
    document: domain.Document,
    *,
    revision: int,
    before: domain.Document | None = None,
    by: str = "",
) -> dict[str, Any]:
    """The actions as the document has them; suggestions are none until a person takes them up.

    One is the same as before by its wording, or by what its wording grew from: people write it a
    few letters at a time, and everything that hangs on it must stay. `before` is the document that
    stood: only what the new one says differently is taken over, so that an action that was moved
    on elsewhere stays where it is. Those that the document dropped stay, marked so. `by` is who
    says it: who completes an action does not verify it.

    Returns the columns before and after of those that stood and were changed, by their keys, for
    the audit entry.
    """
    stood = _stated(before) if before else {}
    written = _stated(document)
    known = {each.text: each for each in post_mortem.actions.order_by("-pk")}
    rows = {text: known.pop(text) for text in list(written) if text in known}
    left = [each for each in known.values() if each.in_document]
    rows |= reworded({each: written[each] for each in written if each not in rows}, left)
    kept = {each.pk for each in rows.values()}
    said = {text: _said(values, rows.get(text), stood) for text, values in written.items()}
    accounts = accounts_of(each["owner"] for each in said.values() if "owner" in each)
    told: dict[str, Any] = {}
    for text, values in said.items():
        row = rows.get(text)
        made = with_consequences(values, before=row, by=by, accounts=accounts)
        if row is None:
            Action.objects.create(
                post_mortem=post_mortem, source=post_mortem.reference, revision=revision, **made
            )
        elif any(getattr(row, name) != value for name, value in made.items()):
            _tell(told, row, made)
            _update(row, {**made, "revision": revision})
    for dropped in left:
        if dropped.pk not in kept:
            _tell(told, dropped, {"in_document": False})
            _update(dropped, {"in_document": False, "revision": revision})
    return told


def _tell(told: dict[str, Any], row: Action, made: Mapping[str, Any]) -> None:
    before, after = difference(row, made)
    if after:
        told[str(row.pk)] = {"before": before, "after": after}


def reworded(new: Mapping[str, Mapping[str, Any]], left: Iterable[Action]) -> dict[str, Action]:
    """Which of the actions that are `left` each of the `new` ones is, worded otherwise.

    Alike wordings go together, the likest first; then what stands at the same place, where
    nothing but its wording is known of it yet.
    """
    free = {each.pk: each for each in left}
    if not free or len(new) * len(free) > _MOST_PAIRS:
        return {}
    pairs = sorted(
        ((_alike(text, each.text), text, each) for text in new for each in free.values()),
        key=lambda pair: pair[0],
        reverse=True,
    )
    found: dict[str, Action] = {}
    for likeness, text, each in pairs:
        same_place = _untouched(each) and new[text]["position"] == each.position
        if text not in found and each.pk in free and (likeness >= _LIKE or same_place):
            found[text] = free.pop(each.pk)
    return found


def save_lessons(post_mortem: PostMortem, document: domain.Document) -> None:
    """The lessons as the document has them, without the questions that ask for them."""
    texts = [storable(each) for each in extract.lessons(document) if not _PROMPT.match(each)]
    if texts != list(post_mortem.lessons.values_list("text", flat=True)):
        post_mortem.lessons.all().delete()
        for position, text in enumerate(texts):
            Lesson.objects.create(post_mortem=post_mortem, position=position, text=text)


def _stated(document: domain.Document) -> dict[str, dict[str, Any]]:
    """What a document says of each action, by its wording; of two alike the last one counts."""
    return {
        storable(action.text): {
            "position": position,
            "text": storable(action.text),
            "owner": storable(action.owner or ""),
            "due": action.due,
            "status": action.status.value,
            "answers": storable(" ".join(action.answers)),
            "action_class": action.action_class.value if action.action_class else "",
            "in_document": True,
        }
        for position, action in enumerate(extract.actions(document))
        if not action.is_suggestion
    }


def _said(
    values: Mapping[str, Any], row: Action | None, stood: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """What a document says of an action that it, or the row, did not say before."""
    if row is None:
        return dict(values)
    # Most tables have no column for the class, and say nothing of it then.
    old = {"action_class": "", **stood.get(row.text, {})}
    said = {name: value for name, value in values.items() if old.get(name, _UNSAID) != value}
    return {
        **{name: value for name, value in said.items() if getattr(row, name) != value},
        "position": values["position"],
        "in_document": True,
    }


def _alike(one: str, other: str) -> float:
    """From 0 to 1; what grew from the other's wording is all alike."""
    one, other = one.casefold(), other.casefold()
    if one.startswith(other) or other.startswith(one):
        return 1.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _untouched(action: Action) -> bool:
    """Whether an action is no more than its line in the document so far."""
    return not (
        action.link or action.owner_user_id or action.completed or action.verified or action.effect
    )


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
