"""The throughput bench, with a stand-in for the command. Nothing here asserts a time."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from bench.throughput import decode, linearity, main, measure, prepared

FAKE = Path(__file__).parent / "fake_tool.py"


def test_decode_sees_every_record(tmp_path: Path) -> None:
    exports = prepared(tmp_path, 2000, 7)
    found = decode(exports)
    rest = sum(len(json.loads((exports / "slack" / name).read_text()))
               for name in ("users.json", "channels.json"))  # fmt: skip
    assert found["records"] == 2000 + rest


def test_prepared_input_is_kept(tmp_path: Path) -> None:
    exports = prepared(tmp_path, 500, 7)
    marker = exports / "app" / "app.log"
    marker.write_text("kept\n")
    assert prepared(tmp_path, 500, 7) == exports
    assert marker.read_text() == "kept\n"


def test_measure_gives_the_childs_own_memory_and_code() -> None:
    run = measure([sys.executable, "-c", "x = bytearray(64 << 20); print(1); raise SystemExit(3)"])
    assert run.code == 3
    assert run.peak_mib > 64
    assert run.output_bytes == 2


def test_linearity_compares_growth_with_growth() -> None:
    rows = [
        {"records": 10, "draft": {"seconds": 1.0, "peak_mib": 50.0}},
        {"records": 100, "draft": {"seconds": 20.0, "peak_mib": 60.0}},
    ]
    assert linearity(rows) == [{"from": 10, "to": 100, "time_growth": 2.0, "memory_growth": 1.2}]


def test_main_measures_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "out.json"
    hansei = f"{sys.executable} {FAKE} oracle"
    arguments = ["--work", str(tmp_path), "--sizes", "500", "1000", "--json", str(file)]
    assert main([*arguments, "--hansei", hansei]) in (0, 1)
    result = json.loads(file.read_text())
    assert [row["records"] for row in result["sizes"]] == [500, 1000]
    assert "with store s" in capsys.readouterr().out
    assert main([*arguments, "--hansei", "/no/such/command"]) == 2
