"""How fast `hansei draft` reads, held against merely decoding the same bytes.

    python -m bench.throughput --work /tmp/bulk --json throughput.json

For each size it writes bulk input once (kept under --work), decodes it in a process of its own
(msgspec for JSON, csv.reader for CSV, lines for text) and drafts it without and with a store.
Wall times in seconds; peak memory is the child's ru_maxrss in MiB. Each draft runs in a process of
its own whose parent stays small, because on Linux a child's ru_maxrss starts at its parent's.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
from bench.synth.bulk import bulk

_SIZES = (10_000, 100_000, 1_000_000)
_SMALL = 10_000


@dataclass(frozen=True, slots=True)
class Run:
    """One process: wall seconds, peak memory in MiB, exit code and bytes printed."""

    seconds: float
    peak_mib: float
    code: int
    output_bytes: int


def measure(command: list[str]) -> Run:
    """Run a command to its end. Raises OSError where it cannot be started."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        return Run(seconds, usage.ru_maxrss / 1024, child.returncode, output.seek(0, os.SEEK_END))


def decode(folder: Path) -> dict[str, float]:
    """Decode every file under `folder`: seconds, records and bytes. Nothing is kept."""
    records = size = 0
    start = time.perf_counter()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        size += path.stat().st_size
        records += _decode_file(path)
    return {"seconds": time.perf_counter() - start, "records": records, "bytes": size}


def _decode_file(path: Path) -> int:
    if path.suffix == ".json":
        value = msgspec.json.decode(path.read_bytes())
        while isinstance(value, dict):
            value = next((one for one in value.values() if isinstance(one, list | dict)), [])
        return len(value)
    if path.suffix == ".csv":
        with path.open(newline="", encoding="utf-8") as stream:
            return sum(1 for _ in csv.reader(stream)) - 1
    if path.suffix == ".ndjson":
        decoder = msgspec.json.Decoder()
        with path.open("rb") as stream:
            return sum(1 for line in stream if decoder.decode(line) is not None)
    with path.open(encoding="utf-8") as stream:
        return sum(1 for _ in stream)


def prepared(work: Path, records: int, seed: int) -> Path:
    """The exports folder of bulk input, written if it is not there yet."""
    folder = work / f"bulk-{seed}-{records}"
    if not (folder / "truth.json").exists():  # written last: its presence means all is there
        bulk(records=records, out=folder, seed=seed)
    return folder / "exports"


def one_size(hansei: list[str], exports: Path, records: int) -> dict[str, Any]:
    """Reference, draft and draft with a store over one input."""
    inner = [sys.executable, "-m", "bench.throughput", "--decode", str(exports)]
    done = subprocess.run(inner, capture_output=True, check=True)
    reference = json.loads(done.stdout)
    plain = measure([*hansei, "draft", str(exports), "--no-store", "--format", "json"])
    with tempfile.TemporaryDirectory() as folder:
        store = f"sqlite:///{folder}/store.sqlite3"
        stored = measure([*hansei, "draft", str(exports), "--store", store, "--format", "json"])
    return {
        "records": records,
        "reference": reference,
        "draft": asdict(plain),
        "draft_with_store": asdict(stored),
        "ratio": _ratio(plain, reference["seconds"]),
        "ratio_with_store": _ratio(stored, reference["seconds"]),
    }


def _ratio(run: Run, reference_s: float) -> float | None:
    """Times the reference; None for a run that failed."""
    return round(run.seconds / reference_s, 2) if run.code in (0, 1) and reference_s else None


def linearity(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Growth of time against growth of input, size by size: 1 is linear, more is worse."""
    found = []
    for small, large in pairwise(rows):
        growth = large["draft"]["seconds"] / small["draft"]["seconds"]
        growth /= large["records"] / small["records"]
        memory = large["draft"]["peak_mib"] / small["draft"]["peak_mib"]
        found.append(
            {
                "from": small["records"],
                "to": large["records"],
                "time_growth": round(growth, 3),
                "memory_growth": round(memory, 3),
            }
        )
    return found


def small_runs(hansei: list[str], exports: Path) -> dict[str, Any]:
    """Start-up (median of 9) and ten thousand records end to end (median of 5)."""
    helps = [measure([*hansei, "--help"]) for _ in range(9)]
    drafts = [
        measure([*hansei, "draft", str(exports), "--no-store", "--format", "json"])
        for _ in range(5)
    ]
    return {
        "help_s": round(statistics.median(run.seconds for run in helps), 4),
        "draft_10k_s": round(statistics.median(run.seconds for run in drafts), 4),
        "failed": sum(run.code not in (0, 1) for run in helps + drafts),
    }


def report(result: dict[str, Any]) -> str:
    """The measurements as a table for people."""
    lines = ["   records   decode s    draft s    ratio   MiB    with store s    ratio   MiB"]
    for row in result["sizes"]:
        plain, stored = row["draft"], row["draft_with_store"]
        lines.append(
            f"{row['records']:>10} {row['reference']['seconds']:>10.3f} {plain['seconds']:>10.2f} "
            f"{_shown(row['ratio']):>8} {plain['peak_mib']:>5.0f} {stored['seconds']:>15.2f} "
            f"{_shown(row['ratio_with_store']):>8} {stored['peak_mib']:>5.0f}"
        )
    lines += [
        f"{step['from']} to {step['to']}: time per record x {step['time_growth']}, "
        f"memory x {step['memory_growth']}"
        for step in result["linearity"]
    ]
    small = result["small"]
    lines.append(f"--help, median of 9: {small['help_s']} s")
    lines.append(f"10,000 records end to end, median of 5: {small['draft_10k_s']} s")
    return "\n".join(lines) + "\n"


def _shown(ratio: float | None) -> str:
    return "failed" if ratio is None else f"{ratio:.2f}"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; exit code 1 where a run failed, 2 where nothing could be run."""
    parser = argparse.ArgumentParser(prog="bench.throughput", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "hansei-bulk")
    parser.add_argument("--hansei", default="hansei", help="the command under measurement")
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path, help="write the measurements here too")
    parser.add_argument("--decode", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.decode:
        print(json.dumps(decode(options.decode)))
        return 0
    hansei = shlex.split(options.hansei)
    try:
        rows = [
            one_size(hansei, prepared(options.work, size, options.seed), size)
            for size in sorted(options.sizes)
        ]
        small = small_runs(hansei, prepared(options.work, _SMALL, options.seed))
    except OSError as error:
        print(f"bench.throughput: {error}", file=sys.stderr)
        return 2
    result = {"sizes": rows, "linearity": linearity(rows), "small": small, "seed": options.seed}
    print(report(result), end="")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")
    failed = small["failed"] or any(row["ratio"] is None for row in rows)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
