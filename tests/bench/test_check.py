"""The bench of the checks, without its peers. Nothing here asserts a time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bench.check import report, speed, timed
from bench.check_peers import VALE, Peer
from bench.check_shapes import REFUSED, SHAPES


@pytest.mark.parametrize("name", [*SHAPES, *REFUSED])
def test_a_hostile_report_doubles(name: str) -> None:
    make, _ = (SHAPES | REFUSED)[name]
    small, large = len(make(20_000)), len(make(40_000))
    assert 18_000 < small < 22_000
    assert 1.9 < large / small < 2.1


def test_a_peer_that_dies_is_not_measured(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("x")
    fine = Peer("fine", [sys.executable, "-c", "raise SystemExit(7)"])
    dead = Peer("dead", [sys.executable, "-c", "1 / 0"])
    absent = Peer("absent", ["/no/such/linter"])
    assert timed(fine.command, [file]) > 0
    rows = speed([file], [fine, dead, absent, Peer("vale", [], VALE)])
    assert [row["tool"] for row in rows if "missing" in row] == ["dead", "absent", "vale"]
    assert "ZeroDivisionError" in rows[1]["missing"]


def test_the_report_names_what_was_not_measured() -> None:
    tools = [{"tool": "hansei check", "seconds": 2.0, "mb_per_s": 1.0, "times_hansei": 1.0,
              "hundred_s": 1.5}, {"tool": "vale", "missing": VALE}]  # fmt: skip
    growth = [{"shape": "rows", "mb": 1.0, "seconds": 1.0, "twice_s": 2.0, "growth": 2.0},
              {"shape": "too long", "mb": 10.0, "refused_s": 0.2}]  # fmt: skip
    text = report({"reports": 3, "mb": 2.0, "tools": tools, "growth": growth})
    assert "| hansei check | 2.00 | 1.00 | 1.0 | 1.50 |" in text
    assert f"| vale | {VALE} | | | |" in text
    assert "| too long | 10.0 | refused in 0.20 | | |" in text
