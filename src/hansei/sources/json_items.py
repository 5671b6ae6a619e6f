"""JSON and NDJSON, element by element, in bounded memory; damaged documents up to the damage."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import msgspec

from hansei.domain.event import Place
from hansei.sources.base import Item, Refusal, Shape
from hansei.sources.decoded import Decoded, Opened, sampled
from hansei.sources.json_pieces import Piece, put, read_pieces, until_damage, with_damage

WHOLE_JSON = 4 << 20
"""Bytes up to which a JSON object is decoded in one piece."""
LONGEST_JSON = 256 << 20
"""Bytes up to which JSON is held in memory as bytes; above, it is streamed."""
LONGEST_LINE = 64 << 20
"""Characters that a line of NDJSON or text may have; a longer one is refused."""
SLICE = 500
"""Elements of the long list in one slice of a large JSON object."""
_LINES_LOOKED_AT = 7
_SURELY_WHOLE = 16 << 10
_UNREAD = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


_JSON_START = re.compile(r"\{\s*[\"}]|\[\s*[\[{\"\]]")


def looks_like_json(start: str) -> bool:
    """Whether a text begins like a JSON object or list; "[2025-03-01] ..." does not."""
    return bool(_JSON_START.match(start))


def is_ndjson(start: str) -> bool:
    """Whether a text begins like one JSON value a line; a broken first line does not hide it."""
    lines = [line for line in start.splitlines()[:_LINES_LOOKED_AT] if line.strip()]
    if len(lines) < 2:
        return False
    first, second = lines[0].strip(), lines[1].lstrip()
    if _is_json(first):
        return first[0] == "{" or second[0] == "["
    if first.endswith("}"):
        return second[0] == "{"
    whole = lines[1:] if len(start) < _SURELY_WHOLE else lines[1:-1]
    return bool(whole) and all(line[0] == "{" and _is_json(line) for line in whole)


def _is_json(line: str) -> bool:
    try:
        lenient(line)
    except (ValueError, RecursionError):
        return False
    return True


def lenient(text: str | bytes) -> Any:
    """A JSON value with what writers let slip: NaN and Infinity as null, halves of characters.

    Raises ValueError or RecursionError for anything else.
    """
    value = json.loads(text, parse_constant=lambda _name: None)
    if b"\\u" in text if isinstance(text, bytes) else "\\u" in text:
        # Half of a surrogate pair, as cut-off texts hold it, cannot be stored as UTF-8.
        whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        value = json.loads(whole)
    return value


def ndjson(source: Opened) -> Iterator[Item | Refusal]:
    decoder = msgspec.json.Decoder()
    name = source.name
    lines = source.lines()
    for number, line in enumerate(iter(partial(lines.readline, LONGEST_LINE), ""), 1):
        if len(line) < 3 and not line.strip():
            continue
        place = Place(name, number)
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            source.skip_line()
            yield Refusal(place, "is longer than a line may be", "unreadable", line[:2000])
            continue
        try:
            yield Item(decoder.decode(line), place)
        except _UNREAD:
            yield _read_leniently(line, place)


def _read_leniently(text: str | bytes, place: Place) -> Item | Refusal:
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    try:
        return Item(lenient(text), place)
    except RecursionError:
        return Refusal(place, "is nested too deeply", "unreadable", text[:2000])
    except ValueError as error:
        return Refusal(place, f"is not JSON: {error}", "unreadable", text[:2000])


def read_json(source: Opened) -> Decoded:
    data = source.everything(LONGEST_JSON)
    if data is None:
        return _streamed(source)
    if source.head.lstrip()[:1] == b"[" or data[:64].lstrip()[:1] == b"[":
        try:
            elements = msgspec.json.decode(data, type=list[msgspec.Raw])
        except _UNREAD:
            return sampled(source.name, Shape.JSON, _salvaged(source.name, data))
        return sampled(source.name, Shape.JSON, _elements(source.name, elements))
    if len(data) > WHOLE_JSON:
        sliced = _sliced(source.name, data)
        if sliced:
            return sliced
    try:
        document = msgspec.json.decode(data)
    except _UNREAD:
        return sampled(source.name, Shape.JSON, _salvaged(source.name, data))
    return sampled(source.name, Shape.JSON, iter([Item(document, Place(source.name))]))


def _elements(name: str, elements: list[msgspec.Raw], path: str = "$") -> Iterator[Item | Refusal]:
    decoder = msgspec.json.Decoder()
    for index, raw in enumerate(elements):
        place = Place(name, 0, f"{path}[{index}]")
        try:
            yield Item(decoder.decode(raw), place)
        except _UNREAD:
            yield _read_leniently(bytes(raw), place)


def _sliced(name: str, data: bytes) -> Decoded | None:
    """Slices of the one long list inside a large object; None where it is not built so."""
    try:
        outer = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        longest = max(outer, key=lambda key: len(memoryview(outer[key])), default=None)
        if longest is None or bytes(memoryview(outer[longest])[:1]) != b"[":
            return None
        elements = msgspec.json.decode(outer[longest], type=list[msgspec.Raw])
        rest = {key: msgspec.json.decode(raw) for key, raw in outer.items() if key != longest}
    except _UNREAD:
        return None

    def slices() -> Iterator[Item | Refusal]:
        for start in range(0, len(elements), SLICE):
            part: list[Any] = []
            for each in _elements(name, elements[start : start + SLICE], f"$.{longest}"):
                if isinstance(each, Item):
                    part.append(each.value)
                else:
                    # The element keeps its number: its neighbours are counted from it.
                    part.append(None)
                    index = start + len(part) - 1
                    yield replace(each, place=Place(name, 0, f"$.{longest}[{index}]"))
            yield Item({**rest, longest: part}, Place(name, start))

    return sampled(name, Shape.JSON, slices(), sliced=True)


def _streamed(source: Opened) -> Decoded:
    """A JSON document too large for memory, element by element."""
    source.stream.seek(0)
    pieces = with_damage(source.name, read_pieces(source.name, source.stream))
    if source.head.lstrip()[:1] == b"[":
        return sampled(source.name, Shape.JSON, _from_list(source.name, pieces))
    return sampled(source.name, Shape.JSON, _from_object(source.name, pieces), sliced=True)


def _from_list(name: str, pieces: Iterator[Piece | Refusal]) -> Iterator[Item | Refusal]:
    for piece in pieces:
        if isinstance(piece, Refusal):
            yield piece
        else:
            yield Item(piece.value, Place(name, 0, f"$[{piece.number}]"))


def _from_object(name: str, pieces: Iterator[Piece | Refusal]) -> Iterator[Item | Refusal]:
    """Slices of every list in an object, each with what stood beside the lists before it."""
    beside: dict[str, Any] = {}
    part: list[Any] = []
    at: tuple[str, ...] = ()
    start = 0
    for piece in pieces:
        if isinstance(piece, Refusal):
            yield piece
        elif piece.number is None:
            beside = put(beside, piece.path, piece.value)
        else:
            if part and (piece.path != at or len(part) == SLICE):
                yield Item(put(beside, at, part), Place(name, start))
                part = []
            if not part:
                at, start = piece.path, piece.number
            part.append(piece.value)
    if part:
        yield Item(put(beside, at, part), Place(name, start))


def _salvaged(name: str, data: bytes) -> Iterator[Item | Refusal]:
    """What stands before the break in a damaged document, then one refusal with the line."""
    data = data.decode("utf-8", "replace").encode()
    try:
        document = lenient(data)
    except (ValueError, RecursionError) as error:
        pieces = until_damage(read_pieces(name, io.BytesIO(data)))
        listed = data.lstrip()[:1] == b"["
        yield from _from_list(name, pieces) if listed else _whole_object(name, pieces)
        yield _fault(name, data, error)
        return
    if isinstance(document, list):
        for index, value in enumerate(document):
            yield Item(value, Place(name, 0, f"$[{index}]"))
    else:
        yield Item(document, Place(name))


def _whole_object(name: str, pieces: Iterator[Piece | Refusal]) -> Iterator[Item | Refusal]:
    """A damaged object with the complete elements of its lists, if there are any."""
    found: dict[str, Any] = {}
    lists: dict[tuple[str, ...], list[Any]] = {}
    for piece in pieces:
        if isinstance(piece, Refusal):
            yield piece
        elif piece.number is None:
            found = put(found, piece.path, piece.value)
        else:
            if piece.path not in lists:
                found = put(found, piece.path, lists.setdefault(piece.path, []))
            lists[piece.path].append(piece.value)
    if lists:
        yield Item(found, Place(name))


def _fault(name: str, data: bytes, error: Exception) -> Refusal:
    """Why a document is not JSON, and in which line."""
    reason, line = f"is not JSON: {error}", 1
    if isinstance(error, json.JSONDecodeError):
        cut = error.pos >= len(data.rstrip()) - 2 or "Unterminated" in error.msg
        reason, line = "breaks off" if cut else f"is not JSON: {error.msg}", error.lineno
    elif isinstance(error, RecursionError):
        reason = "is nested too deeply"
    return Refusal(Place(name, line), reason, "unreadable")
