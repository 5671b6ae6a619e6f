"""JSON and NDJSON that are damaged, huge, deep or not quite JSON."""

from __future__ import annotations

import json

import pytest

from hansei.sources import json_items
from hansei.sources.base import Shape
from tests.intake.helpers import decoded

EVENTS = [{"n": number, "text": "häuser"} for number in range(8)]
LISTED = json.dumps(EVENTS).encode()
LINED = b"[\n" + b",\n".join(json.dumps(each).encode() for each in EVENTS) + b"\n]"
WRAPPED = b'{"page": 1, "log_entries": [\n' + LINED[2:-2] + b'\n], "more": false}'


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is large: objects are sliced three by three."""
    monkeypatch.setattr(json_items, "WHOLE_JSON", 64)
    monkeypatch.setattr(json_items, "SLICE", 3)


@pytest.fixture
def _streaming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_items, "LONGEST_JSON", 64)
    monkeypatch.setattr(json_items, "SLICE", 3)


def test_a_list_gives_its_elements_with_their_places() -> None:
    found = decoded(LISTED)
    assert found.sample.shape is Shape.JSON
    assert found.values == EVENTS
    assert str(found.items[3].place) == "x $[3]"


def test_a_list_that_breaks_off_gives_the_elements_before() -> None:
    found = decoded(LINED[: LINED.index(b'"n": 5')])
    assert found.values == EVENTS[:5]
    (refusal,) = found.refusals
    assert (refusal.place.line, refusal.code, refusal.reason) == (7, "unreadable", "breaks off")


def test_an_object_that_breaks_off_gives_the_elements_of_its_list() -> None:
    found = decoded(WRAPPED[: WRAPPED.index(b'"n": 5')])
    assert found.values == [{"page": 1, "log_entries": EVENTS[:5]}]
    assert [each.place.line for each in found.refusals] == [7]


def test_a_nested_list_that_breaks_off_gives_its_elements() -> None:
    found = decoded(b'{"data": {"cursor": "c", "events": ' + LINED[:-20])
    assert found.values == [{"data": {"cursor": "c", "events": EVENTS[:7]}}]
    assert len(found.refusals) == 1


def test_an_object_that_breaks_off_before_any_element_gives_none() -> None:
    found = decoded(b'{"page": 1, "text": "the rest is mis')
    assert found.values == []
    assert [each.reason for each in found.refusals] == ["breaks off"]


def test_what_follows_the_end_is_refused_and_the_elements_land() -> None:
    found = decoded(LISTED + b"\n}garbage")
    assert found.values == EVENTS
    assert [each.place.line for each in found.refusals] == [2]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_know_are_none(value: str) -> None:
    expected = [{"value": None}, {"value": 1}]
    text = f'{{"value": {value}}}'
    for data in (f'[{text}, {{"value": 1}}]', f'{text}\n{{"value": 1}}\n'):
        found = decoded(data.encode())
        assert (found.values, found.refusals) == (expected, [])


def test_half_a_character_is_replaced() -> None:
    expected = [{"text": "cut ?"}, {"text": "häuser"}]
    one, two = '{"text": "cut \\ud83d"}', '{"text": "h\\u00e4user"}'
    for text in (f"[{one}, {two}]", f"{one}\n{two}\n"):
        found = decoded(text.encode())
        assert (found.values, found.refusals) == (expected, [])


def test_bytes_that_are_no_utf_8_are_replaced() -> None:
    padding = b'{"text": "' + b"x" * 70_000 + b'"}, '
    found = decoded(b"[" + padding + b'{"text": "caf\xe9"}]')
    assert found.values[1:] == [{"text": "caf\ufffd"}]
    assert found.refusals == []


@pytest.mark.parametrize("bracket", [b"[", b'{"a":'])
def test_endless_nesting_is_refused(bracket: bytes) -> None:
    found = decoded(bracket * 100_000)
    assert found.items == []
    assert [each.reason for each in found.refusals] == ["is nested too deeply"]


def test_a_deep_element_is_refused_and_its_neighbours_land() -> None:
    deep = b"[" * 5000 + b"]" * 5000
    found = decoded(b'[{"n": 1}, ' + deep + b', {"n": 2}]')
    assert found.values == [{"n": 1}, {"n": 2}]
    assert {each.reason for each in found.refusals} == {"is nested too deeply"}


def test_deep_lines_are_refused_and_their_neighbours_land() -> None:
    deep = b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}"
    found = decoded(b'{"n": 1}\n' + deep + b'\n{"n": 2}\n')
    assert found.values == [{"n": 1}, {"n": 2}]
    assert [(each.place.line, each.reason) for each in found.refusals] == [
        (2, "is nested too deeply")
    ]


def test_broken_lines_are_refused_by_number() -> None:
    lines = [b'{"n": 0}', b'{"n": 1', b"", b"not json", b'{"n": 4}', b'{"n": ']
    found = decoded(b"\n".join(lines))
    assert found.sample.shape is Shape.NDJSON
    assert found.values == [{"n": 0}, {"n": 4}]
    assert [each.place.line for each in found.refusals] == [2, 4, 6]
    assert {each.code for each in found.refusals} == {"unreadable"}


def test_a_broken_first_line_does_not_hide_the_others() -> None:
    found = decoded(b'{"n": 0, "text": "cut\n{"n": 1}\n{"n": 2}\n')
    assert found.sample.shape is Shape.NDJSON
    assert found.values == [{"n": 1}, {"n": 2}]
    assert [each.place.line for each in found.refusals] == [1]


def test_an_object_over_several_lines_is_one_document() -> None:
    for data in (WRAPPED, b'{"events": [\n{"n": 1}\n]}', b'{\n"a": {"n": 1}\n}', LINED):
        assert decoded(data).sample.shape is Shape.JSON


def test_a_line_too_long_is_refused_and_the_others_land(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_items, "LONGEST_LINE", 100)
    long = json.dumps({"text": "x" * 2_500_000}).encode()
    found = decoded(b'{"n": 1}\n' + long + b'\n{"n": 2}\n')
    assert found.values == [{"n": 1}, {"n": 2}]
    assert [(each.place.line, each.code) for each in found.refusals] == [(2, "unreadable")]
    assert len(found.refusals[0].raw) <= 2000


@pytest.mark.usefixtures("_small")
def test_a_large_object_comes_in_slices() -> None:
    found = decoded(WRAPPED)
    rest = {"page": 1, "more": False}
    assert found.values == [
        {**rest, "log_entries": EVENTS[start : start + 3]} for start in (0, 3, 6)
    ]
    assert [each.place.line for each in found.items] == [0, 3, 6]


@pytest.mark.usefixtures("_small")
def test_an_element_that_cannot_be_read_keeps_the_numbers_of_the_others() -> None:
    deep = b"[" * 1500 + b"]" * 1500
    found = decoded(b'{"events": [' + deep + b"," + LISTED[1:-1] + b"]}")
    events = [event for value in found.values for event in value["events"]]  # type: ignore[index]
    assert [event for event in events if event] == EVENTS
    assert {each.reason for each in found.refusals} == {"is nested too deeply"}


@pytest.mark.usefixtures("_streaming")
def test_a_list_larger_than_memory_is_streamed() -> None:
    found = decoded(LISTED)
    assert found.values == EVENTS
    assert str(found.items[7].place) == "x $[7]"


@pytest.mark.usefixtures("_streaming")
def test_an_object_larger_than_memory_is_streamed_in_slices() -> None:
    found = decoded(WRAPPED)
    assert found.values == [
        {"page": 1, "log_entries": EVENTS[start : start + 3]} for start in (0, 3)
    ] + [{"page": 1, "more": False, "log_entries": EVENTS[6:]}]
    assert [each.place.line for each in found.items] == [0, 3, 6]


@pytest.mark.usefixtures("_streaming")
def test_every_list_of_a_streamed_object_is_read() -> None:
    found = decoded(b'{"users": [{"id": 1}], "data": {"empty": [], "events": ' + LISTED + b"}}")
    assert found.values == [
        {"users": [{"id": 1}]},
        *({"data": {"events": EVENTS[start : start + 3]}} for start in (0, 3, 6)),
    ]


@pytest.mark.usefixtures("_streaming")
@pytest.mark.parametrize(("start", "where"), [(LISTED[:1], "$[5]"), (WRAPPED[:28], None)])
def test_a_streamed_document_that_breaks_off_gives_what_came_before(
    start: bytes, where: str | None
) -> None:
    data = LISTED if where else WRAPPED
    found = decoded(data[: data.index(b'"n": 5')])
    values = found.values
    if where is None:
        values = [event for value in values for event in value["log_entries"]]  # type: ignore[index]
    assert values == EVENTS[:5]
    (refusal,) = found.refusals
    assert refusal.place.path == (where or "$.log_entries[5]")
    assert refusal.reason.startswith("breaks off")
