"""How fast post-mortems are checked, beside other prose linters, and what is found in real ones.

    HANSEI_DATA=... python -m bench.check --work build/bench/check [--json check.json]
    HANSEI_DATA=... python -m bench.check --count
    HANSEI_DATA=... python -m bench.check --sample 100 --seed 77

Times are wall time of a whole process over all files, start-up included, the median of three runs.
The files are the real reports of the data folder, copied as .md so that every tool takes them.
Peers are installed under --work (`check_peers`); every tool is called once for all files, as its
users call it. Growth is the time of a hostile report twice as long over that of the shorter.
`--count` lists the findings of all reports by rule; `--sample` draws findings to be judged by a
person.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.check_peers import Peer, named, peers
from bench.check_shapes import REFUSED, SHAPES

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from hansei.checks import check_bytes  # noqa: E402
from hansei.domain.errors import HanseiError  # noqa: E402
from hansei.domain.findings import Finding  # noqa: E402

DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data")) / "postmortems"
CORPORA = ("dfds", "moj-cloud-platform", "2i2c", "mybinder", "posthog", "portswigger",
           "learningequality", "icco")  # fmt: skip
SUFFIXES = (".md", ".txt", ".erb", ".rst")
NO_REPORT = ("readme", "template", "process", "license", "index")
RUNS = 3
HANSEI = Peer("hansei check", [sys.executable, "-m", "hansei", "check", "--format", "json",
                               "--fail-on", "never", "--quiet"])  # fmt: skip
HUNDRED = 100
UNREADABLE = 2


def reports() -> Iterator[Path]:
    """The real reports of the data folder, templates and indexes left out."""
    for corpus in CORPORA:
        for path in sorted((DATA / corpus).rglob("*")):
            name = path.name.lower()
            if path.suffix in SUFFIXES and not any(word in name for word in NO_REPORT):
                yield path


def copied(work: Path) -> list[Path]:
    """The reports under names that every tool takes for Markdown."""
    folder = work / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for number, path in enumerate(reports()):
        target = folder / f"{number:03}-{path.name.split('.')[0].replace(' ', '-')}.md"
        target.write_bytes(path.read_bytes())
        found.append(target)
    return found


def timed(command: Sequence[str], files: Sequence[Path], *, runs: int = RUNS,
          refused: bool = False) -> float:  # fmt: skip
    """Median wall seconds of a whole process over `files`.

    Raises RuntimeError where it dies, and where hansei refuses a file (exit code 2) or reads what
    it should refuse.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True,
                              env=environment, check=False)  # fmt: skip
        taken.append(time.perf_counter() - start)
        if done.returncode < 0 or "Traceback" in done.stderr or "\n    at " in done.stderr:
            raise RuntimeError((done.stderr.strip().splitlines() or [str(done.returncode)])[-1])
        if list(command) == HANSEI.command and (done.returncode == UNREADABLE) is not refused:
            raise RuntimeError(f"exit code {done.returncode}: {done.stderr.strip()[:200]}")
    return statistics.median(taken)


def speed(files: Sequence[Path], tools: Sequence[Peer]) -> list[dict[str, Any]]:
    """A row for each tool: seconds, MB/s, times hansei's, and a hundred reports with start-up."""
    size = sum(path.stat().st_size for path in files) / 1e6
    rows: list[dict[str, Any]] = []
    for tool in tools:
        if tool.missing:
            rows.append(dict(named(tool)))
            continue
        try:
            took, hundred = timed(tool.command, files), timed(tool.command, files[:HUNDRED])
        except (OSError, RuntimeError) as error:
            rows.append({"tool": tool.name, "missing": f"not measured: {error}"})
            continue
        first = rows[0]["seconds"] if rows else took
        rows.append({"tool": tool.name, "seconds": took, "mb_per_s": size / took,
                     "times_hansei": took / first, "hundred_s": hundred})  # fmt: skip
    return rows


