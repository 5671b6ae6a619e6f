"""How much of real reports the reader recovers, held against answers made by hand.

    HANSEI_DATA=... python -m bench.read [--misses] [--write docs/checks/reading.md] [CORPUS...]

Prints, per corpus, precision and recall of events, milestones, stated figures and actions as a
Markdown table, then how fast the reports are read. `--misses` lists what differs, `--write` makes
the page of the documentation.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from hansei.domain.times import zone_named  # noqa: E402
from hansei.reading import decode, read_all, to_contract  # noqa: E402

DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
ANSWERS = ROOT / "tests" / "reading" / "answers"
TOPICS = ("events", "milestones", "stated", "actions")
COMMAND = "python -m bench.read --write docs/checks/reading.md"


class Tally:
    """Right, wrong and missing counts of one topic."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missing = 0

    def cell(self) -> str:
        """Precision / recall (how many are expected)."""
        given, wanted = self.right + self.wrong, self.right + self.missing
        precision = f"{self.right / given:.3f}" if given else "-"
        recall = f"{self.right / wanted:.3f}" if wanted else "-"
        return f"{precision} / {recall} ({wanted})"


class Measured(NamedTuple):
    """Counts by corpus and topic, reports by corpus, and a line for each difference."""

    tallies: dict[str, dict[str, Tally]]
    reports: Counter[str]
    misses: list[str]


def same(left: str | None, right: str | None) -> bool:
    """Whether two instants are the same minute."""
    if not left or not right:
        return left == right
    gap = datetime.fromisoformat(left) - datetime.fromisoformat(right)
    return abs(gap) < timedelta(seconds=60)


def count_events(answer: dict[str, Any], got: dict[str, Any], tally: Tally) -> Iterable[str]:
    """Entries by line and instant; one without a clock time in the answer needs its line only."""
    wanted = list(zip(answer["event_lines"], answer["event_times"], strict=True))
    given = [(event["place"]["line"], event["at"]) for event in got["events"]]
    timed = [pair for pair in wanted if pair[1] is not None]
    untimed = {line for line, at in wanted if at is None}
    for line, at in timed:
        found = next((each for each in given if each[0] == line and same(each[1], at)), None)
        if found:
            given.remove(found)
            tally.right += 1
        else:
            tally.missing += 1
            near = [each for each in given if each[0] == line]
            yield f"event {line} {at}: {near}"
    for line, at in given:
        if line not in untimed:
            tally.wrong += 1
            yield f"event {line} {at}: not expected"


def count_milestones(answer: dict[str, Any], got: dict[str, Any], tally: Tally) -> Iterable[str]:
    """Milestones by instant; readings listed as acceptable are right as well."""
    for name, wanted in answer["milestones"].items():
        found = got["milestones"].get(name)
        also = answer["acceptable"].get(name, []) if answer.get("acceptable") else []
        right = [each["at"] for each in ([wanted] if wanted else []) + also if each]
        optional = wanted is None or None in also
        if found and any(same(found["at"], at) for at in right):
            tally.right += wanted is not None and same(found["at"], wanted["at"])
            continue
        if found:
            tally.wrong += 1
            yield f"{name}: {found['at']} {found['reason']!r}, expected {wanted} or {also}"
        if not optional:
            tally.missing += 1
            if not found:
                yield f"{name}: none, expected {wanted}"


def count_stated(answer: dict[str, Any], got: dict[str, Any], tally: Tally) -> Iterable[str]:
    """Stated figures by name and seconds."""
    given = [(each["figure"], each["seconds"]) for each in got["stated"]]
    for each in answer["stated"]:
        key = (each["figure"], each["seconds"])
        if key in given:
            given.remove(key)
            tally.right += 1
        else:
            tally.missing += 1
            yield f"stated {each['figure']} {each['text']!r} line {each['line']}: missing"
    wanted = {(each["figure"], each["seconds"]) for each in answer["stated"]}
    extra = [each for each in given if each not in wanted]
    tally.wrong += len(extra)
    yield from (f"stated {each}: not expected" for each in extra)


