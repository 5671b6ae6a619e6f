"""Availability of one service in one window, its error budget, and who burnt it.

    availability = 1 - downtime / (window - maintenance)

Overlapping outages count once, with the heavier of their weights at every instant; declared
maintenance is neither downtime nor part of the window. 99.9 % of 30 days allow 43.2 minutes
(PRODUCT.md 6).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

_FULL = 1.0


class Outage(msgspec.Struct, frozen=True):
    """A stretch in which the service was down or degraded. `end` is None while it lasts.

    `weight` is the share of users or requests that it hit, 0 to 1. `name` says what caused it.
    """

    start: datetime
    end: datetime | None
    name: str = ""
    weight: float = _FULL


class Window(msgspec.Struct, frozen=True):
    """A stretch of time that is looked at, `start` inclusive and `end` exclusive."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """Its length."""
        return max(0.0, (self.end - self.start).total_seconds())


class Burn(msgspec.Struct, frozen=True):
    """How many weighted seconds of downtime one cause is answerable for."""

    name: str
    seconds: float


class Availability(msgspec.Struct, frozen=True, kw_only=True):
    """The availability of a window. Times in seconds, shares from 0 to 1.

    `share` is None where maintenance leaves nothing of the window. Without a target there is no
    budget: `allowed`, `left`, `used` and `breach` are None. `used` above 1 is a breach, `left`
    then negative.
    """

    window: float
    maintenance: float
    down: float
    share: float | None
    target: float | None = None
    allowed: float | None = None
    left: float | None = None
    used: float | None = None
    breach: bool | None = None
    burns: tuple[Burn, ...] = ()


def availability(
    outages: Iterable[Outage],
    window: Window,
    *,
    target: float | None = None,
    maintenance: Iterable[Window] = (),
) -> Availability:
    """The availability of `window`; `target` is the promised share (0.999), where there is one.

    An instant in which several outages overlap is charged to the heaviest, then to the earliest.
    Outages that end before they start, or reach outside of the window, count as far as they lie in
    it. Raises ValueError for a target outside of 0 to 1 or a weight outside of it.
    """
    if target is not None and not 0 <= target <= 1:
        raise ValueError(f"a target is a share from 0 to 1, not {target}")
    pauses = merged(_cut(maintenance, window))
    paused = sum(each.seconds for each in pauses)
    charged: dict[str, float] = {}
    for outage, seconds in _charged(_inside(outages, window), pauses):
        charged[outage.name] = charged.get(outage.name, 0.0) + seconds * outage.weight
    down = sum(charged.values())
    counted = window.seconds - paused
    share = 1 - down / counted if counted > 0 else None
    burns = tuple(
        Burn(name, seconds)
        for name, seconds in sorted(charged.items(), key=lambda each: (-each[1], each[0]))
        if seconds > 0
    )
    found = Availability(
        window=window.seconds, maintenance=paused, down=down, share=share, burns=burns
    )
    return found if target is None or share is None else _budget(found, target, counted)


def merged(windows: Iterable[Window]) -> list[Window]:
    """The same time without overlaps, in order."""
    found: list[Window] = []
    for each in sorted(windows, key=lambda one: one.start):
        if each.end <= each.start:
            continue
        if found and each.start <= found[-1].end:
            found[-1] = Window(found[-1].start, max(found[-1].end, each.end))
        else:
            found.append(each)
    return found


def allowed_seconds(target: float, seconds: float) -> float:
    """The error budget of a window: 0.999 of 2,592,000 s allow 2,592 s, that is 43.2 minutes."""
    return (1 - target) * seconds


def _budget(found: Availability, target: float, counted: float) -> Availability:
    allowed = allowed_seconds(target, counted)
    if allowed > 0:
        used = found.down / allowed
    else:
        used = 0.0 if not found.down else float("inf")
    return msgspec.structs.replace(
        found,
        target=target,
        allowed=allowed,
        left=allowed - found.down,
        used=used,
        # Compared as times, not as shares, so that a budget spent to the second is no breach.
        breach=found.down - allowed > 1e-6,
    )


def _cut(windows: Iterable[Window], bounds: Window) -> Iterator[Window]:
    for each in windows:
        yield Window(max(each.start, bounds.start), min(each.end, bounds.end))


def _inside(outages: Iterable[Outage], window: Window) -> list[Outage]:
    found = []
    for each in outages:
        if not 0 <= each.weight <= 1:
            raise ValueError(f"a weight is a share from 0 to 1, not {each.weight}")
        start = max(each.start, window.start)
        end = window.end if each.end is None else min(each.end, window.end)
        if end > start and each.weight > 0:
            found.append(Outage(start, end, each.name, each.weight))
    return found


def _charged(outages: Sequence[Outage], pauses: Sequence[Window]) -> Iterator[tuple[Outage, float]]:
    """Every stretch between two changes with the outage that it is charged to."""
    edges = sorted(
        {each.start for each in outages}
        | {each.end for each in outages if each.end}
        | {edge for pause in pauses for edge in (pause.start, pause.end)}
    )
    starting = sorted(outages, key=lambda each: each.start)
    running: list[Outage] = []
    upcoming = 0
    pause = 0
    for begin, end in itertools.pairwise(edges):
        while upcoming < len(starting) and starting[upcoming].start <= begin:
            running.append(starting[upcoming])
            upcoming += 1
        running = [each for each in running if each.end and each.end > begin]
        while pause < len(pauses) and pauses[pause].end <= begin:
            pause += 1
        paused = pause < len(pauses) and pauses[pause].start <= begin
        if running and not paused:
            heaviest = min(running, key=lambda each: (-each.weight, each.start, each.name))
            yield heaviest, (end - begin).total_seconds()
