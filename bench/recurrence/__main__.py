"""Scores likeness on labelled pairs: `python -m bench.recurrence --status DIR --reports DIR`."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.recurrence.corpus import Incident, reports, status_incidents

from hansei.domain.learning.likeness import THRESHOLD, Past, precision_recall
from hansei.domain.learning.meaning import NOTHING, Meanings
from hansei.recurrence.meaning.encoder import Encoder, encoder

PAIRS, DRAWN = (Path(__file__).with_name(name) for name in ("pairs.tsv", "drawn.tsv"))
_STEPS = (0.3, 0.35, 0.4, 0.45, THRESHOLD, 0.55, 0.6)


class Pair(NamedTuple):
    """Two incidents, what a reader said of them, and how like they are by words, and by both."""

    part: str
    label: str
    words: float
    meaning: float


def main() -> None:
    """Prints precision and recall of all parts at several thresholds, without and with meaning."""
    options = argparse.ArgumentParser(prog="bench.recurrence")
    options.add_argument("--status", type=Path, required=True, help="folder of the status archive")
    options.add_argument("--reports", type=Path, required=True, help="folder of the reports")
    given = options.parse_args()
    encode = encoder()
    pairs = []
    for incidents in (list(status_incidents(given.status)), list(reports(given.reports))):
        pairs += _scored(incidents, encode)
    if encode is None:
        print("the extra `semantic` is not installed: meaning is not measured")
    print(
        f"{'part':16} {'pairs':>12} {'by':>7} {'at':>5} {'found':>5} {'precision':>9} {'recall':>6}"
    )
    for part in dict.fromkeys(each.part for each in pairs):
        own = [each for each in pairs if each.part == part]
        for untold in (False, True):
            told = [each for each in own if untold or each.label != "untold"]
            _table(part, "with untold" if untold else "labelled", told, meaning=encode is not None)


def _scored(incidents: Sequence[Incident], encode: Encoder | None) -> list[Pair]:
    profiles = {each.id: each.profile for each in incidents}
    vectors = encode(f"{each.title}. {each.text}" for each in incidents) if encode else None
    meanings = NOTHING if vectors is None else Meanings([each.id for each in incidents], vectors)
    words, both = Past(profiles.values()), Past(profiles.values(), meanings)
    found = []
    for row in [*_rows(PAIRS), *_rows(DRAWN)]:
        if row["first"] in profiles and row["second"] in profiles:
            one, two = profiles[row["first"]], profiles[row["second"]]
            scores = words.score(one, two), both.score(one, two)
            found.append(Pair(row["part"], row["label"], *scores))
    return found


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def _table(part: str, name: str, pairs: Sequence[Pair], *, meaning: bool) -> None:
    for by in ("words", "meaning") if meaning else ("words",):
        scored = [(getattr(each, by), each.label == "same") for each in pairs]
        for step in _STEPS:
            precision, recall = precision_recall(scored, step)
            found = sum(score >= step for score, _ in scored)
            said = " ".join(_share(each, width) for each, width in ((precision, 9), (recall, 6)))
            print(f"{part:16} {name:>12} {by:>7} {step:5.2f} {found:5} {said}")


def _share(value: float | None, width: int) -> str:
    return f"{'-':>{width}}" if value is None else f"{value:{width}.2f}"


if __name__ == "__main__":
    main()
