"""The SARIF that `hansei check` writes validates against the standard's JSON schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from hansei.cli.main import main

HERE = Path(__file__).parent
FIXTURES = HERE.parent / "checks" / "fixtures"
CONFLICTS = FIXTURES / "nine-conflicts.md"
CORRECTED = FIXTURES / "nine-corrected.md"
ODD = "# Ünïcode \U0001f525\n\n## Timeline\n\n- 14:02 password=hJ7kd92LqxT4v8 was pasted\n"


@pytest.fixture(scope="module")
def schema() -> Draft4Validator:
    text = (HERE / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
    document = json.loads(text)
    Draft4Validator.check_schema(document)
    return Draft4Validator(document)


def sarif(capsys: pytest.CaptureFixture[str], *files: Path) -> dict[str, Any]:
    main(["check", *map(str, files), "--format", "sarif"])
    log: dict[str, Any] = json.loads(capsys.readouterr().out)
    return log


def problems(schema: Draft4Validator, log: dict[str, Any]) -> list[str]:
    return [f"{each.json_path}: {each.message[:200]}" for each in schema.iter_errors(log)]


def test_findings(schema: Draft4Validator, capsys: pytest.CaptureFixture[str]) -> None:
    log = sarif(capsys, CONFLICTS, CORRECTED)
    assert problems(schema, log) == []
    assert len(log["runs"][0]["results"]) > 9
    assert any("relatedLocations" in each for each in log["runs"][0]["results"])


def test_no_findings(
    schema: Draft4Validator, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    plain = tmp_path / "plain.md"
    plain.write_text("Nothing happened.\n")
    assert problems(schema, sarif(capsys, plain)) == []


def test_odd_names_and_files_that_cannot_be_read(
    schema: Draft4Validator, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    odd = tmp_path / "a b#c%20ü.md"
    odd.write_text(ODD, encoding="utf-8")
    binary = tmp_path / "binary.md"
    binary.write_bytes(bytes(2000))
    page = tmp_path / "page.html"
    page.write_text("<!doctype html><h1>Outage</h1><p>He should have known that.</p>")
    log = sarif(capsys, odd, binary, page)
    assert problems(schema, log) == []
    (run,) = log["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].rsplit("/")[-1]
            for each in run["results"]} == {"a%20b%23c%2520%C3%BC.md", "page.html"}  # fmt: skip


@pytest.mark.parametrize(
    ("at", "value"),
    [("version", "2.0.0"), ("runs", [{}]), ("unknown", 1), ("runs", [{"tool": {"driver": {}}}])],
)
def test_the_schema_refuses_what_is_wrong(
    schema: Draft4Validator, capsys: pytest.CaptureFixture[str], at: str, value: object
) -> None:
    log = sarif(capsys, CORRECTED)
    assert problems(schema, log | {at: value})