def count_actions(answer: dict[str, Any], got: dict[str, Any], tally: Tally) -> Iterable[str]:
    """Actions by line."""
    given = [each["place"]["line"] for each in got["actions"]]
    accepted = (answer.get("acceptable") or {}).get("actions_count", [])
    if len(given) in accepted and not answer["actions"]:
        return
    for each in answer["actions"]:
        if each["line"] in given:
            given.remove(each["line"])
            tally.right += 1
        else:
            tally.missing += 1
            yield f"action line {each['line']} missing ({each.get('text')})"
    if len(got["actions"]) not in accepted:
        tally.wrong += len(given)
        yield from (f"action line {line}: not expected" for line in given)


COUNTERS = dict(
    zip(TOPICS, (count_events, count_milestones, count_stated, count_actions), strict=True)
)


def read_one(answer: dict[str, Any]) -> dict[str, Any]:
    """The contract's object for the incident that an answer is about."""
    path = DATA / answer["file"]
    name = answer.get("read_with_zone")
    found = read_all(
        decode(path.read_bytes()), file=path.name, zone=zone_named(name) if name else None
    )
    heading = (answer.get("heading") or "").strip("# ")
    chosen = next((each for each in found if each.document.title == heading), found[0])
    return to_contract(chosen)


def measure(chosen: Collection[str] = ()) -> Measured:
    """Every answer of the corpora named, or of all, against what the reader gives."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: {t: Tally() for t in TOPICS})
    reports: Counter[str] = Counter()
    misses: list[str] = []
    for path in sorted(ANSWERS.glob("*/*.json")):
        corpus = path.parent.name
        if chosen and corpus not in chosen:
            continue
        answer = json.loads(path.read_text("utf-8"))
        got = read_one(answer)
        for name in (corpus, "all"):
            reports[name] += 1
            for topic, counter in COUNTERS.items():
                lines = list(counter(answer, got, tallies[name][topic]))
                if name == corpus:
                    misses += [f"{corpus}/{path.stem}: {line}" for line in lines]
    return Measured(dict(tallies), reports, misses)


def table(measured: Measured) -> str:
    """The Markdown table: precision / recall (how many are expected), by corpus."""
    rows = ["| corpus | reports | " + " | ".join(TOPICS) + " |"]
    rows.append("| --- |" + " --- |" * (len(TOPICS) + 1))
    for name in [*sorted(set(measured.tallies) - {"all"}), "all"]:
        cells = [measured.tallies[name][topic].cell() for topic in TOPICS]
        rows.append(f"| {name} | {measured.reports[name]} | {' | '.join(cells)} |")
    return "\n".join(rows)


def page(measured: Measured) -> str:
    """The page of the documentation that shows the table."""
    return f"""<!-- Written by {COMMAND}: do not edit. -->
# What is read in real reports

Held against answers made by hand for {measured.reports["all"]} incidents of public reports
(`tests/reading/answers` says how). Each cell is precision / recall, and in brackets how many are
expected: entries of the timeline by line and minute, milestones by minute, stated figures by name
and seconds, actions by line.

{table(measured)}

    HANSEI_DATA=... {COMMAND}

The reports themselves are not part of the repository. `python -m bench.read --misses` lists what
differs.
"""


def main(arguments: list[str]) -> int:
    """Measure the corpora named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("corpora", nargs="*", metavar="CORPUS")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    if not DATA.is_dir():
        print(f"no data at {DATA}: set HANSEI_DATA", file=sys.stderr)
        return 2
    started = time.perf_counter()
    measured = measure(options.corpora)
    spent = time.perf_counter() - started
    if options.misses:
        print("\n".join(measured.misses))
    print(table(measured))
    print(f"\n{measured.reports['all']} reports in {spent:.2f} s; precision / recall (expected).")
    if options.write:
        options.write.write_text(page(measured), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
