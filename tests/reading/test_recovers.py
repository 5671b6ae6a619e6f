"""What is recovered from real reports, held against answers made by hand (bench/read.py)."""

from __future__ import annotations

import json

import pytest

from bench import read as bench

pytestmark = pytest.mark.skipif(
    not (bench.DATA / "postmortems").is_dir(), reason="HANSEI_DATA has no reports here"
)
LEAST = {
    "events": (0.97, 0.97),
    "milestones": (0.85, 0.85),
    "stated": (0.9, 0.9),
    "actions": (0.95, 0.95),
}


ENDS = {
    "time_to_detect": ("impact_start", "detected"),
    "time_to_recover": ("impact_start", "recovered"),
}


def test_enough_is_recovered() -> None:
    tallies = bench.measure().tallies["all"]
    for topic, (precision, recall) in LEAST.items():
        tally = tallies[topic]
        assert tally.right / (tally.right + tally.wrong) >= precision, topic
        assert tally.right / (tally.right + tally.missing) >= recall, topic


def test_computed_figures_agree_with_the_stated_ones() -> None:
    """Where the report states a figure that its timeline gives in one way only."""
    agree = total = 0
    for path in sorted(bench.ANSWERS.glob("dfds/*.json")):
        answer = json.loads(path.read_text("utf-8"))
        got = bench.read_one(answer)
        for name, seconds in answer["figures_from_timeline"].items():
            ends = ENDS[name]
            read_otherwise = any(answer["acceptable"].get(end) for end in ends)
            if seconds is not None and answer["stated_agree"].get(name) and not read_otherwise:
                total += 1
                agree += got["figures"][name]["seconds"] == seconds
    assert total > 10
    assert agree / total >= 0.9


def test_the_page_says_what_is_measured() -> None:
    page = bench.ROOT / "docs" / "checks" / "reading.md"
    assert page.read_text(encoding="utf-8") == bench.page(bench.measure()), bench.COMMAND
