"""Every source over every one of its fixtures: output, times, keys, recognition, named errors."""

from __future__ import annotations

import json
from datetime import UTC

import msgspec
import pytest

from hansei.domain.errors import ForeignPayload
from hansei.domain.event import Place
from hansei.sources import registry
from hansei.sources.base import Context, Item, Shape, Source
from tests.conformance.harness import (
    FIXTURES,
    READ_AT,
    Fixture,
    context_for,
    items_of,
    read,
    sample_of,
)

EACH = pytest.mark.parametrize("fixture", FIXTURES, ids=str)
FALLBACK = "generic"


@EACH
def test_reads_as_expected(fixture: Fixture) -> None:
    found = read(fixture)
    records = [msgspec.to_builtins(each.record) for each in found.readings]
    refused = [
        {"place": str(each.place), "code": each.code, "reason": each.reason}
        for each in found.refusals
    ]
    expected = json.loads(fixture.expected.read_bytes())
    assert json.loads(json.dumps({"records": records, "refused": refused})) == expected


@EACH
def test_times_are_aware_and_utc(fixture: Fixture) -> None:
    for reading in read(fixture).readings:
        record = reading.record
        assert record.at.tzinfo is UTC, record
        assert record.until is None or record.until.tzinfo is UTC, record
        assert record.until is None or record.until >= record.at, record


@EACH
def test_keys_identify(fixture: Fixture) -> None:
    """One key, one record: what stands twice in a file is equal but for its place."""
    known: dict[str, object] = {}
    for reading in read(fixture).readings:
        record = msgspec.structs.replace(reading.record, place=Place())
        assert record.key
        assert record.source == fixture.source
        assert known.setdefault(record.key, record) == record


@EACH
def test_reading_twice_adds_nothing(fixture: Fixture) -> None:
    once, again = read(fixture), read(fixture)
    assert [each.record for each in once.readings] == [each.record for each in again.readings]
    assert once.refusals == again.refusals


@EACH
def test_texts_are_clean_lines(fixture: Fixture) -> None:
    for reading in read(fixture).readings:
        text = reading.record.text
        assert text
        assert text == text.strip()
        assert len(text) <= 2100
        assert text.isprintable(), text


@EACH
def test_places_lie_in_the_file(fixture: Fixture) -> None:
    structured = sample_of(fixture).shape in (Shape.JSON, Shape.NDJSON)
    for reading in read(fixture).readings:
        place = reading.record.place
        assert place.file == fixture.path.name
        assert not structured or not place.path or place.path.startswith("$")
        assert reading.raw is not None


@EACH
def test_is_recognised_by_its_own_source(fixture: Fixture) -> None:
    sample = sample_of(fixture)
    found = registry.recognise(sample)
    assert found is not None
    assert found.name == fixture.source
    if fixture.source != FALLBACK:
        others = [each for each in registry.sources() if each.name not in (found.name, FALLBACK)]
        assert [each.name for each in others if _claims(each, fixture)] == []


def _claims(source: Source, fixture: Fixture) -> bool:
    sample = sample_of(fixture)
    return sample.shape in source.shapes and source.recognise(sample) > 0


@pytest.mark.parametrize("fixture", [each for each in FIXTURES if each.unknown], ids=str)
def test_an_unknown_event_is_refused_by_name(fixture: Fixture) -> None:
    codes = {each.code for each in read(fixture).refusals}
    assert codes == {"unknown-event"}


@pytest.mark.parametrize("name", registry.names())
def test_a_foreign_payload_is_refused_by_name(name: str) -> None:
    value = {"hello": "world"}
    context = Context(zone=UTC, file="x.json", first=[value], read_at=READ_AT)
    with pytest.raises(ForeignPayload):
        list(registry.source(name).parse(Item(value, Place("x.json")), context))


@EACH
def test_other_sources_refuse_it_as_foreign(fixture: Fixture) -> None:
    sample, context = sample_of(fixture), context_for(fixture)
    for source in registry.sources():
        if source.name in (fixture.source, FALLBACK) or sample.shape not in source.shapes:
            continue
        if source.recognise(sample):
            continue
        for item in (each for each in items_of(fixture) if isinstance(each, Item)):
            with pytest.raises(ForeignPayload):
                list(source.parse(item, context))
