"""A damaged payload gives refusals or named errors, never anything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hansei.domain.errors import HanseiError
from hansei.domain.event import Record
from hansei.sources import registry
from hansei.sources.base import Context, Item, Reading, Refusal, Source
from tests.conformance.harness import (
    FIXTURES,
    Fixture,
    context_for,
    fixtures_of,
    items_of,
    sample_of,
)
from tests.conformance.mutations import DROP, REPLACEMENTS, damaged, one_by_one

BUDGET = settings(
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, len(REPLACEMENTS) + 3)), min_size=1, max_size=4
)
ONE_BY_ONE: tuple[Any, ...] = (DROP, None, 10**30, [], {"id": None}, "0000-00-00T99:99:99Z")
ITEMS = 3
SPOTS = 60


def check(source: Source, item: Item, context: Context) -> None:
    """Reads an item to the end: only named errors, only sound records and refusals."""
    try:
        for each in source.parse(item, context):
            assert isinstance(each, (Reading, Refusal))
            if isinstance(each, Reading):
                assert each.record.at.tzinfo is UTC
                assert each.record.key
                msgspec.convert(msgspec.to_builtins(each.record), Record)  # every field of its type
            else:
                assert each.code in ("bad-row", "unknown-event", "unreadable", "foreign-payload")
                assert str(each.place)
    except HanseiError as error:
        assert error.code in ("bad-row", "unknown-event", "foreign-payload")  # noqa: PT017


@pytest.mark.parametrize("fixture", FIXTURES, ids=str)
def test_each_value_damaged_alone(fixture: Fixture) -> None:
    source, context = registry.source(fixture.source), context_for(fixture)
    items = [each for each in items_of(fixture) if isinstance(each, Item)]
    for item in items[:ITEMS]:
        if not isinstance(item.value, str):
            for changed in one_by_one(item.value, ONE_BY_ONE, SPOTS):
                check(source, Item(changed, item.place), context)


@pytest.mark.parametrize("name", registry.names())
@BUDGET
@given(data=st.data(), steps=STEPS)
def test_several_values_damaged(
    name: str, data: st.DataObject, steps: list[tuple[int, int]]
) -> None:
    source = registry.source(name)
    fixture = data.draw(st.sampled_from(fixtures_of(name)))
    items = [each for each in items_of(fixture) if isinstance(each, Item)]
    item = items[steps[0][0] % len(items)]
    changed = damaged(item.value, steps)
    sample = sample_of(fixture)
    sample = replace(sample, first=[damaged(each, steps) for each in sample.first[:3]])
    for each in registry.sources():
        assert 0 <= each.recognise(sample) <= 100
    context = context_for(fixture)
    check(source, Item(changed, item.place), context)
    check(source, item, replace(context, first=sample.first))


@pytest.mark.parametrize("value", REPLACEMENTS[1:], ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("name", registry.names())
def test_items_of_no_use(name: str, value: object) -> None:
    fixture = fixtures_of(name)[0]
    place = items_of(fixture)[0].place
    check(registry.source(name), Item(value, place), context_for(fixture))
