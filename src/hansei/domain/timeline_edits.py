"""What people do to a timeline: star, hide, rewrite, add, remove, merge, split.

    concerned(edit)      the ids of the lines that an edit is about
    edited(edit, ...)    the lines that it changes, as they stand afterwards

Each edit is one decision, about one line or several; nothing here knows how it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from hansei.domain.amendment import Amendment, Line, amended, applied, joined
from hansei.domain.errors import InputError, NotFound
from hansei.domain.event import Event, Kind

MOST_TEXT, MOST_ACTOR = 4000, 200
MOST_AT_ONCE = 500
"""Lines that one edit may be about."""
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

Build = Callable[[Sequence[str]], Event | None]
"""Makes the event of some records ("source:key"), None where they are not kept."""


class Star(msgspec.Struct, frozen=True, tag="star"):
    """Marks lines as key events, or takes the mark off."""

    events: tuple[str, ...]
    key: bool = True


class Hide(msgspec.Struct, frozen=True, tag="hide"):
    """Sets lines aside as noise, or takes them back in."""

    events: tuple[str, ...]
    noise: bool = True


class Rewrite(msgspec.Struct, frozen=True, tag="rewrite"):
    """Corrects what a line says; what is unset stays. `precision_s` goes with `at`."""

    event: str
    text: str | UnsetType = UNSET
    at: datetime | UnsetType = UNSET
    precision_s: int = 60
    kind: Kind | UnsetType = UNSET
    actor: str | UnsetType | None = UNSET


class Add(msgspec.Struct, frozen=True, tag="add"):
    """Writes a line by hand."""

    text: str
    at: datetime
    precision_s: int = 60
    kind: Kind = Kind.HUMAN
    actor: str | None = None
    key: bool = True


class Remove(msgspec.Struct, frozen=True, tag="remove"):
    """Takes lines off the timeline. Their records stay."""

    events: tuple[str, ...]


class PutBack(msgspec.Struct, frozen=True, tag="put back"):
    """Puts removed lines back."""

    events: tuple[str, ...]


class Merge(msgspec.Struct, frozen=True, tag="merge"):
    """Makes one line of several; the first one speaks for all."""

    events: tuple[str, ...]


class Split(msgspec.Struct, frozen=True, tag="split"):
    """Takes a line apart: into the lines that people merged, else into its records."""

    event: str


class Revert(msgspec.Struct, frozen=True, tag="revert"):
    """Takes a line's wording, time, kind and actor back to what they were at first."""

    event: str


TimelineEdit = Star | Hide | Rewrite | Add | Remove | PutBack | Merge | Split | Revert


def concerned(edit: TimelineEdit) -> tuple[str, ...]:
    """The ids of the lines that an edit names, each once."""
    if isinstance(edit, Add):
        return ()
    if isinstance(edit, Rewrite | Split | Revert):
        return (edit.event,)
    return tuple(dict.fromkeys(edit.events))


def edited(
    edit: TimelineEdit,
    lines: Mapping[str, Line],
    *,
    build: Build,
    free: Iterator[str],
) -> dict[str, Line]:
    """The lines that the edit changes, by id; those that it leaves as they are are not in it.

    `lines` holds those that it concerns, and for a split those that were merged into its line.
    `free` gives ids that no line ever had. Raises NotFound for an unknown line and InputError for
    an edit that cannot be.
    """
    names = concerned(edit)
    if len(names) > MOST_AT_ONCE:
        raise InputError(f"at most {MOST_AT_ONCE} events at once")
    for name in names:
        if name not in lines or (lines[name].removed and not isinstance(edit, PutBack)):
            raise NotFound(f"no event {name} on this timeline")
    chosen = {name: lines[name] for name in names}
    found = _after(edit, chosen, lines, build, free)
    return {name: line for name, line in found.items() if line != lines.get(name)}


def _after(
    edit: TimelineEdit,
    chosen: Mapping[str, Line],
    lines: Mapping[str, Line],
    build: Build,
    free: Iterator[str],
) -> dict[str, Line]:
    match edit:
        case Star(key=key):
            return {name: amended(line, key=key) for name, line in chosen.items()
                    if line.event.key != key}  # fmt: skip
        case Hide(noise=noise):
            return {name: amended(line, noise=noise) for name, line in chosen.items()
                    if line.event.noise != noise}  # fmt: skip
        case Rewrite(event=name):
            return {name: _rewritten(edit, chosen[name])}
        case Add():
            return _added(edit, free)
        case Remove():
            return {name: amended(line, removed=True) for name, line in chosen.items()}
        case PutBack():
            return {name: _back(line) for name, line in chosen.items()}
        case Merge():
            return _merged(list(chosen.values()))
        case Split(event=name):
            return _split(chosen[name], lines, build, free)
        case Revert(event=name):
            kept = ("key", "noise", "records")
            before = chosen[name].amendment or Amendment()
            wanted = Amendment(**{each: getattr(before, each) for each in kept})
            return {name: _with(chosen[name], wanted)}


