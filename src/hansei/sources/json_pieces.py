"""A JSON document as a stream: the elements of its outermost lists and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO, NamedTuple

import ijson

from hansei.domain.errors import Unreadable
from hansei.domain.event import Place
from hansei.sources.base import Refusal
from hansei.sources.text import one_line

DEEPEST = 200
"""Levels of an element; a deeper one is refused, and its neighbours land."""
_STARTS = frozenset({"start_map", "start_array"})
_ENDS = frozenset({"end_map", "end_array"})
_ERRORS = (ijson.JSONError, RecursionError, ValueError)


class Piece(NamedTuple):
    """What stands under the keys in `path`: an element of a list by `number`, or a value."""

    path: tuple[str, ...]
    number: int | None
    value: Any


def read_pieces(name: str, stream: BinaryIO) -> Iterator[Piece | Refusal]:
    """The pieces in order. Raises Unreadable with the path where the document is damaged."""
    keys: list[str] = []
    index: int | None = None
    events = ijson.basic_parse(stream, use_float=True)
    try:
        for event, value in events:
            if index is not None and event == "end_array":
                index = None
            elif index is not None:
                element = _built(event, value, events)
                if element is _TOO_DEEP:
                    place = Place(name, 0, f"{_json_path(keys)}[{index}]")
                    yield Refusal(place, "is nested too deeply", "unreadable")
                else:
                    yield Piece(tuple(keys), index, element)
                index += 1
            elif event == "start_array":
                index = 0
            elif event == "map_key":
                keys[-1] = value
            elif event == "start_map":
                keys.append("")
            elif event == "end_map":
                keys.pop()
            else:
                yield Piece(tuple(keys), None, value)
    except _ERRORS as error:
        path = _json_path(keys) + ("" if index is None else f"[{index}]")
        raise Unreadable(f"breaks off: {one_line(error, 200)}", place=path) from None


_TOO_DEEP = object()


def _built(event: str, value: Any, events: Iterator[tuple[str, Any]]) -> Any:
    """The element that begins with an event, read to its end."""
    builder = ijson.ObjectBuilder()
    builder.event(event, value)
    depth, deepest = int(event in _STARTS), 0
    while depth:
        event, value = next(events)
        depth += (event in _STARTS) - (event in _ENDS)
        deepest = max(deepest, depth)
        if deepest <= DEEPEST:
            builder.event(event, value)
    return builder.value if deepest <= DEEPEST else _TOO_DEEP


def until_damage(pieces: Iterator[Piece | Refusal]) -> Iterator[Piece | Refusal]:
    """The pieces before the damage."""
    with suppress(Unreadable):
        yield from pieces


def with_damage(name: str, pieces: Iterator[Piece | Refusal]) -> Iterator[Piece | Refusal]:
    """The pieces before the damage and then a refusal."""
    try:
        yield from pieces
    except Unreadable as error:
        yield Refusal(Place(name, 0, error.place), error.reason, error.code)


def _json_path(keys: list[str]) -> str:
    return ".".join(["$", *keys[:DEEPEST]])


def put(document: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """A copy of nested objects with one value put in; what it shares with the old is unchanged."""
    made = dict(document)
    inner = made
    for key in path[:-1]:
        below = inner.get(key)
        inner[key] = dict(below) if isinstance(below, dict) else {}
        inner = inner[key]
    if path:
        inner[path[-1]] = value
    return made
