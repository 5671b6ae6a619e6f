"""What a webhook's envelope is about: the title or words that lie deeper than its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hansei.sources.generic.headers import plain_header

_WORDS = {
    name: rank
    for rank, name in enumerate((
        "title", "summary", "short description", "subject", "headline", "alert name", "alertname",
        "text", "message", "content", "description",
    ))
}  # fmt: skip
_OTHERS = frozenset(
    "actor assignee author channel creator from installation lead organization owner project "
    "recipient repository reporter sender service services team user".split()
)
"""Objects that a happening has beside it: their words are about themselves."""
_DEEPEST, _MOST = 4, 60


def told_inside(row: Mapping[str, Any]) -> str:
    """The best words of the objects in a row: a title before a text, the nearer before the deeper.

    "" where it holds no object, or none with words.
    """
    found, best = "", len(_WORDS)
    level = [value for value in row.values() if isinstance(value, dict)]
    for _ in range(_DEEPEST):
        deeper: list[dict[Any, Any]] = []
        for each in level[:_MOST]:
            for key, value in list(each.items())[:_MOST]:
                name = plain_header(key) if isinstance(key, str) else ""
                if isinstance(value, dict) and name not in _OTHERS:
                    deeper.append(value)
                elif isinstance(value, str) and value.strip() and _WORDS.get(name, best) < best:
                    found, best = value, _WORDS[name]
        level = deeper
    return found
