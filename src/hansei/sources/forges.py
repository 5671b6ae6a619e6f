"""What the objects of GitHub and GitLab tell alike: members, times, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from hansei.domain.errors import BadRow
from hansei.domain.event import Signal
from hansei.domain.times import from_epoch, from_iso


class Told(NamedTuple):
    """What is said about an object; the rest of its record follows from the delivery."""

    key: str
    at: datetime
    text: str
    signal: Signal = Signal.NONE
    actor: str = ""
    refs: tuple[str, ...] = ()
    url: str = ""
    environment: str = ""
    branch: str = ""
    noise: bool = False


def inner(value: Any, name: str) -> dict[str, Any]:
    """The object under a name; an empty one where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def when(value: dict[str, Any], *names: str) -> datetime:
    """The first usable time among `names`, ISO 8601 or Unix. Raises BadRow where there is none."""
    for name in names:
        found = value.get(name)
        try:
            if isinstance(found, str) and found:
                return from_iso(found).at
            if isinstance(found, int) and not isinstance(found, bool):
                return from_epoch(found)
        except (ValueError, OverflowError):
            continue
    raise BadRow(f"has no usable {' or '.join(names)}")
