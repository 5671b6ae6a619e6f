"""Payloads damaged on purpose: keys dropped, types swapped, strings cut, values out of range."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, NamedTuple

MOST_SPOTS = 400
DROP = object()


def nested(depth: int) -> Any:
    """A list in a list in a list, built without recursion."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


def nested_objects(depth: int) -> Any:
    value: Any = {}
    for number in range(depth):
        value = {("data", "text", "labels")[number % 3]: value}
    return value


REPLACEMENTS: tuple[Any, ...] = (
    DROP, None, True, 0, -1, 10**30, -(10**5000), 1e308, float("nan"), float("inf"),
    "", " ", "\x00\x1b[31mred", "\ud800", "\u202e", "9" * 5000, "x" * 9000, "https://", "[", "%s",
    "0000-00-00T99:99:99Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "12",
    [], [None], [[]], [{}], [1, "two"], {}, {"id": None}, {"": []},
    nested(3000), nested_objects(900),
)  # fmt: skip


class Spot(NamedTuple):
    """One value inside a payload: the container that holds it and its key or index."""

    holder: Any
    key: Any


def spots(value: Any) -> list[Spot]:
    """The places of a payload that can be damaged, outermost first."""
    found: list[Spot] = []
    waiting = [value]
    for holder in waiting:
        inside: Iterator[tuple[Any, Any]]
        if isinstance(holder, dict):
            inside = iter(list(holder.items()))
        elif isinstance(holder, list):
            inside = enumerate(holder)
        else:
            continue
        for key, child in inside:
            found.append(Spot(holder, key))
            waiting.append(child)
            if len(found) == MOST_SPOTS:
                return found
    return found


def damage(spot: Spot, replacement: Any) -> None:
    if replacement is DROP:
        del spot.holder[spot.key]
    else:
        spot.holder[spot.key] = replacement


def cut(spot: Spot, at: int) -> None:
    value = spot.holder[spot.key]
    if isinstance(value, str) and value:
        spot.holder[spot.key] = value[: at % len(value)]


def damaged(value: Any, steps: list[tuple[int, int]]) -> Any:
    """A copy of a payload with a few values damaged; each step picks a spot and a replacement."""
    if isinstance(value, str):
        return damaged_text(value, steps)
    holder = [copy.deepcopy(value)]
    for where, what in steps:
        found = spots(holder)
        if not found:
            break
        spot = found[where % len(found)]
        if what < len(REPLACEMENTS):
            damage(spot, REPLACEMENTS[what])
        else:
            cut(spot, where)
    return holder[0] if holder else None


def damaged_text(text: str, steps: list[tuple[int, int]]) -> str:
    for where, what in steps:
        at = where * 7919 % (len(text) + 1)
        new = REPLACEMENTS[what % len(REPLACEMENTS)]
        text = text[:at] + (new if isinstance(new, str) else "\n") + text[at + where % 40 :]
    return text


def one_by_one(value: Any, replacements: tuple[Any, ...], most: int) -> Iterator[Any]:
    """Copies of a payload, each with one value damaged in one way."""
    count = min(len(spots(value)), most)
    for number in range(count):
        for replacement in replacements:
            changed = copy.deepcopy(value)
            damage(spots(changed)[number], replacement)
            yield changed