def growth(work: Path) -> list[dict[str, Any]]:
    """Seconds of each hostile report and of one twice as long; of the larger ones, the refusal."""
    rows: list[dict[str, Any]] = []
    for name, (make, size) in SHAPES.items():
        small, large = (_shaped(work, make(each)) for each in (size, 2 * size))
        rows.append({"shape": name, "mb": size / 1e6, "seconds": small, "twice_s": large,
                     "growth": large / small})  # fmt: skip
    for name, (make, size) in REFUSED.items():
        seconds = _shaped(work, make(size), refused=True)
        rows.append({"shape": name, "mb": size / 1e6, "refused_s": seconds})
    return rows


def _shaped(work: Path, text: str, *, refused: bool = False) -> float:
    path = work / "hostile.md"
    path.write_text(text)
    return timed(HANSEI.command, [path], runs=1, refused=refused)


def report(result: dict[str, Any]) -> str:
    """The measurements as Markdown."""
    lines = [f"{result['reports']} reports, {result['mb']:.2f} MB.", "",
             "| tool | seconds | MB/s | times hansei's | 100 reports, s |",
             "| --- | --- | --- | --- | --- |"]  # fmt: skip
    for row in result["tools"]:
        if "missing" in row:
            lines.append(f"| {row['tool']} | {row['missing']} | | | |")
        else:
            lines.append(f"| {row['tool']} | {row['seconds']:.2f} | {row['mb_per_s']:.2f} "
                         f"| {row['times_hansei']:.1f} | {row['hundred_s']:.2f} |")  # fmt: skip
    lines += ["", "| hostile report | MB | seconds | twice as long, s | growth |",
              "| --- | --- | --- | --- | --- |"]  # fmt: skip
    for row in result["growth"]:
        if "refused_s" in row:
            lines.append(f"| {row['shape']} | {row['mb']:.1f} | refused in "
                         f"{row['refused_s']:.2f} | | |")  # fmt: skip
        else:
            lines.append(f"| {row['shape']} | {row['mb']:.1f} | {row['seconds']:.2f} "
                         f"| {row['twice_s']:.2f} | {row['growth']:.2f} |")  # fmt: skip
    return "\n".join(lines)


def measure(work: Path) -> dict[str, Any]:
    """All measurements in one run."""
    files = copied(work)
    return {
        "reports": len(files),
        "mb": sum(path.stat().st_size for path in files) / 1e6,
        "tools": speed(files, [HANSEI, *peers(work)]),
        "growth": growth(work),
    }


def findings(files: Sequence[Path]) -> Iterator[tuple[Path, Finding]]:
    """Every finding of every report that can be read."""
    for path in files:
        try:
            found = check_bytes(path.read_bytes(), file=str(path))
        except HanseiError as error:
            print(f"not read: {error}", file=sys.stderr)
            continue
        yield from ((path, one) for one in found)


def count(files: Sequence[Path]) -> None:
    """A Markdown table of findings by rule."""
    totals = Counter(one.rule for _, one in findings(files))
    print(f"{len(files)} reports, {sum(totals.values())} findings\n")
    print("| rule | findings |\n| --- | --- |")
    for rule, n in sorted(totals.items()):
        print(f"| `{rule}` | {n} |")


def sample(files: Sequence[Path], number: int, seed: int) -> None:
    """Findings drawn at random, each with its line and both sides."""
    rows = list(findings(files))
    random.Random(seed).shuffle(rows)
    for at, (path, one) in enumerate(rows[:number], 1):
        line = path.read_text(encoding="utf-8", errors="replace").split("\n")[one.place.line - 1]
        begin = max(0, one.place.column - 80)
        print(f"{at}. {one.rule} {path.relative_to(DATA)}:{one.place.line}")
        print(f"   {one.message}\n   > {line[begin : begin + 200].strip()}")
        if one.against:
            print(f"   against {one.against.text}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench" / "check")
    parser.add_argument("--json", type=Path, help="write the measurements here too")
    parser.add_argument("--count", action="store_true")
    parser.add_argument("--sample", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=77)
    options = parser.parse_args()
    files = list(reports())
    if not files:
        print(f"no reports under {DATA} (HANSEI_DATA)", file=sys.stderr)
        return 2
    if options.count:
        count(files)
    elif options.sample:
        sample(files, options.sample, options.seed)
    else:
        result = measure(options.work.resolve())
        print(report(result))
        if options.json:
            options.json.write_text(json.dumps(result, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
