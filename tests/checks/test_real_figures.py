"""Stated times to detect and to recover of a real log against its timelines alone.

The answers of `tests/reading/answers/dfds` were made by hand; the reports are read from the data
folder (HANSEI_DATA) and are not copied.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hansei.checks import check_bytes
from hansei.domain.metrics import figures
from hansei.reading import read_text
from tests.checks.finding import DATA

ANSWERS = [
    json.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parents[1] / "reading/answers/dfds").glob("*.json"))
]
NAMES = {"time_to_detect": "detected", "time_to_recover": "recovered"}
_STATS = re.compile(r"^#+ Stats\s*$.*", re.MULTILINE | re.DOTALL)
_FIGURE = re.compile(r"^(- Time to \w+:\s+)(\d+)( minutes)", re.MULTILINE)
SLACK_S = 60

pytestmark = pytest.mark.skipif(
    not (DATA / "postmortems" / "dfds").is_dir(), reason="HANSEI_DATA has no DFDS reports here"
)


def _text(answer: dict[str, Any]) -> str:
    return (DATA / str(answer["file"])).read_text(encoding="utf-8")


def _stated(answer: dict[str, Any]) -> dict[str, float]:
    """The stated figures whose two ends the timeline tells, by the hand-made answer."""
    return {
        each["figure"]: each["seconds"]
        for each in answer["stated"]
        if answer["figures_from_timeline"].get(each["figure"]) is not None
    }


def _open(answer: dict[str, Any], name: str) -> bool:
    """Whether a careful reader may take another line of the timeline for one of the two ends."""
    return any(answer["acceptable"].get(end) for end in ("impact_start", NAMES[name]))


def test_the_timeline_alone_gives_the_stated_figures() -> None:
    agree = total = 0
    for answer in ANSWERS:
        text = _STATS.sub("", _text(answer))
        assert "Time to" not in text
        computed = figures(read_text(text, file=Path(answer["file"]).name).document.milestones)
        for name, seconds in _stated(answer).items():
            if _open(answer, name):
                continue
            total += 1
            found = computed[name].seconds
            agree += found is not None and abs(found - seconds) <= SLACK_S
    assert total >= 15
    assert agree / total >= 0.9


def _flagged(text: str, answer: dict[str, Any]) -> set[int]:
    found = check_bytes(text.encode(), file=Path(answer["file"]).name)
    return {one.place.line for one in found if one.rule == "consistency/duration"}


def test_none_that_agrees_is_flagged() -> None:
    for answer in ANSWERS:
        wrong = {
            each["line"]
            for each in answer["stated"]
            if answer["stated_agree"].get(each["figure"]) is False
        }
        assert _flagged(_text(answer), answer) == wrong, answer["file"]


def test_each_that_disagrees_is_flagged() -> None:
    """Every stated figure changed to one that no pair of the report's times gives."""
    flagged = total = 0
    for answer in ANSWERS:
        names = [name for name in _stated(answer) if not _open(answer, name)]
        lines = {each["line"] for each in answer["stated"] if each["figure"] in names}
        if not lines:
            continue
        changed = _FIGURE.sub(lambda figure: f"{figure[1]}{int(figure[2]) * 3 + 7}{figure[3]}",
                              _text(answer))  # fmt: skip
        found = _flagged(changed, answer)
        total += len(lines)
        flagged += len(lines & found)
    assert total >= 15
    assert flagged == total
