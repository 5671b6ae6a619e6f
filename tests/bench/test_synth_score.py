"""The scorer: full marks for the truth, none for silence, and each fault where it belongs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.synth.__main__ import main
from bench.synth.contradictions import compare
from bench.synth.generate import generate
from bench.synth.match import Gold, instant, shared_depth, tokens
from bench.synth.measures import merging, ordering
from bench.synth.score import quantiles, run, score
from bench.synth.shapes import SHAPES
from bench.synth.table import table

FAKE = Path(__file__).parent / "fake_tool.py"


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cases") / "with blank"
    generate(seed=3, incidents=len(SHAPES), out=out)
    return out


def _score(cases: Path, mode: str) -> dict[str, Any]:
    tool = f"{sys.executable} {FAKE} {mode}"
    return score(
        cases=cases, command=f"{tool} draft {{exports}}", check_command=f"{tool} check {{report}}"
    )


def test_the_truth_gets_full_marks(cases: Path) -> None:
    result = _score(cases, "oracle")
    draft, check = result["draft"], result["check"]
    assert draft["milestones"]["error_s"]["p90"] == 0
    assert draft["milestones"]["found"] == 1
    assert draft["milestones"]["invented"] == 0
    assert draft["milestones"]["inside_window"] == 1
    assert draft["merge"]["f1"] == 1
    assert draft["order"] == {"tau": 1, "happenings_shown": 1}
    assert draft["clocks"]["all"]["within_10_s"] == 1
    assert draft["citations"]["coverage"] == 0.9
    assert check["recall_with_kind"] == check["precision"] == 1
    assert check["false_alarms_per_clean_report"] == 0


def test_a_naive_tool_loses_where_it_is_naive(cases: Path) -> None:
    result = _score(cases, "naive")
    draft, check = result["draft"], result["check"]
    assert draft["by_milestone"]["impact_start"]["invented"] == 1
    assert draft["by_milestone"]["detected"]["invented"] is None
    assert draft["merge"]["recall"] == 0
    assert draft["order"]["tau"] < 1
    assert draft["clocks"]["right"]["within_10_s"] == 1
    assert draft["clocks"]["wrong_by_seconds"]["within_10_s"] == 0
    assert check["recall"] == 0
    assert check["false_alarms_per_clean_report"] == 1


def test_a_failing_tool_is_listed_and_scores_nothing(cases: Path) -> None:
    result = _score(cases, "broken")
    assert len(result["draft"]["failed"]) == len(SHAPES)
    assert result["draft"]["milestones"]["found"] == 0
    assert "failed runs              11" in table(result)


def test_command_line(cases: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "scores.json"
    command = f"{sys.executable} {FAKE} oracle draft {{exports}}"
    assert main(["score", "--truth", str(cases), "--command", command, "--json", str(file)]) == 0
    assert "merge F1                 1 " in capsys.readouterr().out
    assert json.loads(file.read_text())["draft"]["merge"]["wrong"] == 0
    assert main(["score", "--truth", str(cases)]) == 2
    assert main(["score", "--truth", str(tmp_path), "--command", command]) == 2
    assert "no case under" in capsys.readouterr().err


def test_run_reports_why_a_command_failed() -> None:
    assert run("/no/such/command")[2]
    assert run(f"{sys.executable} -c 'print(1, 2)'")[2] == "standard output is no JSON"


def _place(line: int, written: str = "2025-01-01T10:00:00Z") -> dict[str, Any]:
    return {"system": "csv", "file": "a/b.csv", "line": line, "written": written}


def _happening(key: str, at: str, *lines: int) -> dict[str, Any]:
    places = [_place(line, at) for line in lines]
    return {"key": key, "at": at, "text": f"word {key}", "records": places, "may_join": []}


@pytest.fixture
def truth() -> dict[str, Any]:
    one = _happening("one", "2025-01-01T10:00:00Z", 1, 2, 3)
    two = _happening("two", "2025-01-01T10:01:00Z", 4, 5)
    one["may_join"] = [_place(6)]
    return {"timeline": [one, two], "noise": [_place(7), _place(8)]}


def test_merging_counts_pairs(truth: dict[str, Any]) -> None:
    gold = Gold(truth)
    joined = [({}, [gold.records[number] for number in group]) for group in ((0, 1, 3), (2, 4))]
    # Records 0 to 3 are of the first happening (3 may join), 4 and 5 of the second.
    assert merging(gold, joined) == {"right": 1, "wrong": 1, "apart": 3}
    noise = [({}, gold.records[-2:])]
    assert merging(gold, noise)["wrong"] == 0


def test_ordering_counts_inversions(truth: dict[str, Any]) -> None:
    gold = Gold(truth)
    events = [
        ({"at": "2025-01-01T10:05:00Z"}, [gold.records[0]]),
        ({"at": "2025-01-01T10:01:00Z"}, [gold.records[4]]),
    ]
    found = ordering(truth, events)
    assert (found["agree"], found["against"], found["pairs"]) == (0, 1, 1)


def test_records_are_found_by_place_and_else_by_time_and_words(truth: dict[str, Any]) -> None:
    gold = Gold(truth)
    for name in ("a/b.csv", "/home/x/exports/a/b.csv", "b.csv", "./a/b.csv"):
        record = gold.at_place({"file": name, "line": 4}, None)
        assert record is not None
        assert record.happening == "two"
    assert gold.at_place({"file": "other.csv", "line": 4}, None) is None
    assert gold.alike(instant("2025-01-01T10:01:30Z"), "A word: two") is not None
    assert gold.alike(instant("2025-01-01T12:00:00Z"), "A word: two") is None


def test_paths_are_compared_by_their_steps() -> None:
    assert tokens("$.log_entries[3].created_at") == tokens("/log_entries/3/created_at")
    assert shared_depth(tokens("a[1]"), tokens("x.a[1]")) == 2
    assert shared_depth(tokens("a[1]"), tokens("a[2]")) == -1


def test_findings_meet_contradictions_by_line_or_by_value() -> None:
    injected = {"kind": "count", "line": 20, "value": "18,170", "against_line": 9}
    truth = {"contradictions": [injected]}
    near = {"rule": "consistency/count", "place": {"line": 21}}
    other_side = {"rule": "consistency/count", "place": {"line": 9}}
    value = {"rule": "consistency/number", "place": {"line": 3}, "says": "18,170 requests"}
    far = {"rule": "consistency/count", "place": {"line": 30}}
    style = {"rule": "blame/judgement", "place": {"line": 20}}
    for finding, met in ((near, 1), (other_side, 1), (value, 1), (far, 0), (style, 0)):
        assert compare(truth, [finding])["met"] == met
    injected["value"] = "8 %"
    quoted = {"rule": "consistency/percentage", "place": {"line": 3}}
    assert compare(truth, [{**quoted, "says": "about 8% of users"}])["met"] == 1
    assert compare(truth, [{**quoted, "says": "58 % of users"}])["met"] == 0
    counts = compare(truth, [near, far, style])
    assert (counts["findings"], counts["true_findings"]) == (2, 1)


def test_quantiles_use_the_nearest_rank() -> None:
    assert quantiles([]) == {"n": 0, "median": None, "p90": None}
    assert quantiles(range(1, 11)) == {"n": 10, "median": 5.5, "p90": 9}
