"""Every source with every one of its fixtures, decoded by the real intake."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import hansei.sources
from hansei.domain.errors import InputError
from hansei.sources import registry
from hansei.sources.base import Context, Item, Reading, Refusal, Sample, Source
from hansei.sources.decoded import Decoded
from hansei.sources.files import File
from hansei.sources.shapes import decode

READ_AT = datetime(2025, 6, 1, tzinfo=UTC)
(_ROOT,) = hansei.sources.__path__
FOLDER = Path(_ROOT)


class Fixture(NamedTuple):
    """An input file of a source's `fixtures/` folder."""

    source: str
    path: Path

    @property
    def expected(self) -> Path:
        return self.path.parents[1] / "expected" / f"{self.path.name}.json"

    @property
    def unknown(self) -> bool:
        """Whether the file holds an event that its source must refuse by name."""
        return self.path.name.startswith("unknown-event")

    def __str__(self) -> str:
        return f"{self.source}/{self.path.name}"


class Outcome(NamedTuple):
    """What a source made of a file or an item, its errors as the refusals that they become."""

    readings: list[Reading]
    refusals: list[Refusal]


def fixtures_of(name: str) -> list[Fixture]:
    companions = registry.source(name).companions
    files = sorted(each for each in (FOLDER / name / "fixtures").iterdir() if each.is_file())
    return [
        Fixture(name, each)
        for each in files
        if each.suffix != ".md" and each.name not in companions
    ]


FIXTURES = [fixture for name in registry.names() for fixture in fixtures_of(name)]


def decoded(fixture: Fixture) -> Decoded:
    path = fixture.path
    return decode(File(path.name, path.stat().st_size, lambda: path.open("rb")))


@cache
def sample_of(fixture: Fixture) -> Sample:
    with closing(decoded(fixture)) as found:
        return found.sample


def items_of(fixture: Fixture) -> list[Item | Refusal]:
    with closing(decoded(fixture)) as found:
        return list(found.items)


def context_for(fixture: Fixture) -> Context:
    def lookup(name: str) -> Any:
        beside = fixture.path.parent / Path(name).name
        return json.loads(beside.read_bytes()) if beside.is_file() else None

    sample = sample_of(fixture)
    return Context(
        zone=UTC, file=fixture.path.name, lookup=lookup,
        first=sample.first, header=sample.header, read_at=READ_AT,
    )  # fmt: skip


def parsed(source: Source, item: Item, context: Context) -> Iterator[Reading | Refusal]:
    """One item as the intake reads it: an error raised is the refusal of the item."""
    try:
        yield from source.parse(item, context)
    except InputError as error:
        yield Refusal(item.place, error.reason, error.code, item.value)


def outcome(source: Source, items: Iterable[Item | Refusal], context: Context) -> Outcome:
    found = Outcome([], [])
    for item in items:
        for each in [item] if isinstance(item, Refusal) else parsed(source, item, context):
            if isinstance(each, Reading):
                found.readings.append(each)
            else:
                assert isinstance(each, Refusal), f"{source.name} yields a {type(each).__name__}"
                found.refusals.append(each)
    return found


def read(fixture: Fixture) -> Outcome:
    return outcome(registry.source(fixture.source), items_of(fixture), context_for(fixture))
