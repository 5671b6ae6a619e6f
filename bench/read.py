"""How much of real reports the reader recovers, held against answers made by hand.

    HANSEI_DATA=... python bench/read.py [--misses] [CORPUS...]

Prints, per corpus, precision and recall of events, milestones, stated figures and actions as a
Markdown table, then how fast the reports are read. `--misses` lists what differs.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from hansei.domain.times import zone_named  # noqa: E402
from hansei.reading import decode, read_all, to_contract  # noqa: E402

DATA = Path(os.environ.get("HANSEI_DATA", ROOT.parent / "shared" / "data"))
ANSWERS = ROOT / "tests" / "reading" / "answers"
TOPICS = ("events", "milestones", "stated", "actions")


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


def main(arguments: list[str]) -> int:
    """Measure the corpora named, or all."""
    misses = "--misses" in arguments
    chosen = {each for each in arguments if not each.startswith("-")}
    if not DATA.is_dir():
        print(f"no data at {DATA}: set HANSEI_DATA", file=sys.stderr)
        return 2
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: {t: Tally() for t in TOPICS})
    started, reports = time.perf_counter(), 0
    for path in sorted(ANSWERS.glob("*/*.json")):
        corpus = path.parent.name
        if chosen and corpus not in chosen:
            continue
        answer = json.loads(path.read_text("utf-8"))
        got = read_one(answer)
        reports += 1
        for topic, counter in COUNTERS.items():
            for name in (corpus, "all"):
                tally = tallies[name][topic] if name == corpus else tallies["all"][topic]
                lines = list(counter(answer, got, tally))
            if misses:
                for line in lines:
                    print(f"{corpus}/{path.stem}: {line}")
    spent = time.perf_counter() - started
    print("| corpus | " + " | ".join(TOPICS) + " |\n| --- |" + " --- |" * len(TOPICS))
    for name in [*sorted(set(tallies) - {"all"}), "all"]:
        print(f"| {name} | " + " | ".join(tallies[name][t].cell() for t in TOPICS) + " |")
    print(f"\n{reports} reports in {spent:.2f} s; precision / recall (expected).")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
