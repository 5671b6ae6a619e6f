"""Makes the rows, asks all three, and compares what they say.

python -m bench.metrics --incidents 1000000 --work build/bench/metrics

Needs duckdb and pandas beside the development requirements: pip install --group bench
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.metrics import world
from bench.metrics.questions import Answers

_CLOSE = 1e-6


def main() -> int:
    """The measurement; 1 where the three disagree."""
    parser = argparse.ArgumentParser(prog="python -m bench.metrics", description=__doc__)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--work", type=Path, default=Path("build/bench/metrics"))
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    options.work.mkdir(parents=True)
    store, arrays = options.work / "store.sqlite3", options.work / "arrays.npz"
    _child("bench.metrics.making", options.incidents, options.work)
    ours = _child("bench.metrics.ours", f"sqlite:///{store.resolve()}")
    duck = _child("bench.metrics.duck", options.work / "peer.duckdb")
    frame = _child("bench.metrics.frame", arrays, world.MISSING)
    print(f"{options.incidents:,} incidents, seconds")
    for name, found in (("Hansei", ours), ("DuckDB", duck), ("pandas", frame)):
        for what, seconds in found["seconds"].items():
            print(f"  {name:8}{seconds:9.3f}  {what}")
    differing = _differing(ours["answers"], duck["answers"])
    differing += _differing(frame["answers"], duck["answers"])
    print(f"  {len(duck['answers']):,} answers, {len(differing)} differ")
    for each in differing[:10]:
        print(f"    {each}")
    return 1 if differing else 0


def _child(module: str, *arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(found.stdout or "{}")
    return answer


def _differing(some: Answers, others: Answers) -> list[str]:
    """What the two answer otherwise; a value that one alone has differs."""
    return [
        f"{name}: {some.get(name)} {others.get(name)}"
        for name in sorted(some.keys() | others.keys())
        if not _same(some.get(name, []), others.get(name, []))
    ]


def _same(some: list[float | None], others: list[float | None]) -> bool:
    return len(some) == len(others) and all(
        one is other or (one is not None and other is not None
                         and math.isclose(one, other, rel_tol=_CLOSE, abs_tol=1e-3))
        for one, other in zip(some, others, strict=True)
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