def _rewritten(edit: Rewrite, line: Line) -> Line:
    event = line.event
    decisions: dict[str, Any] = {}
    if edit.text is not UNSET and _text(edit.text) != event.text:
        decisions["text"] = _text(edit.text)
    if edit.at is not UNSET and (edit.at, edit.precision_s) != (event.at, event.precision_s):
        decisions |= {"at": _time(edit.at), "precision_s": edit.precision_s}
    if edit.kind is not UNSET and edit.kind != event.kind:
        decisions["kind"] = edit.kind
    if edit.actor is not UNSET and _actor(edit.actor) != event.actor:
        decisions["actor"] = _actor(edit.actor)
    return amended(line, **decisions) if decisions else line


def _added(edit: Add, free: Iterator[str]) -> dict[str, Line]:
    event = Event(
        id=next(free), at=_time(edit.at), text=_text(edit.text), kind=edit.kind,
        precision_s=edit.precision_s, actor=_actor(edit.actor), key=edit.key,
    )  # fmt: skip
    return {event.id: _with(Line(event=event), Amendment(records=()))}


def _back(line: Line) -> Line:
    if line.amendment and line.amendment.into:
        into = line.amendment.into
        raise InputError(f"{line.event.id} was merged into {into}: split that one instead")
    return amended(line, removed=False)


def _merged(chosen: Sequence[Line]) -> dict[str, Line]:
    if len(chosen) < 2:
        raise InputError("choose two events or more to merge")
    first, others = chosen[0], chosen[1:]
    drafted = joined(first.drafted or first.event, [each.drafted or each.event for each in others])
    known = first.amendment or Amendment()
    key = True if any(each.event.key for each in chosen) and not first.event.key else known.key
    wanted = msgspec.structs.replace(known, records=drafted.records, key=key)
    name = first.event.id
    found = {name: _with(msgspec.structs.replace(first, drafted=drafted), wanted)}
    for each in others:
        found[each.event.id] = amended(each, removed=True, into=name)
    return found


def _split(
    line: Line, lines: Mapping[str, Line], build: Build, free: Iterator[str]
) -> dict[str, Line]:
    name = line.event.id
    away = [each for each in lines.values() if each.amendment and each.amendment.into == name]
    if away:
        return _unmerged(line, away, build)
    if len(line.event.records) < 2:
        raise InputError(f"{name} is made of one record: there is nothing to split")
    built = {each: build((each,)) for each in line.event.records}
    parts = {each: event for each, event in built.items() if event is not None}
    if len(parts) < len(built):
        raise InputError(f"the records behind {name} are not in the store")
    found: dict[str, Line] = {}
    for position, (record, event) in enumerate(parts.items()):
        known = (line.amendment if position == 0 else None) or Amendment()
        part = msgspec.structs.replace(
            event, id=name if position == 0 else next(free), key=position == 0 and line.event.key,
            noise=line.event.noise,
        )  # fmt: skip
        wanted = msgspec.structs.replace(known, records=(record,))
        found[part.id] = _with(Line(event=part), wanted)
    return found


def _unmerged(line: Line, away: Sequence[Line], build: Build) -> dict[str, Line]:
    """The lines that were merged into one, as they were, and that one without their records."""
    found = {each.event.id: amended(each, removed=False, into="") for each in away}
    gone = {record for each in away for record in each.event.records}
    left = tuple(each for each in line.event.records if each not in gone)
    before = line.drafted or line.event
    drafted = build(left) if left else None
    if drafted is None:
        sources = dict.fromkeys(each.partition(":")[0] for each in left)
        drafted = msgspec.structs.replace(before, records=left, sources=tuple(sources), places=())
    drafted = msgspec.structs.replace(drafted, id=before.id, key=before.key, noise=before.noise)
    known = line.amendment or Amendment()
    wanted = msgspec.structs.replace(known, records=left)
    found[line.event.id] = _with(msgspec.structs.replace(line, drafted=drafted), wanted)
    return found


def _with(line: Line, amendment: Amendment) -> Line:
    drafted = line.drafted or line.event
    if amendment == Amendment():
        return Line(event=drafted)
    return Line(event=applied(drafted, amendment), drafted=drafted, amendment=amendment)


def _text(text: str) -> str:
    found = " ".join(text.split())
    if not found:
        raise InputError("say what happened", place="text")
    if len(found) > MOST_TEXT:
        raise InputError(f"is longer than {MOST_TEXT:,} characters", place="text")
    return found


def _actor(actor: str | None) -> str | None:
    found = " ".join((actor or "").split())
    if len(found) > MOST_ACTOR:
        raise InputError(f"is longer than {MOST_ACTOR} characters", place="actor")
    return found or None


def _time(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise InputError("the time has no zone", place="at")
    if not _EARLIEST <= at < _LATEST:
        raise InputError("is outside the years 1990 to 2100", place="at")
    return at.astimezone(UTC)
