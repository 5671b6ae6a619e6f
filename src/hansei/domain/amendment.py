"""What people decided about the lines of a timeline, kept beside what drafting makes of records.

A decision holds on to records, never to a line's place: drafting again finds the line by what it
was made of, brings the rest of it up to date, and leaves what a person said of it alone.

    amended(line, ...)          a line with more of a person's decisions
    standing(events, lines)     freshly merged events with the decisions that stand
    people_together(lines)      which records people want in one event, for merging
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from hansei.domain.event import Event, Kind, Place
from hansei.domain.grouping import Together


class Amendment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person's decisions about one line; what is unset or None is left to drafting.

    `records`: people merged or split it, and it is made of these. `into`: it was merged into the
    line of that id. `removed`: taken off the timeline.
    """

    text: str | UnsetType = UNSET
    at: datetime | UnsetType = UNSET
    precision_s: int | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    actor: str | UnsetType | None = UNSET
    key: bool | None = None
    noise: bool | None = None
    records: tuple[str, ...] | None = None
    into: str = ""
    removed: bool = False

    @property
    def rewrites(self) -> bool:
        """Whether it changes what the line says, or what it is made of."""
        said = (self.text, self.at, self.kind, self.actor)
        return self.records is not None or any(each is not UNSET for each in said)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the timeline as it stands, beside what people decided and what was there before.

    `drafted` is the line without their decisions: as drafting made it, or as it was first written
    by hand. Both are None for a line that nobody touched.
    """

    event: Event
    drafted: Event | None = None
    amendment: Amendment | None = None

    @property
    def removed(self) -> bool:
        """Whether it is off the timeline."""
        return self.amendment is not None and self.amendment.removed


class Kept(NamedTuple):
    """What stands of an incident's timeline, for drafting it again.

    `lines` are those that people touched; `names` leads from each record to its line's id, for all
    lines; `used` are all ids that were ever given.
    """

    lines: tuple[Line, ...] = ()
    names: Mapping[str, str] = {}
    used: frozenset[str] = frozenset()


NOTHING_KEPT = Kept()
"""A timeline that nobody touched."""


def amended(line: Line, **decisions: Any) -> Line:
    """The line with these decisions of a person (fields of `Amendment`) besides earlier ones.

    One that says what drafting says anyway is withdrawn, and the line follows drafting again.
    """
    drafted = line.drafted or line.event
    known = line.amendment or Amendment()
    for name in ("text", "kind", "actor"):
        if name in decisions and decisions[name] == getattr(drafted, name):
            decisions[name] = UNSET
    if decisions.get("at") == drafted.at:
        decisions |= {"at": UNSET, "precision_s": UNSET}
    amendment = msgspec.structs.replace(known, **decisions)
    if amendment == Amendment():
        return Line(event=drafted)
    return Line(event=applied(drafted, amendment), drafted=drafted, amendment=amendment)


def applied(drafted: Event, amendment: Amendment) -> Event:
    """The event as a person wants it."""
    changes: dict[str, Any] = {}
    for name in ("text", "at", "precision_s", "kind", "actor"):
        value = getattr(amendment, name)
        if value is not UNSET:
            changes[name] = value
    if "at" in changes:
        # A person's time is no source's: no clock correction is in it, and no wording behind it.
        changes |= {"shift_s": 0.0, "written": None}
        if drafted.until is not None and drafted.until < changes["at"]:
            changes["until"] = None
    if amendment.key is not None:
        changes["key"] = amendment.key
    if amendment.noise is not None:
        changes["noise"] = amendment.noise
    if amendment.rewrites:
        changes["by_person"] = True
    return msgspec.structs.replace(drafted, **changes)


def joined(drafted: Event, others: Iterable[Event]) -> Event:
    """One event of several: the first speaks, the others bring sources, records and places."""
    parts = [drafted, *others]
    places = dict.fromkeys(place for each in parts for place in each.places or (each.place,))
    places.pop(Place(), None)
    ends = [each.until for each in parts if each.until is not None]
    return msgspec.structs.replace(
        drafted,
        sources=_union(each.sources or ((each.source,) if each.source else ()) for each in parts),
        records=_union(each.records for each in parts),
        refs=_union(each.refs for each in parts),
        places=tuple(places) if len(places) > 1 else (),
        until=max(ends, default=None),
        service=next((each.service for each in parts if each.service), None),
        severity=next((each.severity for each in parts if each.severity), None),
        actor=next((each.actor for each in parts if each.actor), None),
        url=next((each.url for each in parts if each.url), None),
    )


def people_together(lines: Iterable[Line]) -> tuple[Together, ...]:
    """For each line that people touched the records that stay together in it, and apart from
    those of the others. Where people merged or split it, its first record goes on speaking."""
    return tuple(
        Together(
            frozenset(line.event.records),
            line.event.records[0] if line.amendment and line.amendment.records else "",
        )
        for line in lines
        if line.event.records and not (line.amendment and line.amendment.into)
    )


def standing(
    events: Sequence[Event], lines: Sequence[Line]
) -> tuple[list[Event], tuple[Line, ...]]:
    """The events with the decisions of people in place, and the lines brought up to date.

    A line is found by its records. Whatever else was merged with them joins it. A line whose
    records are not among `events` stays as it is. Events come without ids, those of the lines with
    theirs; keys are not decided yet.
    """
    owners = {
        record: index
        for index, line in enumerate(lines)
        if not (line.amendment and line.amendment.into)
        for record in line.event.records
    }
    if not lines:
        return list(events), ()
    by_hand = {line.event.id for line in lines if not line.event.records}
    kept: list[Event] = []
    fresh: dict[int, list[Event]] = {}
    for event in events:
        found = list(dict.fromkeys(owners[each] for each in event.records if each in owners))
        if not found and event.id not in by_hand:
            kept.append(event)
        elif not found:
            continue
        elif len(found) == 1:
            fresh.setdefault(found[0], []).append(event)
        else:
            _share_out(event, found, owners, lines, fresh)
    settled = tuple(
        _settled(line, fresh[index]) if index in fresh else line for index, line in enumerate(lines)
    )
    kept += [line.event for line in settled if not line.removed]
    kept.sort(key=lambda each: (each.at, each.records, each.id))
    return kept, settled


def _share_out(
    event: Event,
    found: Sequence[int],
    owners: Mapping[str, int],
    lines: Sequence[Line],
    fresh: dict[int, list[Event]],
) -> None:
    """An event that people want as several: each line as it stands, the first with what is new."""
    new = tuple(each for each in event.records if each not in owners)
    for position, index in enumerate(found):
        base = lines[index].drafted or lines[index].event
        if position == 0 and new:
            base = msgspec.structs.replace(base, records=_union((base.records, new)))
        fresh.setdefault(index, []).append(base)


def _settled(line: Line, found: Sequence[Event]) -> Line:
    amendment = line.amendment or Amendment()
    base = joined(found[0], found[1:]) if len(found) > 1 else found[0]
    records = _union((line.event.records, base.records))
    if len(records) > len(base.records):
        base = msgspec.structs.replace(base, records=records)
    if amendment.records is not None:
        amendment = msgspec.structs.replace(amendment, records=records)
    drafted = msgspec.structs.replace(base, id=line.event.id)
    return Line(event=applied(drafted, amendment), drafted=drafted, amendment=amendment)


def with_decided_keys(events: Sequence[Event], lines: Sequence[Line]) -> list[Event]:
    """The events with the stars that people set or took, whatever drafting made of them.

    `lines` are as they stood before. One that people rewrote keeps the star that it had.
    """
    decided: dict[str, bool] = {}
    for line in lines:
        if line.amendment is not None and line.amendment.key is not None:
            decided[line.event.id] = line.amendment.key
        elif line.amendment is not None and line.amendment.rewrites:
            decided[line.event.id] = line.event.key
    return [
        msgspec.structs.replace(each, key=decided[each.id])
        if decided.get(each.id, each.key) != each.key
        else each
        for each in events
    ]


def brought_together(
    lines: Sequence[Line], events: Iterable[Event], before: Iterable[Event]
) -> tuple[Line, ...]:
    """The lines with their events as the timeline finally has them.

    `before` are the events before people's stars: what drafting alone would have made key.
    """
    final = {each.id: each for each in events}
    plain = {each.id: each.key for each in before}
    return tuple(
        msgspec.structs.replace(
            line,
            event=final[line.event.id],
            drafted=msgspec.structs.replace(
                line.drafted or line.event, key=plain.get(line.event.id, False)
            ),
        )
        if line.event.id in final
        else line
        for line in lines
    )


def _union(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))
