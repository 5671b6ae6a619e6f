"""The synthetic cases: reproducible, and their truth points at the records it speaks of."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bench.synth.bulk import bulk
from bench.synth.generate import exports_of, generate
from bench.synth.model import MILESTONES, Sighting
from bench.synth.shapes import SHAPES
from bench.synth.story import tell

_STEP = re.compile(r"([A-Za-z_]+)|\[(\d+)\]")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cases")
    generate(seed=7, incidents=len(SHAPES), out=out)
    return out


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _truths(cases: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(cases.glob("*/truth.json"))]


def _walk(value: Any, path: str) -> Any:
    for key, index in _STEP.findall(path):
        value = value[key] if key else value[int(index)]
    return value


def _record_at(content: bytes, one: Sighting) -> str:
    """The text of the record that a sighting points at."""
    if one.system == "git":
        return "\n".join(content.decode().splitlines()[one.line - 1 : one.line + 4])
    if one.line:
        line = content.decode().splitlines()[one.line - 1]
        return json.dumps(_walk(json.loads(line), one.path)) if one.path else line
    return json.dumps(_walk(json.loads(content), one.path), ensure_ascii=False)


def test_same_seed_same_bytes(cases: Path, tmp_path: Path) -> None:
    generate(seed=7, incidents=len(SHAPES), out=tmp_path)
    assert _contents(tmp_path) == _contents(cases)


def test_another_seed_differs(cases: Path, tmp_path: Path) -> None:
    generate(seed=8, incidents=1, out=tmp_path)
    assert _contents(tmp_path)["case-001-fast-rollback/truth.json"] not in (
        _contents(cases).values()
    )


def test_bulk_is_reproducible_and_counts_its_records(tmp_path: Path) -> None:
    counts = bulk(records=3000, out=tmp_path / "one")
    bulk(records=3000, out=tmp_path / "two")
    assert _contents(tmp_path / "one") == _contents(tmp_path / "two")
    assert sum(counts.values()) == 3000
    exports = tmp_path / "one" / "exports"
    for name, count in counts.items():
        text = (exports / name).read_text()
        if name.endswith(".csv"):
            found = len(list(csv.reader(text.splitlines()))) - 1
        elif name.endswith(".json"):
            value = json.loads(text)
            rows = value if isinstance(value, list) else next(iter(value.values()))
            found = len(rows)
        else:
            found = len(text.splitlines())
        assert found == count, name


def test_bulk_records_have_identities_of_their_own(tmp_path: Path) -> None:
    bulk(records=3000, out=tmp_path)
    rows = json.loads((tmp_path / "exports/datadog/events.json").read_text())["events"]
    assert len({row["id"] for row in rows}) == len(rows)
    rows = json.loads((tmp_path / "exports/pagerduty/log_entries.json").read_text())["log_entries"]
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize("seed", range(5))
def test_sightings_point_at_records_that_hold_their_time(seed: int) -> None:
    for index, shape in enumerate(SHAPES):
        incident = tell(seed, index, shape)
        zone = ZoneInfo(incident.zone)
        files, sightings = exports_of(incident)
        for one in sightings:
            record = _record_at(files[one.file], one)
            epoch = str(int(one.written.timestamp()))
            clocks = {f"{at:%H:%M:%S}" for at in (one.written, one.written.astimezone(zone))}
            assert epoch in record or any(clock in record for clock in clocks), (one, record)


def test_every_record_of_structured_files_is_accounted_for(cases: Path) -> None:
    for folder in sorted(path.parent for path in cases.glob("*/truth.json")):
        truth = json.loads((folder / "truth.json").read_text())
        places = [*truth["noise"], *(p for one in truth["timeline"] for p in one["records"])]
        for file in folder.glob("exports/slack/*/*.json"):
            name = str(file.relative_to(folder / "exports"))
            known = {place["path"] for place in places if place["file"] == name}
            optional = {
                p["path"] for one in truth["timeline"] for p in one["may_join"] if p["file"] == name
            }
            rows = json.loads(file.read_text())
            assert known | optional == {f"[{number}]" for number in range(len(rows))}


def test_milestones_are_null_only_where_no_record_tells(cases: Path) -> None:
    for truth in _truths(cases):
        shown = {one["key"] for one in truth["timeline"] if one["records"]}
        assert set(truth["milestones"]) == set(MILESTONES)
        for one in truth["milestones"].values():
            assert one is None or one["happening"] in shown
        assert truth["milestones"]["detected"] is not None


def test_shapes_hold_what_they_promise(cases: Path) -> None:
    truths = {truth["shape"]: truth for truth in _truths(cases)}
    early = truths["recovery-before-mitigation"]["milestones"]
    assert early["recovered"]["at"] < early["mitigated"]["at"]
    assert truths["missing-recovery"]["milestones"]["recovered"] is None
    assert truths["near-miss"]["milestones"]["impact_start"] is None
    night = truths["over-midnight"]["timeline"]
    assert night[0]["at"][:10] != night[-1]["at"][:10]
    flaps = [one for one in truths["flapping-alert"]["timeline"] if one["signal"] == "alert_fired"]
    assert len(flaps) > 2


def test_injected_reports_differ_from_clean_ones_in_the_noted_lines_only(cases: Path) -> None:
    kinds = set()
    for folder in sorted(path.parent for path in cases.glob("*/truth.json")):
        truth = json.loads((folder / "truth.json").read_text())
        clean = (folder / "report-clean.md").read_text().splitlines()
        injected = (folder / "report-injected.md").read_text().splitlines()
        noted = {one["line"] for one in truth["contradictions"]}
        strange = {number for number, line in enumerate(injected, 1) if line and line not in clean}
        assert strange == noted
        for one in truth["contradictions"]:
            assert injected[one["line"] - 1] == one["says"]
            kinds.add(one["kind"])
            number = one["value"].split(" tickets")[0]
            assert number in one["says"]
    assert kinds == {
        "duration", "order", "zone", "count", "percentage", "unknown-event", "understated"
    }  # fmt: skip


def test_no_export_names_a_person(cases: Path) -> None:
    for folder in cases.glob("*/exports/slack"):
        for user in json.loads((folder / "users.json").read_text()):
            assert user["real_name"].islower()
