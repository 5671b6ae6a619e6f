"""The hand-made answers point at what they say: a wrong answer would measure the reader wrongly.

The reports themselves are read from the data folder (HANSEI_DATA) and never copied.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from hansei.domain.times import zone_named

ANSWERS = Path(__file__).parent / "answers"
DATA = Path(os.environ.get("HANSEI_DATA", Path(__file__).parents[3] / "shared" / "data"))
FILES = sorted(ANSWERS.glob("*/*.json"))
OPEN_LICENCES = ("MIT", "BSD", "Apache", "Unlicense")
MILESTONES = {
    "impact_start", "detected", "acknowledged", "escalated",
    "cause_identified", "mitigated", "recovered", "resolved",
}  # fmt: skip
PAIRS = {
    "time_to_detect": ("impact_start", "detected"),
    "time_to_recover": ("impact_start", "recovered"),
}
STATED = {
    "time_to_detect", "time_to_acknowledge", "time_to_mitigate", "time_to_recover",
    "time_to_resolve", "impact_duration",
}  # fmt: skip
# Ten minutes past nine may stand as 09:10, 9:10, 9.10 or "9:10 PM".
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})[:.](\d\d)(?!\d)")
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")

Answer = dict[str, Any]


def _answer(path: Path) -> Answer:
    answer: Answer = json.loads(path.read_text(encoding="utf-8"))
    return answer


def _report_lines(answer: Answer) -> list[str]:
    path = DATA / str(answer["file"])
    if not path.is_file():
        pytest.skip("the reports are not here: set HANSEI_DATA to the data folder")
    return path.read_text(encoding="utf-8").split("\n")


def _zone(answer: Answer) -> tzinfo:
    return zone_named(answer["zone"] or answer.get("read_with_zone") or "UTC")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _line_shows(line: str, at: str, zone: tzinfo) -> bool:
    """Whether the line carries the instant's clock time, in the report's zone or a named UTC."""
    clocks = {(int(match[1]), int(match[2])) for match in _CLOCK.finditer(line)}
    moments = [_instant(at).astimezone(zone)] + [_instant(at)] * ("UTC" in line)
    for moment in moments:
        hours = {moment.hour, moment.hour - 12 if moment.hour > 12 else moment.hour or 12}
        if any((hour, moment.minute) in clocks for hour in hours):
            return True
    return False


def _marks(answer: Answer) -> list[tuple[str, int]]:
    """Every time with its line: events, milestones and what is acceptable beside them."""
    marks = list(zip(answer["event_times"], answer["event_lines"], strict=True))
    found = [answer["first_event"], answer["last_event"], *answer["milestones"].values()]
    for name, others in answer.get("acceptable", {}).items():
        found += others if name in MILESTONES else []
    marks += [(mark["at"], mark["line"]) for mark in found if mark]
    return marks


def _each_answer() -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}"
    )


def test_there_are_enough_answers() -> None:
    assert len(FILES) >= 44


@_each_answer()
def test_counts_agree(path: Path) -> None:
    answer = _answer(path)
    assert answer["events"] == len(answer["event_times"]) == len(answer["event_lines"])
    assert set(answer["milestones"]) == MILESTONES
    assert {stated["figure"] for stated in answer["stated"]} <= STATED
    assert set(answer["stated_agree"]) == {stated["figure"] for stated in answer["stated"]}
    timed = [at for at in answer["event_times"] if at]
    first, last = answer["first_event"], answer["last_event"]
    assert (first and first["at"], last and last["at"]) == (
        (timed[0], timed[-1]) if timed else (None, None)
    )


@_each_answer()
def test_figures_are_the_differences_of_the_milestones(path: Path) -> None:
    answer = _answer(path)
    for figure, (start, end) in PAIRS.items():
        marks = answer["milestones"][start], answer["milestones"][end]
        seconds = None
        if all(marks):
            seconds = (_instant(marks[1]["at"]) - _instant(marks[0]["at"])).total_seconds()
        assert answer["figures_from_timeline"][figure] == seconds, figure


@_each_answer()
def test_lines_carry_what_they_are_cited_for(path: Path) -> None:
    answer = _answer(path)
    lines, zone = _report_lines(answer), _zone(answer)
    for at, number in _marks(answer):
        line = lines[number - 1]
        assert at is None or _line_shows(line, at, zone), f"line {number} does not show {at}"
    for at, number in zip(answer["event_times"], answer["event_lines"], strict=True):
        days = set(_DAY.findall(lines[number - 1]))
        assert not (at and days) or _instant(at).astimezone(zone).date().isoformat() in days
    for stated in answer["stated"]:
        assert stated.get("text", "") in lines[stated["line"] - 1]
    for action in answer["actions"]:
        line = lines[action["line"] - 1].replace("**", "")
        assert action.get("text", "") in line
        assert line.strip()
    for conflict in answer.get("conflicts", []):
        assert all(lines[number - 1].strip() for number in conflict["lines"])


@_each_answer()
def test_heading_title_and_sections_stand_in_the_report(path: Path) -> None:
    answer = _answer(path)
    text = "\n".join(_report_lines(answer))
    wanted = [answer["heading"], answer["title"], *answer["sections"]]
    assert [part for part in wanted if part and part not in text] == []


@_each_answer()
def test_no_prose_without_an_open_licence(path: Path) -> None:
    answer = _answer(path)
    if not answer["licence"].startswith(OPEN_LICENCES):
        assert not any("text" in part for part in answer["stated"] + answer["actions"])
        assert not any(action["owner"] for action in answer["actions"])


def test_durations_of_the_incident_log() -> None:
    for entry in json.loads((ANSWERS / "moj-durations.json").read_text(encoding="utf-8")):
        lines = _report_lines(entry)
        assert entry["stated_text"] in lines[entry["line"] - 1]
        assert entry["heading"] in lines
        start, end = _instant(entry["from"]["at"]), _instant(entry["to"]["at"])
        assert entry["computed_seconds"] == (end - start).total_seconds()
        assert entry["agrees"] == (entry["computed_seconds"] == entry["stated_seconds"])
        assert (entry["explanation"] is None) == entry["agrees"]
