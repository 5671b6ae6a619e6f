"""`hansei draft`: what goes where, what is asked for, and what people wrote before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import TABLE, Run
from tests.cli.contract import DRAFT, FIGURES, MILESTONES, faults

EXAMPLE = Path(__file__).parents[2] / "examples" / "checkout-outage"
_FILES = ("postmortem.md", "postmortem.html", "postmortem.json")


def test_the_result_is_a_folder_of_files_and_its_path_is_the_output(
    run: Run, table: Path, tmp_path: Path
) -> None:
    answer = run("draft", table, "--no-store")
    assert answer.code == 0
    assert answer.out == "timeline-postmortem/postmortem.md\n"
    for name in _FILES:
        assert (tmp_path / "timeline-postmortem" / name).stat().st_size > 500
    assert "6 records" in answer.err
    assert "Closed" in answer.err
    assert "\x1b" not in answer.err


def test_json_is_the_contracts(run: Run) -> None:
    answer = run("draft", EXAMPLE, "--no-store", "--format", "json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.count("\n") == 1
    found = json.loads(answer.out)
    assert faults(found, DRAFT) == []
    assert tuple(found["milestones"]) == MILESTONES
    assert tuple(found["figures"]) == tuple(FIGURES)
    ids = [each["id"] for each in found["events"]]
    assert len(set(ids)) == len(ids)
    assert [each["at"] for each in found["events"]] == sorted(
        each["at"] for each in found["events"]
    )
    for mark in filter(None, found["milestones"].values()):
        assert set(mark["events"]) <= set(ids)
        assert mark["earliest"] <= mark["at"] <= mark["latest"]
    assert found["claims"]["cited"] == found["claims"]["total"]


def test_json_of_an_unknown_milestone_is_null_and_its_figure_missing(run: Run, table: Path) -> None:
    found = json.loads(run("draft", table, "--no-store", "--format", "json").out)
    assert faults(found, DRAFT) == []
    assert found["milestones"]["impact_start"] is None
    assert found["figures"]["time_to_detect"]["status"] == "missing"
    assert found["figures"]["time_to_detect"]["seconds"] is None
    assert found["figures"]["time_to_resolve"] == {
        "seconds": 3000.0, "status": "recorded", "from": "detected", "to": "resolved",
        "least": found["figures"]["time_to_resolve"]["least"],
        "most": found["figures"]["time_to_resolve"]["most"],
    }  # fmt: skip


def test_json_leaves_no_files_unless_asked(run: Run, table: Path, tmp_path: Path) -> None:
    run("draft", table, "--no-store", "--format", "json")
    assert [each.name for each in tmp_path.iterdir()] == ["timeline.csv"]
    answer = run("draft", table, "--no-store", "--format", "json", "-o", "out", "--quiet")
    assert json.loads(answer.out)
    assert answer.err == ""
    assert (tmp_path / "out" / "postmortem.md").exists()


def test_no_store_leaves_no_store(run: Run, table: Path, tmp_path: Path) -> None:
    run("draft", table, "--no-store", "--store", f"sqlite:///{tmp_path}/s.sqlite3")
    assert not list(tmp_path.rglob("*.sqlite3"))
    assert not (tmp_path / "data").exists()


def test_quiet_says_nothing_to_people(run: Run, table: Path) -> None:
    answer = run("draft", table, "--no-store", "--quiet")
    assert answer.err == ""
    assert answer.out.endswith("postmortem.md\n")


def test_standard_input_is_a_path(run: Run, tmp_path: Path) -> None:
    answer = run("draft", "-", "--no-store", "--format", "json", stdin=TABLE.encode())
    assert answer.code == 0
    found = json.loads(answer.out)
    assert len(found["events"]) == 6
    assert found["source"] == "-"
    assert run("draft", "-", "--no-store", stdin=TABLE.encode()).out.startswith("stdin-postmortem/")


def test_bare_times_take_the_zone(run: Run, table: Path) -> None:
    arguments = ("draft", table, "--no-store", "--format", "json", "--zone", "Asia/Kolkata")
    found = json.loads(run(*arguments).out)
    assert found["zone"] == "Asia/Kolkata"
    assert found["events"][0]["at"] == "2026-03-03T08:30:00Z"


def test_one_source_may_have_a_zone_of_its_own(run: Run, table: Path) -> None:
    arguments = (
        "draft",
        table,
        "--no-store",
        "--format",
        "json",
        "--source-zone",
        "generic=+02:00",
    )
    found = json.loads(run(*arguments).out)
    assert found["zone"] == "UTC"
    assert found["events"][0]["at"] == "2026-03-03T12:00:00Z"


def test_columns_can_be_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a,b,c\n2026-03-03 14:00,2020-01-01 10:00,Alert fired\n")
    answer = run("draft", path, "--no-store", "--format", "json", "--map", "time=b,text=c")
    (event,) = json.loads(answer.out)["events"]
    assert (event["at"], event["text"]) == ("2020-01-01T10:00:00Z", "Alert fired")


def test_variant_modules_and_title(run: Run, table: Path, tmp_path: Path) -> None:
    run("draft", table, "--no-store", "-o", "out", "--variant", "one-pager", "--module", "cost",
        "--title", "Checkout was slow")  # fmt: skip
    text = (tmp_path / "out" / "postmortem.md").read_text()
    assert "# Checkout was slow" in text
    assert "## Financial cost" in text
    assert "## Detection" not in text


def test_the_incident_can_be_bounded(run: Run, table: Path) -> None:
    answer = run("draft", table, "--no-store", "--format", "json", "--from", "2026-03-03T14:04",
                 "--until", "2026-03-03T14:31")  # fmt: skip
    found = json.loads(answer.out)
    assert [each["at"][11:16] for each in found["events"]] == ["14:04", "14:20", "14:31"]
    assert found["counts"]["outside"] == 3


def test_drafting_again_keeps_what_people_wrote(run: Run, table: Path, tmp_path: Path) -> None:
    run("draft", table, "--no-store", "-o", "out")
    path = tmp_path / "out" / "postmortem.md"
    text = path.read_text()
    assert "**Unknown:** the impact in one line." in text
    head, _, rest = text.partition("**Unknown:** the impact in one line.")
    line = rest.partition("\n")[0]
    path.write_text(f"{head}Nobody could pay for half an hour.{rest.removeprefix(line)}")
    table.write_text(TABLE + "2026-03-03 14:55:00,Incident reopened,incident lead\n")
    answer = run("draft", table, "--no-store", "-o", "out")
    assert answer.code == 0
    after = path.read_text()
    assert "Nobody could pay for half an hour." in after
    assert "the impact in one line" not in after
    assert "Incident reopened" in after


def test_a_file_that_is_not_ours_is_not_overwritten(run: Run, table: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    mine = tmp_path / "out" / "postmortem.md"
    mine.write_text("# My own notes\n")
    answer = run("draft", table, "--no-store", "-o", "out")
    assert (answer.code, answer.out) == (2, "")
    assert "not written by Hansei" in answer.err
    assert mine.read_text() == "# My own notes\n"


def test_a_folder_that_cannot_be_written_is_named(run: Run, table: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    for place in ("taken", "taken/below", "/proc/nowhere"):
        answer = run("draft", table, "--no-store", "-o", place)
        assert answer.code == 2
        assert answer.out == ""
        assert answer.err.count("\n") >= 1
        assert answer.err.splitlines()[-1].startswith("hansei: ")
        assert place.split("/")[-1] in answer.err or "taken" in answer.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["draft"], "PATH"),
        (["draft", "x", "--format", "xml"], "xml"),
        (["draft", "{}", "--no-store", "--zone", "Mars/North"], "Mars/North"),
        (["draft", "{}", "--no-store", "--variant", "absent"], "absent"),
        (["draft", "{}", "--no-store", "--module", "absent"], "absent"),
        (["draft", "{}", "--no-store", "--map", "time"], "--map"),
        (["draft", "{}", "--no-store", "--source", "absent"], "absent"),
        (["draft", "{}", "--no-store", "--source-zone", "generic=Mars"], "Mars"),
        (["draft", "{}", "--no-store", "--source-zone", "absent=UTC"], "absent"),
        (["draft", "{}", "--no-store", "--from", "yesterday"], "--from"),
        (["draft", "{}", "--no-store", "--until", "14:??"], "--until"),
        (["draft", "{}", "--unknown"], "--unknown"),
        (["unknown"], "unknown"),
        ([], "COMMAND"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    run: Run, table: Path, tmp_path: Path, arguments: list[str], word: str
) -> None:
    answer = run(*(str(table) if each == "{}" else each for each in arguments))
    assert (answer.code, answer.out) == (2, "")
    assert word in answer.err
    assert len(answer.err.splitlines()) == 1
    assert answer.err.startswith("hansei")
    assert [each.name for each in tmp_path.iterdir()] == ["timeline.csv"]


def test_a_missing_file_is_unusable_input(run: Run) -> None:
    answer = run("draft", "absent.json", "--no-store")
    assert (answer.code, answer.out) == (2, "")
    assert "absent.json" in answer.err
    assert "does not exist" in answer.err


def test_a_missing_file_beside_a_good_one(run: Run, table: Path) -> None:
    answer = run("draft", table, "absent.json", "--no-store", "--format", "json")
    assert answer.code == 1
    assert len(json.loads(answer.out)["events"]) == 6
    assert "absent.json" in answer.err
