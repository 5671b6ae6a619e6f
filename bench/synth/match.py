"""From what a tool reports back to the records of the truth: by place, else by time and words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_TOKEN = re.compile(r"[^.\[\]/$\"']+")
_WORD = re.compile(r"[a-z0-9]+")
_NEAR_S = 120.0
_ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """One record of the truth. Noise has no happening; `required` is false for repeats."""

    index: int
    happening: str
    required: bool
    system: str
    file: str
    line: int
    path: tuple[str, ...]
    written: float
    true_at: float
    words: frozenset[str]


def instant(value: Any) -> float | None:
    """Seconds since 1970 of an ISO 8601 text; None for anything else. Bare times are UTC."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


class Gold:
    """The records of one case's truth, ready to be looked up."""

    def __init__(self, truth: dict[str, Any]) -> None:
        self.records: list[GoldRecord] = []
        self._by_file: dict[str, list[GoldRecord]] = defaultdict(list)
        for one in truth["timeline"]:
            for place in one["records"]:
                self._add(place, one["key"], one["at"], one["text"], required=True)
            for place in one["may_join"]:
                self._add(place, one["key"], one["at"], one["text"], required=False)
        for place in truth["noise"]:
            self._add(place, "", place["written"], "", required=True)
        self._names: dict[str, str | None] = {}

    def _add(
        self, place: dict[str, Any], happening: str, at: str, text: str, *, required: bool
    ) -> None:
        written = instant(place["written"]) or 0.0
        record = GoldRecord(
            index=len(self.records),
            happening=happening,
            required=required,
            system=place["system"],
            file=place["file"],
            line=place.get("line", 0),
            path=tokens(place.get("path", "")),
            written=written,
            true_at=instant(at) or written,
            words=_words(text),
        )
        self.records.append(record)
        self._by_file[record.file].append(record)

    def at_place(self, place: dict[str, Any], at: float | None) -> GoldRecord | None:
        """The record at a place; where several stand there, the one nearest in time."""
        file = self._file_named(str(place.get("file") or ""))
        if file is None:
            return None
        line, path = int(place.get("line") or 0), tokens(str(place.get("path") or ""))
        best: tuple[int, float] | None = None
        found = None
        for record in self._by_file[file]:
            if line and record.line and line != record.line:
                continue
            depth = shared_depth(path, record.path)
            if depth < 0 or (depth == 0 and path and record.path):
                continue
            rank = -depth, _distance(record, at)
            if best is None or rank < best:
                best, found = rank, record
        return found

    def system_at(self, place: Any) -> str | None:
        """The system whose file a place names."""
        file = self._file_named(str(place.get("file") or "")) if isinstance(place, dict) else None
        return self._by_file[file][0].system if file else None

    def alike(self, at: float | None, text: str) -> GoldRecord | None:
        """The record nearest in time among those that say much the same."""
        if at is None:
            return None
        said = _words(text)
        near = [
            record
            for record in self.records
            if record.happening
            and _distance(record, at) <= _NEAR_S
            and _overlap(said, record.words) >= _ALIKE
        ]
        return min(near, key=lambda record: _distance(record, at), default=None)

    def _file_named(self, name: str) -> str | None:
        """The truth's file that a tool's file name ends with, or that ends with it."""
        if name not in self._names:
            parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
            self._names[name] = None
            for file in self._by_file:
                own = file.split("/")
                size = min(len(own), len(parts))
                if size and own[-size:] == parts[-size:]:
                    self._names[name] = file
                    break
        return self._names[name]


def resolve(gold: Gold, event: dict[str, Any]) -> list[GoldRecord]:
    """The truth's records that an event of the tool was made from, each once."""
    at = instant(event.get("at"))
    places = event.get("places") or ([event["place"]] if event.get("place") else [])
    found = {
        record.index: record
        for place in places
        if isinstance(place, dict) and (record := gold.at_place(place, at))
    }
    if not found and not any(isinstance(p, dict) and p.get("file") for p in places):
        record = gold.alike(at, str(event.get("text") or ""))
        if record:
            found[record.index] = record
    return list(found.values())


def tokens(path: str) -> tuple[str, ...]:
    """The steps of a JSON path or pointer: `$.log_entries[3]` and `/log_entries/3` are equal."""
    return tuple(_TOKEN.findall(path))


def shared_depth(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Steps in common where one path starts or ends the other; -1 where they differ."""
    size = min(len(one), len(other))
    if one[:size] == other[:size]:
        return size
    return size if one[-size:] == other[-size:] else -1


def _distance(record: GoldRecord, at: float | None) -> float:
    if at is None:
        return 0.0
    return min(abs(at - record.written), abs(at - record.true_at))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _overlap(one: Iterable[str], other: frozenset[str]) -> float:
    said = frozenset(one)
    return len(said & other) / len(said | other) if said | other else 0.0
