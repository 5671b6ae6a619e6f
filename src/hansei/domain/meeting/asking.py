"""What to ask in a review, item by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hansei.domain.meeting import from_text, from_timeline
from hansei.domain.meeting.agenda import Item
from hansei.domain.meeting.questions import About, Ground, Question

MOST_OF_ITEM = 6
"""Questions of one item: ten minutes hold no more."""
_ORDER = {each: place for place, each in enumerate(About)}


def questions(ground: Ground) -> dict[Item, tuple[Question, ...]]:
    """What to ask at each item of the agenda, the most pressing first, each once."""
    found: dict[Item, list[Question]] = {each: [] for each in Item}
    seen: set[str] = set()
    for each in (*from_timeline.asked(ground), *from_text.asked(ground)):
        if each.key not in seen:
            seen.add(each.key)
            found[each.item].append(each)
    return {item: tuple(_chosen(mine)) for item, mine in found.items()}


def _chosen(found: Iterable[Question]) -> Iterator[Question]:
    ordered = sorted(found, key=lambda each: (_ORDER[each.about], -each.weight))
    yield from ordered[:MOST_OF_ITEM]
