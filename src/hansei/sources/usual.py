"""Short cuts for the usual forms of times and texts; whatever is unusual takes the full reading.

A file may hold a million items that differ in little, so that each call per item counts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from hansei.domain.times import from_epoch
from hansei.sources.base import Context
from hansei.sources.text import LONGEST, one_line

_Made = TypeVar("_Made")
_FIRST, _LAST = 1990, 2099
_EPOCH_FIRST = datetime(1991, 1, 1, tzinfo=UTC).timestamp()
_EPOCH_LAST = datetime(2099, 1, 1, tzinfo=UTC).timestamp()


def whole_second(value: Any) -> datetime | None:
    """The UTC time of a text like "2025-03-01T10:36:00Z"; None for all else.

    What it gives, `from_iso` gives too, with a precision of one second and no zone assumed.
    """
    if type(value) is not str or len(value) != 20 or value[19] != "Z":
        return None
    if value[4] != "-" or value[7] != "-" or value[10] != "T" or value[13] != ":":
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if _FIRST <= at.year <= _LAST else None


def unix_time(value: float | str) -> datetime:
    """Like `from_epoch`, quicker for times in seconds. Raises ValueError like it."""
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return from_epoch(value)
    if _EPOCH_FIRST < number < _EPOCH_LAST:
        return datetime.fromtimestamp(number, UTC)
    return from_epoch(value)


def clean_line(text: str, longest: int = LONGEST) -> str:
    """Like `one_line` for texts that seldom come twice, and are mostly clean."""
    if len(text) <= longest and text.isprintable() and "  " not in text:
        return text.strip()
    return one_line(text, longest)


def once_per_file(build: Callable[[Context], _Made]) -> Callable[[Context], _Made]:
    """Keeps what `build` makes of a context until the next file's context comes."""
    kept: tuple[Context, _Made] | None = None

    def made(context: Context) -> _Made:
        nonlocal kept
        latest = kept
        if latest is None or latest[0] is not context:
            kept = latest = context, build(context)
        return latest[1]

    return made
