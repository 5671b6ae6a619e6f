"""Accounts of those who were there, beside the timeline: what differs, never who is right.

A line that begins with a time is a moment; lines without one belong to the moment before. A moment
stands beside the event that it is about, told by its words, else beside one of the same time, else
on a line of its own: the timeline has nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

import msgspec

from hansei.domain.event import Event
from hansei.domain.stems import about_same, stems, telling

MOST_MOMENTS = 200
_TIME = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:at |around |about |ca\.? |~)?(\d{1,2})[:.h](\d\d)(?::(\d\d))?(?!\d)"
    r"\s*(?:UTC|Uhr|h)?\s*[-–:,]?\s*",
    re.IGNORECASE,
)
_SAME_TIME = timedelta(seconds=30)
_SAME_THING = timedelta(minutes=45)
_APART = timedelta(minutes=2)
_HALF_DAY = timedelta(hours=12)


class Moment(msgspec.Struct, frozen=True):
    """What somebody remembers. `at` is None where they gave no time."""

    text: str
    at: datetime | None = None


class Beside(msgspec.Struct, frozen=True):
    """A moment beside an event. `drift_s` is how much later it is remembered than recorded, in
    seconds, 0 where that is within two minutes."""

    moment: Moment
    drift_s: float = 0.0


class Row(msgspec.Struct, frozen=True):
    """One line of the comparison: an event, and what each account says of it, by name.

    Without an event it is something that the timeline does not have.
    """

    at: datetime | None
    event: Event | None
    said: dict[str, tuple[Beside, ...]]


def moments(text: str, *, near: datetime | None, zone: tzinfo = UTC) -> tuple[Moment, ...]:
    """The moments of an account. Times of day are taken on the day that lies nearest to `near`."""
    found: list[Moment] = []
    last = near
    for line in text.splitlines():
        mark = _TIME.match(line)
        at = _instant(mark, last, zone) if mark else None
        words = " ".join((line[mark.end() :] if mark and at else line).split()).lstrip("-*+ ")
        if at is not None:
            last = at
            found.append(Moment(words, at))
        elif words and found and found[-1].at is not None and line[:1].isspace():
            found[-1] = Moment(f"{found[-1].text} {words}".strip(), found[-1].at)
        elif words:
            found.append(Moment(words))
    return tuple(found[:MOST_MOMENTS])


def laid_out(events: Iterable[Event], accounts: Mapping[str, Sequence[Moment]]) -> tuple[Row, ...]:
    """Events and accounts in the order of time; moments without a time come last, as written."""
    lines = sorted((each for each in events if not each.noise), key=lambda each: each.at)
    words = [stems(each.text) for each in lines]
    tell = telling(words)
    beside: dict[str, dict[str, list[Beside]]] = {}
    alone: list[Row] = []
    for name, said in accounts.items():
        for moment in said:
            event = _event_of(moment, lines, words, tell)
            if event is None:
                alone.append(Row(moment.at, None, {name: (Beside(moment),)}))
                continue
            apart = (moment.at - event.at) if moment.at else timedelta()
            drift = apart.total_seconds() if abs(apart) >= _APART else 0.0
            beside.setdefault(event.id, {}).setdefault(name, []).append(Beside(moment, drift))
    rows = [
        Row(each.at, each, {name: tuple(said) for name, said in beside.get(each.id, {}).items()})
        for each in lines
    ]
    late = datetime.max.replace(tzinfo=UTC)
    return tuple(sorted([*rows, *alone], key=lambda each: (each.at or late, each.event is None)))


def _event_of(
    moment: Moment, lines: Sequence[Event], words: Sequence[frozenset[str]], tell: Iterable[str]
) -> Event | None:
    """The event that a moment is about: of those about the same thing the nearest one."""
    mine = stems(moment.text)
    alike = [
        each for each, theirs in zip(lines, words, strict=True)
        if mine and about_same(mine, theirs, tell)
        and (moment.at is None or abs(each.at - moment.at) <= _SAME_THING)
    ]  # fmt: skip
    if moment.at is None:
        return alike[0] if len(alike) == 1 else None
    near = [each for each in lines if abs(each.at - moment.at) <= _SAME_TIME]
    at = moment.at
    return min(alike or near, key=lambda each: abs(each.at - at), default=None)


def _instant(mark: re.Match[str], near: datetime | None, zone: tzinfo) -> datetime | None:
    hour, minute, second = int(mark[1]), int(mark[2]), int(mark[3] or 0)
    if near is None or hour > 23 or minute > 59 or second > 59:
        return None
    local = near.astimezone(zone)
    at = local.replace(hour=hour, minute=minute, second=second, microsecond=0)
    if at - local > _HALF_DAY:
        at -= timedelta(days=1)
    elif local - at > _HALF_DAY:
        at += timedelta(days=1)
    return at.astimezone(UTC)
