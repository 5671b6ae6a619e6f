"""How fast post-mortems are checked, beside other prose linters, and what is found in real ones.

    HANSEI_DATA=... python bench/check.py [--peer NAME="COMMAND {files}"] ...
    HANSEI_DATA=... python bench/check.py --count
    HANSEI_DATA=... python bench/check.py --sample 100 --seed 77

Times are wall time of a whole process, start-up included, the best of three runs over the same
files. Peers are whatever is on the machine; nothing is installed. `--count` lists the findings of
all reports by rule; `--sample` draws findings to be read and judged by a person.
"""

from __future__ import annotations

import argparse
import os
import random
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

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
HANSEI = f"{shlex.quote(sys.executable)} -m hansei check --format json --fail-on never {{files}}"
PEERS = {
    "alex": "alex --stdin-filename x {files}",
    "write-good": "write-good {files}",
    "proselint": "proselint check {files}",
    "textlint": "textlint {files}",
    "vale": "vale --no-exit {files}",
}


def reports() -> Iterator[Path]:
    """The real reports of the data folder, templates and indexes left out."""
    for corpus in CORPORA:
        for path in sorted((DATA / corpus).rglob("*")):
            name = path.name.lower()
            if path.suffix in SUFFIXES and not any(word in name for word in NO_REPORT):
                yield path


def timed(command: str, files: Sequence[Path]) -> float | None:
    """Seconds of the fastest of three runs; None where the command cannot be run."""
    words = shlex.split(command)
    if shutil.which(words[0]) is None:
        return None
    at = words.index("{files}")
    call = [*words[:at], *map(str, files), *words[at + 1 :]]
    best = None
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    for _ in range(RUNS):
        start = time.perf_counter()
        done = subprocess.run(call, capture_output=True, env=environment, check=False)
        took = time.perf_counter() - start
        if done.returncode not in (0, 1):
            return None
        best = took if best is None else min(best, took)
    return best


def speed(files: Sequence[Path], commands: dict[str, str]) -> None:
    """A Markdown table of all tools over the same files."""
    size = sum(path.stat().st_size for path in files)
    print(f"{len(files)} reports, {size / 1e6:.2f} MB\n")
    print("| tool | seconds | MB/s | reports in 3 s |\n| --- | --- | --- | --- |")
    for name, command in commands.items():
        took = timed(command, files)
        if took is None:
            print(f"| {name} | not on this machine | - | - |")
        else:
            print(
                f"| {name} | {took:.2f} | {size / 1e6 / took:.2f} | {3 * len(files) / took:.0f} |"
            )


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
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
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
        peers = PEERS | dict(peer.split("=", 1) for peer in options.peer)
        speed(files, {"hansei check": HANSEI, **peers})
    return 0


if __name__ == "__main__":
    sys.exit(main())
