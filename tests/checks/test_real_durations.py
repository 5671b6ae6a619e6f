"""Durations stated in a real incident log: each that disagrees is flagged, none that agrees.

`tests/reading/answers/moj-durations.json` was made by hand; the reports are read from the data
folder (HANSEI_DATA) and are not copied.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from hansei.checks import check_bytes
from hansei.domain.findings import Finding
from tests.checks.finding import DATA

ANSWERS = json.loads(
    (Path(__file__).parents[1] / "reading" / "answers" / "moj-durations.json").read_text()
)
BY_FILE: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
for _answer in ANSWERS:
    BY_FILE[_answer["file"]][_answer["line"]] = _answer


def _durations(file: str) -> dict[int, Finding]:
    path = DATA / file
    if not path.is_file():
        pytest.skip("the reports are not in the data folder (HANSEI_DATA)")
    found = check_bytes(path.read_bytes(), file=file)
    return {one.place.line: one for one in found if one.rule == "consistency/duration"}


@pytest.mark.parametrize("file", sorted(BY_FILE), ids=lambda file: Path(file).name.split(".")[0])
def test_exactly_the_durations_that_disagree_are_flagged(file: str) -> None:
    wrong = {line for line, answer in BY_FILE[file].items() if not answer["agrees"]}
    assert set(_durations(file)) == wrong


@pytest.mark.parametrize(
    "answer",
    [one for one in ANSWERS if (one.get("support_hours") or {}).get("agrees")],
    ids=lambda answer: Path(answer["file"]).name.split(".")[0] + answer["stated_text"],
)
def test_support_hours_are_named_where_they_explain_the_difference(answer: dict[str, Any]) -> None:
    finding = _durations(answer["file"])[answer["line"]]
    assert "support hours" in finding.message or "out-of-hours" in finding.message
    assert finding.level == "warning"
