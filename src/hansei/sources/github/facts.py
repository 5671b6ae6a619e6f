"""What every GitHub object tells alike: times, people, repositories; and a record made of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from hansei.domain.errors import BadRow
from hansei.domain.event import Kind, Place, Record, Signal
from hansei.domain.times import from_epoch, from_iso
from hansei.sources.text import one_line, text_of


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


def login(value: Any) -> str:
    """The login of a user object; "" for none."""
    return one_line(text_of(value, "login", "name"), 100)


def sha_refs(sha: str) -> tuple[str, ...]:
    """A commit's references, in full and by its first seven digits."""
    sha = sha.lower()
    return tuple(dict.fromkeys((f"commit:{sha}", f"commit:{sha[:7]}"))) if len(sha) >= 7 else ()


def record_of(told: Told, repository: dict[str, Any], place: Place) -> Record:
    """The record of what was told about an object of a repository."""
    refs = told.refs
    if told.url:
        refs = (*refs, f"url:{told.url.partition('?')[0].partition('#')[0].rstrip('/')}")
    return Record(
        source="github",
        key=told.key,
        at=told.at,
        text=one_line(told.text),
        signal=told.signal,
        kind=Kind.SYSTEM if not told.actor or told.actor.endswith("[bot]") else Kind.HUMAN,
        actor=told.actor or None,
        service=one_line(text_of(repository, "name"), 100) or None,
        environment=one_line(told.environment, 60) or None,
        channel=one_line(told.branch, 100) or None,
        refs=tuple(dict.fromkeys(refs)),
        noise=told.noise,
        url=told.url or None,
        place=place,
    )
