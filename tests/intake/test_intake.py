"""Whole imports: mixed folders, places in large files, companions, counted refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hansei.domain.errors import HanseiError
from hansei.sources import intake, json_items, registry, shapes
from hansei.sources.intake import Intake, Options
from tests.conformance.harness import FIXTURES, FOLDER
from tests.intake.helpers import taken_in

ENTRIES = [
    {
        "id": f"R{number}",
        "type": "acknowledge_log_entry",
        "created_at": f"2025-03-01T10:{number % 60:02}:00Z",
        "channel": {"type": "web_ui"},
        "agent": {"id": "P1", "type": "user_reference", "summary": "on-call engineer"},
        "incident": {"id": "Q1", "type": "incident_reference", "summary": "[#1] Checkout down"},
    }
    for number in range(40)
]


@pytest.fixture(params=["sliced", "streamed"])
def _large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_items, "SLICE", 7)
    monkeypatch.setattr(json_items, "WHOLE_JSON", 1000)
    if request.param == "streamed":
        monkeypatch.setattr(json_items, "LONGEST_JSON", 2000)


@pytest.mark.usefixtures("_large")
def test_places_in_a_large_object_count_from_its_start(tmp_path: Path) -> None:
    entries: list[object] = list(ENTRIES)
    entries[23] = {**ENTRIES[23], "created_at": "soon"}
    entries[31] = "no entry"
    path = tmp_path / "log_entries.json"
    path.write_text(json.dumps({"log_entries": entries, "limit": 100, "more": False}))
    readings, (report,) = taken_in(path)
    places = [each.record.place.path for each in readings]
    assert places == [f"$.log_entries[{n}]" for n in range(40) if n not in (23, 31)]
    assert [each.record.key for each in readings if each.record.place.path.endswith("[39]")]
    assert [each.place.path for each in report.refusals] == [
        "$.log_entries[23]",
        "$.log_entries[31]",
    ]
    assert (report.records, report.refused) == (38, 2)


def test_lines_of_a_long_log_count_from_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shapes, "TEXT_CHUNK", 500)
    lines = [f"2025-03-01T10:{n % 60:02}:00Z INFO deploy: step {n} done\n" for n in range(100)]
    (tmp_path / "deploy.log").write_text("".join(lines))
    readings, (report,) = taken_in(tmp_path)
    assert [each.record.place.line for each in readings] == list(range(1, 101))
    assert report.refused == 0


def test_a_mixed_folder_is_told_apart(tmp_path: Path) -> None:
    for fixture in FIXTURES:
        folder = tmp_path / fixture.source
        folder.mkdir(exist_ok=True)
        (folder / fixture.path.name).write_bytes(fixture.path.read_bytes())
    readings, reports = taken_in(tmp_path)
    assert {each.name: each.source for each in reports} == {
        str(fixture): fixture.source for fixture in FIXTURES
    }
    assert {each.record.source for each in readings} == {each.source for each in FIXTURES}
    assert sum(each.records for each in reports) == len(readings)


def test_companions_hold_no_records(tmp_path: Path) -> None:
    fixtures = FOLDER / "slack" / "fixtures"
    for name in registry.source("slack").companions:
        if (fixtures / name).is_file():
            (tmp_path / name).write_bytes((fixtures / name).read_bytes())
    readings, reports = taken_in(tmp_path)
    assert readings == []
    assert reports
    assert {each.note for each in reports} == {"read for names, holds no records"}


def test_a_damaged_companion_costs_only_the_names(tmp_path: Path) -> None:
    fixture = FOLDER / "slack" / "fixtures" / "incident-checkout.json"
    (tmp_path / "day.json").write_bytes(fixture.read_bytes())
    alone, _ = taken_in(tmp_path)
    for data in (b"", b"[", b"\xff\xfe\x00", b"[" * 100_000, b'{"a": 1}', b"[null, 3, [], {}]"):
        (tmp_path / "users.json").write_bytes(data)
        found, _ = taken_in(tmp_path)
        assert len(found) == len(alone)


def test_what_no_source_knows_is_noted_not_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"hello": "world"}')
    (tmp_path / "b.txt").write_text("We met on Monday.\nAll went well.\n")
    (tmp_path / "c.bin").write_bytes(b"\x7fELF\x00\x00")
    (tmp_path / "d.json").write_text('{"hello": ')
    _, reports = taken_in(tmp_path)
    assert [(each.name, bool(each.note), each.refused) for each in reports] == [
        ("a.json", True, 0), ("b.txt", True, 0), ("c.bin", False, 1), ("d.json", False, 1),
    ]  # fmt: skip


def test_refusals_are_counted_beyond_those_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_REFUSALS", 5)
    lines = ['{"time": "2025-03-01T10:00:00Z", "text": "deploy started"}'] * 3 + ["{broken"] * 20
    (tmp_path / "x.ndjson").write_text("\n".join(lines))
    readings, (report,) = taken_in(tmp_path)
    assert (len(readings), report.refused, len(report.refusals)) == (3, 20, 5)


@pytest.mark.parametrize("name", registry.names())
def test_a_source_forced_on_a_foreign_file_refuses_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.json").write_text('{"hello": "world"}')
    (tmp_path / "x.ndjson").write_text('{"hello": "world"}\n' * 3)
    (tmp_path / "x.csv").write_text("hello,world\n1,2\n3,4\n")
    (tmp_path / "x.txt").write_text("hello\nworld\n")
    readings, reports = taken_in(tmp_path, source=name)
    assert readings == []
    assert all(each.refused for each in reports)


def test_an_unknown_source_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(HanseiError, match="unknown source"):
        list(Intake([str(tmp_path)], Options(source="nobody")).readings())


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps({"log_entries": ENTRIES}))
    importing = Intake([str(tmp_path)], Options())
    readings = importing.readings()
    next(readings)
    (tmp_path / "b.json").unlink()
    assert len(list(readings)) == 39
    assert importing.reports[1].refusals[0].code == "unreadable"
