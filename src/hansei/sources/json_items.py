"""JSON and NDJSON, element by element, in bounded memory; damaged documents up to the damage."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

import msgspec

from hansei.domain.event import Place
from hansei.sources.base import Item, Refusal, Shape
from hansei.sources.decoded import Decoded, Opened, sampled

WHOLE_JSON = 4 << 20
"""Bytes up to which a JSON object is decoded in one piece."""
LONGEST_JSON = 256 << 20
"""Bytes up to which JSON is held in memory as bytes; above, it is streamed."""
SLICE = 500
"""Elements of the long list in one slice of a large JSON object."""


_JSON_START = re.compile(r"\{\s*[\"}]|\[\s*[\[{\"\]]")


def looks_like_json(start: str) -> bool:
    """Whether a text begins like a JSON object or list; "[2025-03-01] ..." does not."""
    return bool(_JSON_START.match(start))


def is_ndjson(start: str) -> bool:
    line, newline, rest = start.partition("\n")
    if not newline or not rest.strip():
        return False
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError):
        return rest.lstrip()[:1] == "{" and line.rstrip().endswith("}") and "{" in line
    return True


def ndjson(source: Opened) -> Iterator[Item | Refusal]:
    decoder = msgspec.json.Decoder()
    name = source.name
    for number, line in enumerate(source.lines(), 1):
        if len(line) < 3 and not line.strip():
            continue
        place = Place(name, number)
        try:
            yield Item(decoder.decode(line), place)
        except msgspec.DecodeError as error:
            yield Refusal(place, f"is not JSON: {error}", "unreadable", line[:2000])
        except RecursionError:
            yield Refusal(place, "is nested too deeply", "unreadable", line[:2000])


def read_json(source: Opened) -> Decoded:
    data = source.everything(LONGEST_JSON)
    if data is None:
        return _streamed(source)
    if source.head.lstrip()[:1] == b"[" or data[:64].lstrip()[:1] == b"[":
        try:
            elements = msgspec.json.decode(data, type=list[msgspec.Raw])
        except (msgspec.DecodeError, RecursionError):
            return sampled(source.name, Shape.JSON, _salvaged(source.name, data))
        return sampled(source.name, Shape.JSON, _elements(source.name, elements))
    if len(data) > WHOLE_JSON:
        sliced = _sliced(source.name, data)
        if sliced:
            return sliced
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError):
        return sampled(source.name, Shape.JSON, _salvaged(source.name, data))
    return sampled(source.name, Shape.JSON, iter([Item(document, Place(source.name))]))


def _elements(name: str, elements: list[msgspec.Raw]) -> Iterator[Item | Refusal]:
    decoder = msgspec.json.Decoder()
    for index, raw in enumerate(elements):
        place = Place(name, 0, f"$[{index}]")
        try:
            yield Item(decoder.decode(raw), place)
        except (msgspec.DecodeError, RecursionError) as error:
            yield Refusal(place, f"is not JSON: {error}", "unreadable")


def _sliced(name: str, data: bytes) -> Decoded | None:
    """Slices of the one long list inside a large object; None where it is not built so."""
    try:
        outer = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return None
    longest = max(outer, key=lambda key: len(memoryview(outer[key])), default=None)
    if longest is None or bytes(memoryview(outer[longest])[:1]) != b"[":
        return None
    elements = msgspec.json.decode(outer[longest], type=list[msgspec.Raw])
    rest = {key: msgspec.json.decode(raw) for key, raw in outer.items() if key != longest}
    decoder = msgspec.json.Decoder()

    def slices() -> Iterator[Item | Refusal]:
        for start in range(0, len(elements), SLICE):
            part = [decoder.decode(raw) for raw in elements[start : start + SLICE]]
            yield Item({**rest, longest: part}, Place(name, start))

    return sampled(name, Shape.JSON, slices(), sliced=True)


def _streamed(source: Opened) -> Decoded:
    """A JSON document too large for memory, element by element."""
    import ijson

    if source.head.lstrip()[:1] == b"[":
        return sampled(source.name, Shape.JSON, _from_ijson(source.name, source.stream, "item"))
    source.stream.seek(0)
    prefix = next(
        (where for where, event, _ in ijson.parse(source.stream) if event == "start_array"), ""
    )
    source.stream.seek(0)

    def slices() -> Iterator[Item | Refusal]:
        elements = ijson.items(source.stream, f"{prefix}.item", use_float=True)
        start = 0
        while part := list(islice(elements, SLICE)):
            yield Item({prefix: part}, Place(source.name, start))
            start += len(part)

    return sampled(source.name, Shape.JSON, slices(), sliced=True)


def _from_ijson(name: str, stream: BinaryIO, prefix: str) -> Iterator[Item | Refusal]:
    import ijson

    index = 0
    try:
        for value in ijson.items(stream, prefix, use_float=True):
            yield Item(value, Place(name, 0, f"$[{index}]"))
            index += 1
    except (ijson.JSONError, RecursionError, UnicodeDecodeError, ValueError) as error:
        yield Refusal(Place(name, 0, f"$[{index}]"), f"breaks off: {error}", "unreadable")


def _salvaged(name: str, data: bytes) -> Iterator[Item | Refusal]:
    """What stands before the break in a damaged document, then one refusal with the line."""
    reason, line = _fault(data)
    if reason == "":  # valid for the lenient reader: NaN, Infinity
        yield from _lenient(name, data)
        return
    found: dict[str, Any] = {}
    prefix = "item" if data.lstrip()[:1] == b"[" else ""
    if prefix:
        for item in _from_ijson(name, io.BytesIO(data), prefix):
            if isinstance(item, Item):
                yield item
    else:
        found = _salvaged_object(data)
        if found:
            yield Item(found, Place(name))
    yield Refusal(Place(name, line), reason, "unreadable")


def _salvaged_object(data: bytes) -> dict[str, Any]:
    """The complete elements of the lists directly inside a damaged object."""
    import ijson

    found: dict[str, Any] = {}
    builder: Any = None
    key = ""
    try:
        for prefix, event, value in ijson.parse(io.BytesIO(data), use_float=True):
            depth = prefix.count(".")
            if builder is not None:
                builder.event(event, value)
                if event in ("end_map", "end_array") and prefix == f"{key}.item":
                    found.setdefault(key, []).append(builder.value)
                    builder = None
            elif depth == 0 and prefix and event in ("string", "number", "boolean", "null"):
                found[prefix] = value
            elif depth == 1 and prefix.endswith(".item") and event == "start_map":
                key = prefix.removesuffix(".item")
                builder = ijson.ObjectBuilder()
                builder.event(event, value)
    except (ijson.JSONError, RecursionError, UnicodeDecodeError, ValueError):
        pass
    return found if any(isinstance(each, list) for each in found.values()) else {}


def _fault(data: bytes) -> tuple[str, int]:
    """Why a document is not JSON and in which line; ("", 0) where a lenient reader takes it."""
    try:
        json.loads(data)
    except json.JSONDecodeError as error:
        end = len(data.rstrip()) - 2
        cut = error.pos >= end or "Unterminated" in error.msg
        return ("breaks off" if cut else f"is not JSON: {error.msg}"), error.lineno
    except RecursionError:
        return "is nested too deeply", 1
    except (UnicodeDecodeError, ValueError) as error:
        return f"is not JSON: {error}", 1
    return "", 0


def _lenient(name: str, data: bytes) -> Iterator[Item | Refusal]:
    document = json.loads(data, parse_constant=lambda _name: None)
    if isinstance(document, list):
        for index, value in enumerate(document):
            yield Item(value, Place(name, 0, f"$[{index}]"))
    else:
        yield Item(document, Place(name))
