"""What an edit of a timeline does to the milestones and to the document that shows it.

with_lines(...)         the document with the lines as they stand now
recited(...)            its prose, citing the line that others were merged into
marks_following(...)    the milestones with their events moved, merged or gone
stated_mark(...)        a milestone as a person states it
with_mark(...)          the document with it, or without
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from hansei.domain.amendment import Line
from hansei.domain.claims import cited_events
from hansei.domain.document import (
    Block,
    BlockKind,
    Candidate,
    Document,
    How,
    Mark,
    Milestone,
    Section,
    digest_of,
    dropped_name,
)
from hansei.domain.event import Event, Signal

_CITED = re.compile(r"\[((?:[eE]v?\d+)(?:\s*,\s*(?:[eE]v?\d+))*)\](?!\()")
_EXACT = (Signal.DOWN, Signal.UP)
"""The precision of an outside check is its interval: its time is exact all the same."""


class Change(NamedTuple):
    """One line before and after an edit; None where there was no such line."""

    before: Line | None
    after: Line | None


class Reworded(NamedTuple):
    """The text of a block before and after its citations were brought up to date."""

    before: str
    after: str


def shown(line: Line | None) -> Event | None:
    """The event as the timeline shows it, None for a removed or absent one."""
    return None if line is None or line.removed else line.event


def with_lines(document: Document, changes: Mapping[str, Change]) -> Document:
    """The document with these lines of its timeline as they stand now.

    It shows what it showed before, new key events, and what its prose cites.
    """
    cited = cited_events(document.sections)
    events = {each.id: each for each in document.events}
    dropped = set(document.dropped)
    for name, change in changes.items():
        before, after = shown(change.before), shown(change.after)
        if after is None:
            events.pop(name, None)
        elif after.key or name in cited:
            newly = before is None or (after.key and not before.key)
            if name in events or newly:
                events[name] = after
                dropped.discard(f"event:{name}")
        else:
            events.pop(name, None)
    return msgspec.structs.replace(
        document,
        events=tuple(sorted(events.values(), key=lambda each: each.at)),
        dropped=tuple(each for each in document.dropped if each in dropped),
    )


def moved_ids(changes: Mapping[str, Change]) -> dict[str, str]:
    """The lines that were merged into another one, with the id of that one."""
    return {
        name: change.after.amendment.into
        for name, change in changes.items()
        if change.after and change.after.amendment and change.after.amendment.into
    }


def recited(
    sections: Iterable[Section], moved: Mapping[str, str]
) -> tuple[tuple[Section, ...], tuple[Reworded, ...]]:
    """The sections with citations of merged lines led to the line that they are in now, and the
    blocks that this worded otherwise. A drafted block that nobody edited stays one.
    """
    reworded: list[Reworded] = []
    result = []
    for section in sections:
        blocks = tuple(_led_on(block, moved) for block in section.blocks)
        pairs = zip(section.blocks, blocks, strict=True)
        reworded += [Reworded(old.text, new.text) for old, new in pairs if old.text != new.text]
        result.append(msgspec.structs.replace(section, blocks=blocks))
    return tuple(result), tuple(reworded)


def worded_back(sections: Iterable[Section], reworded: Iterable[Reworded]) -> tuple[Section, ...]:
    """The sections with those blocks as they were that still read as they were made to."""
    before = {each.after: each.before for each in reworded}
    return tuple(
        msgspec.structs.replace(
            section,
            blocks=tuple(
                _with_text(block, before[block.text]) if block.text in before else block
                for block in section.blocks
            ),
        )
        for section in sections
    )


def _led_on(block: Block, moved: Mapping[str, str]) -> Block:
    if not moved or block.kind is not BlockKind.TEXT:
        return block
    text = _CITED.sub(lambda found: _citation(found, moved), block.text)
    return block if text == block.text else _with_text(block, text)


def _citation(found: re.Match[str], moved: Mapping[str, str]) -> str:
    names = [each.strip() for each in found[1].split(",")]
    led = dict.fromkeys(moved.get(each, each) for each in names)
    return found[0] if list(led) == names else f"[{', '.join(led)}]"


def _with_text(block: Block, text: str) -> Block:
    digest = block.digest if block.edited or not block.drafted else digest_of(text)
    return msgspec.structs.replace(block, text=text, digest=digest)


def marks_following(
    marks: Mapping[Milestone, Mark], changes: Mapping[str, Change]
) -> tuple[dict[Milestone, Mark], frozenset[Milestone]]:
    """The milestones with their evidence as it stands now, and the inferred ones that lost it.

    A milestone moves with the event that it rests on. What a person stated stays known, whatever
    becomes of the event.
    """
    result: dict[Milestone, Mark] = {}
    bare: set[Milestone] = set()
    for milestone, mark in marks.items():
        followed = mark
        for name, change in changes.items():
            followed = _followed(followed, name, change)
        if mark.events and not followed.events and mark.how is How.INFERRED:
            bare.add(milestone)
        result[milestone] = followed
    return result, frozenset(bare)


def _followed(mark: Mark, name: str, change: Change) -> Mark:
    before, after = shown(change.before), shown(change.after)
    was_in = change.before.amendment.into if change.before and change.before.amendment else ""
    if was_in and after is not None:
        return _led_back(mark, was_in, after)
    if name not in mark.events and all(each.event != name for each in mark.candidates):
        return mark
    into = change.after.amendment.into if change.after and change.after.amendment else ""
    if into:
        return _led(mark, {name: into})
    if after is None or (after.noise and before is not None and not before.noise):
        return msgspec.structs.replace(
            mark,
            events=tuple(each for each in mark.events if each != name),
            candidates=tuple(each for each in mark.candidates if each.event != name),
        )
    if before is None or before.at == after.at:
        return mark
    rests = name in mark.events and (mark.how is How.INFERRED or mark.at == before.at)
    by = after.at - before.at if rests else timedelta(0)
    return msgspec.structs.replace(
        mark,
        at=mark.at + by,
        earliest=mark.earliest + by,
        latest=mark.latest + by,
        candidates=tuple(
            msgspec.structs.replace(each, at=after.at) if each.event == name else each
            for each in mark.candidates
        ),
    )


def _led(mark: Mark, moved: Mapping[str, str]) -> Mark:
    candidates: dict[str, Candidate] = {}
    for each in mark.candidates:
        name = moved.get(each.event, each.event)
        candidates.setdefault(name, msgspec.structs.replace(each, event=name))
    return msgspec.structs.replace(
        mark,
        events=tuple(dict.fromkeys(moved.get(each, each) for each in mark.events)),
        candidates=tuple(candidates.values()),
    )


def _led_back(mark: Mark, merged: str, event: Event) -> Mark:
    """The mark with an event that was merged into another one, where its time tells it is that."""
    return msgspec.structs.replace(
        mark,
        events=tuple(
            event.id if each == merged and mark.at == event.at else each for each in mark.events
        ),
        candidates=tuple(
            msgspec.structs.replace(each, event=event.id)
            if each.event == merged and each.at == event.at
            else each
            for each in mark.candidates
        ),
    )


def stated_mark(
    at: datetime, precision_s: int, *, event: Event | None, before: Mark | None, reason: str
) -> Mark:
    """A milestone as a person states it: at an event, or at a time known to `precision_s`.

    The candidates that were found `before` stay, to choose among.
    """
    width = 1 if event is not None and event.signal in _EXACT else precision_s
    return Mark(
        at=at,
        earliest=at,
        latest=at + timedelta(seconds=width),
        how=How.STATED,
        events=(event.id,) if event is not None else (),
        reason=reason,
        candidates=before.candidates if before is not None else (),
    )


def with_mark(
    document: Document, milestone: Milestone, mark: Mark | None, *, cleared: bool = False
) -> Document:
    """The document with a milestone, or without; `cleared`: a person wants it left unknown."""
    marks = {each: known for each, known in document.milestones.items() if each is not milestone}
    if mark is not None:
        marks[milestone] = mark
    name = dropped_name(milestone)
    dropped = {each for each in document.dropped if each != name} | ({name} if cleared else set())
    return msgspec.structs.replace(
        document,
        milestones={each: marks[each] for each in Milestone if each in marks},
        dropped=tuple(sorted(dropped)),
    )


def renamed(document: Document, names: Mapping[str, str]) -> Document:
    """The document with other ids for some of its events, wherever it names them."""
    events = (
        msgspec.structs.replace(each, id=names.get(each.id, each.id)) for each in document.events
    )
    return msgspec.structs.replace(
        document,
        sections=recited(document.sections, names)[0],
        events=tuple(events),
        milestones={each: _led(mark, names) for each, mark in document.milestones.items()},
    )
