"""What is created and kept with a post-mortem: its review, check-ins, actions and lessons.

Parts of a change, inside its transaction.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F

from hansei.domain import document as domain
from hansei.postmortem.models import Action, CheckIn, Lesson, PostMortem, Review
from hansei.project.bulk import storable
from hansei.reading import extract

_SUGGESTION = "Suggestion:"
"""What drafting writes before an action that nobody has taken up yet."""
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


def save_actions(post_mortem: PostMortem, document: domain.Document, *, revision: int) -> None:
    """The actions as the document has them; suggestions are none until a person takes them up.

    One is the same as before by its wording. Those that the document dropped stay, marked so.
    """
    known = {each.text: each for each in post_mortem.actions.order_by("-pk")}
    for position, action in enumerate(extract.actions(document)):
        if action.text.startswith(_SUGGESTION):
            continue
        values = _values(action, position)
        before = known.pop(values["text"], None)
        if before is None:
            Action.objects.create(
                post_mortem=post_mortem,
                source=post_mortem.reference,
                revision=revision,
                **values,
            )
        elif any(getattr(before, name) != value for name, value in values.items()):
            _update(before, {**values, "revision": revision})
    for dropped in known.values():
        if dropped.in_document:
            _update(dropped, {"in_document": False, "revision": revision})


def save_lessons(post_mortem: PostMortem, document: domain.Document) -> None:
    """The lessons as the document has them, without the questions that ask for them."""
    texts = [storable(each) for each in extract.lessons(document) if not _PROMPT.match(each)]
    if texts != list(post_mortem.lessons.values_list("text", flat=True)):
        post_mortem.lessons.all().delete()
        for position, text in enumerate(texts):
            Lesson.objects.create(post_mortem=post_mortem, position=position, text=text)


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
