"""`hansei check` as people, scripts and CI call it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from hansei.cli.main import main
from tests.checks.finding import CONFLICTS, CORRECTED, FIXTURES

BAD, GOOD = str(FIXTURES / "nine-conflicts.md"), str(FIXTURES / "nine-corrected.md")
LEVELS = {"error", "warning", "note"}


def _out(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([GOOD], 0),
        ([BAD], 1),
        ([GOOD, BAD], 1),
        ([BAD, "--fail-on", "never"], 0),
        ([BAD, "--disable", "consistency", "--fail-on", "error"], 0),
        ([BAD, "--disable", "consistency,complete"], 0),
        ([BAD, "--disable", "consistency", "--disable", "complete/due-year"], 1),
        ([str(FIXTURES)], 1),
    ],
)
def test_exit_codes(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *arguments]) == code
    assert "Traceback" not in "".join(_out(capsys))


@pytest.mark.parametrize(
    "arguments",
    [["no-such-file.md"], [BAD, "--disable", "blame/none"], [BAD, "--zone", "Mars/Olympus"], [],
     [BAD, "--config", "no-such.toml"], [BAD, "--postmortem", "7"]],
    ids=["absent", "rule", "zone", "nothing", "config", "both"],
)  # fmt: skip
def test_wrong_use_is_one_line_on_standard_error(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *arguments]) == 2
    out, err = _out(capsys)
    assert out == ""
    assert len(err.strip().splitlines()) == 1


def test_json_is_one_object_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", GOOD, BAD, "--format", "json"])
    good, bad = (json.loads(line) for line in _out(capsys)[0].splitlines())
    assert good == {"file": GOOD, "findings": []}
    assert bad["file"] == BAD
    for one in bad["findings"]:
        assert re.fullmatch(r"(consistency|complete|blame|leak)/[a-z-]+", one["rule"])
        assert one["level"] in LEVELS
        assert one["place"]["line"] >= 1
        assert set(one) == {
            "rule", "level", "place", "message", "says", "against", "suggestion", "ask",
        }  # fmt: skip
    places = [(one["place"]["line"], one["place"]["column"]) for one in bad["findings"]]
    assert places == sorted(places)


def test_columns_point_at_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", BAD, "--format", "json", "--disable", "complete"])
    lines = CONFLICTS.splitlines()
    for one in json.loads(_out(capsys)[0])["findings"]:
        place = one["place"]
        if place["line"] == place["end_line"]:
            said = lines[place["line"] - 1][place["column"] - 1 : place["end_column"] - 1]
            assert said == one["says"]


def test_text_shows_the_line_a_caret_and_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", BAD])
    out, err = _out(capsys)
    block = next(part for part in out.split("\n\n") if "6 minutes" in part)
    head, line, caret, against, other = block.splitlines()[:5]
    assert head.startswith(f"{BAD}:46:64: error: ")
    assert head.endswith("[consistency/duration]")
    at = caret.index("^")
    assert line[at : at + caret.count("^")] == "6 minutes"
    assert "against: 8 min from acknowledgement to escalation" in against
    assert "Escalated to the platform team" in other
    assert re.search(r"\d+ errors, \d+ warnings, \d+ notes in 1 file", err)


def test_quiet_says_nothing_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", BAD, "--quiet"])
    assert _out(capsys)[1] == ""


def test_a_secret_is_shown_in_no_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "hJ7kd92Lqx" + "T4v8"
    path = tmp_path / "r.md"
    path.write_text(f"# Outage\n\n14:02 somebody pasted password={secret} here\n")
    for form in ("text", "json", "sarif", "github", "junit"):
        assert main(["check", str(path), "--format", form]) == 1
        out, err = _out(capsys)
        assert "leak/secret" in out
        assert secret not in out + err


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class _Stream:
        buffer = io.BytesIO(CONFLICTS.encode())

    monkeypatch.setattr(sys, "stdin", _Stream)
    assert main(["check", "-", "--format", "json"]) == 1
    assert json.loads(_out(capsys)[0])["file"] == "<stdin>"


def test_an_unreadable_file_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    binary = tmp_path / "a.md"
    binary.write_bytes(b"\x00\x01\x02" * 500)
    assert main(["check", str(binary), BAD, "--format", "json"]) == 2
    out, err = _out(capsys)
    first, second = (json.loads(line) for line in out.splitlines())
    assert first["findings"] == []
    assert "not text" in first["error"]
    assert second["findings"]
    assert err.count("\n") == 1


def test_the_configuration_near_the_file_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "hansei.toml").write_text(
        '[check]\nfail-on = "error"\n[check.off]\n"consistency/*" = "published as it is"\n'
    )
    (tmp_path / "r.md").write_text(CONFLICTS)
    assert main(["check", str(tmp_path / "r.md")]) == 0
    assert main(["check", str(tmp_path / "r.md"), "--fail-on", "warning"]) == 1
    assert "consistency/" not in _out(capsys)[0]


def test_folders_are_walked_and_licences_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("b.md", "a.txt", "LICENSE.md", "x.png", ".git/c.md", "node_modules/d.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# Outage\n\nIt was down.\n")
    main(["check", str(tmp_path), "--format", "json"])
    files = [Path(json.loads(line)["file"]).name for line in _out(capsys)[0].splitlines()]
    assert files == ["a.txt", "b.md"]


def test_github_annotations_are_one_escaped_line_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a,b:c%.md"
    path.write_text(CONFLICTS)
    main(["check", str(path), "--format", "github"])
    lines = _out(capsys)[0].splitlines()
    assert lines
    for line in lines:
        head, message = re.fullmatch(r"::(?:error|warning|notice) ([^:]+)::(.+)", line).groups()  # type: ignore[union-attr]
        fields = dict(pair.split("=", 1) for pair in head.split(","))
        assert fields["file"].endswith("a%2Cb%3Ac%25.md")
        assert int(fields["line"]) >= 1
        assert not re.search(r"%(?!25|0A|0D)", message)


def test_junit_is_well_formed_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", GOOD, BAD, "--format", "junit"])
    root = ElementTree.fromstring(_out(capsys)[0])
    good, bad = root.findall("testsuite")
    assert (good.get("failures"), len(good.findall("testcase"))) == ("0", 1)
    assert int(bad.get("failures", "0")) == len(bad.findall("testcase/failure")) > 9


def _sarif(capsys: pytest.CaptureFixture[str], *files: str) -> dict[str, Any]:
    main(["check", *files, "--format", "sarif"])
    found: dict[str, Any] = json.loads(_out(capsys)[0])
    return found


def test_sarif_holds_what_the_standard_requires(capsys: pytest.CaptureFixture[str]) -> None:
    """SARIF 2.1.0: required properties, allowed values, and references that resolve."""
    log = _sarif(capsys, BAD, GOOD)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "hansei"
    rules = driver["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["defaultConfiguration"]["level"] in LEVELS
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert run["results"]
    for result in run["results"]:
        _sarif_result(result, rules)


def _sarif_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] in LEVELS
    assert result["message"]["text"]
    assert result["partialFingerprints"]["hansei/v1"]
    for location in (*result["locations"], *result.get("relatedLocations", ())):
        physical = location["physicalLocation"]
        assert not re.search(r"[\s\\]", physical["artifactLocation"]["uri"])
        region = physical["region"]
        assert region["startLine"] >= 1
        assert region.get("startColumn", 1) >= 1
        assert region.get("endLine", region["startLine"]) >= region["startLine"]
        if region.get("endLine") == region["startLine"]:
            assert region["endColumn"] >= region["startColumn"]


def test_sarif_fingerprints_stay_when_lines_move(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "r.md"
    prints = []
    for text in (CONFLICTS, CONFLICTS.replace("## Overview", "A remark.\n\n## Overview")):
        path.write_text(text)
        results = _sarif(capsys, str(path))["runs"][0]["results"]
        prints.append({each["partialFingerprints"]["hansei/v1"] for each in results})
    assert prints[0] == prints[1]


def test_sarif_tells_of_an_unreadable_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_bytes(b"\x89PNG\r\n\x1a\n")
    (invocation,) = _sarif(capsys, str(tmp_path / "a.md"))["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "a picture" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_colour_only_where_it_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", BAD])
    assert "\x1b[" not in _out(capsys)[0]
    monkeypatch.setenv("FORCE_COLOR", "1")
    main(["check", BAD])
    assert "\x1b[31merror" in _out(capsys)[0]


def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m hansei check {BAD} {BAD} {BAD} | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert CORRECTED


def test_a_post_mortem_of_the_store(tmp_path: Path) -> None:
    """In processes of their own, as the store is chosen once a process."""
    store = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    exports = Path(__file__).parents[2] / "examples"
    folder = next((each for each in sorted(exports.glob("*")) if each.is_dir()), None)
    if folder is None:
        pytest.skip("no example to draft from")
    hansei = (sys.executable, "-m", "hansei")
    drafted = subprocess.run(
        [*hansei, "draft", str(folder), "-o", str(tmp_path / "out"), "--store", store],
        capture_output=True, check=False,
    )  # fmt: skip
    assert drafted.returncode in (0, 1)
    check = [*hansei, "check", "--postmortem", "1", "--store", store, "--format", "json"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1)
    assert json.loads(done.stdout)["file"] == "PM 1"
    absent = subprocess.run(
        [*check[:4], "99", *check[5:]], capture_output=True, text=True, check=False
    )
    assert absent.returncode == 2
    assert absent.stderr.count("\n") == 1


FILLED = "# Report\n\nIt was, of course, down.\n"
MENDED = "# Report\n\nIt was down.\n"


def test_fix_mends_the_file_and_says_what(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "r.md"
    report.write_text(FILLED, encoding="utf-8")
    report.chmod(0o640)
    assert main(["check", str(report), "--fix", "--disable", "complete"]) == 0
    out, err = _out(capsys)
    assert out == ""
    assert f"{report}:3: fixed: 'of course' taken out [blame/hindsight]" in err
    assert report.read_text(encoding="utf-8") == MENDED
    assert report.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["r.md"]
    assert main(["check", str(report), "--fix", "--disable", "complete"]) == 0
    assert "fixed" not in _out(capsys)[1]


def test_diff_shows_the_fixes_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "r.md"
    report.write_text(FILLED, encoding="utf-8")
    assert main(["check", str(report), "--diff"]) == 1
    out, _ = _out(capsys)
    assert [line for line in out.splitlines() if line[0] in "+-"][2:] == [
        "-It was, of course, down.", "+It was down.",
    ]  # fmt: skip
    assert report.read_text(encoding="utf-8") == FILLED
    report.write_text(MENDED, encoding="utf-8")
    assert main(["check", str(report), "--diff"]) == 0
    assert _out(capsys)[0] == ""


def test_a_link_is_mended_where_it_points(tmp_path: Path) -> None:
    report, link = tmp_path / "r.md", tmp_path / "link.md"
    report.write_text(FILLED, encoding="utf-8")
    link.symlink_to(report)
    main(["check", str(link), "--fix", "--quiet"])
    assert link.is_symlink()
    assert report.read_text(encoding="utf-8") == MENDED


def test_a_file_that_cannot_be_mended_stays_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    first.write_bytes(FILLED.encode() + b"And up.\r\n")
    second.write_text(FILLED, encoding="utf-8")
    assert main(["check", str(tmp_path), "--fix"]) == 2
    assert "not fixed" in _out(capsys)[1]
    assert first.read_bytes() == FILLED.encode() + b"And up.\r\n"
    assert second.read_text(encoding="utf-8") == MENDED


@pytest.mark.parametrize(
    "arguments",
    [["-", "--fix"], ["--postmortem", "7", "--fix"], ["--postmortem", "7", "--diff"],
     [BAD, "--diff", "--format", "json"]],
    ids=["stdin", "stored", "stored diff", "format"],
)  # fmt: skip
def test_fixes_are_for_files(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *arguments]) == 2
    assert len(_out(capsys)[1].strip().splitlines()) == 1
