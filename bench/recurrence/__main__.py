"""Scores likeness on labelled pairs: `python -m bench.recurrence --status DIR --reports DIR`."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path

from bench.recurrence.corpus import Incident, reports, status_incidents

from hansei.domain.learning.likeness import THRESHOLD, Past, precision_recall

PAIRS = Path(__file__).with_name("pairs.tsv")
_STEPS = (0.3, 0.35, 0.4, 0.45, THRESHOLD, 0.55, 0.6)


def main() -> None:
    """Prints precision and recall of both parts at several thresholds."""
    options = argparse.ArgumentParser(prog="bench.recurrence")
    options.add_argument("--status", type=Path, required=True, help="folder of the status archive")
    options.add_argument("--reports", type=Path, required=True, help="folder of the reports")
    given = options.parse_args()
    scores = _scored(status_incidents(given.status)) | _scored(reports(given.reports))
    print(f"{'part':10} {'pairs':>12} {'threshold':>9} {'found':>5} {'precision':>9} {'recall':>6}")
    for part in ("tuned on", "held out"):
        for untold in (False, True):
            _table(part, scores, untold=untold)


def _scored(incidents: Iterable[Incident]) -> dict[tuple[str, str], float]:
    profiles = {each.id: each.profile for each in incidents}
    past = Past(profiles.values())
    return {
        (row["first"], row["second"]): past.score(profiles[row["first"]], profiles[row["second"]])
        for row in _rows()
        if row["first"] in profiles and row["second"] in profiles
    }


def _rows() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def _table(part: str, scores: dict[tuple[str, str], float], *, untold: bool) -> None:
    pairs = [
        (scores[row["first"], row["second"]], row["label"] == "same")
        for row in _rows()
        if row["part"] == part
        and (untold or row["label"] != "untold")
        and (row["first"], row["second"]) in scores
    ]
    name = "with untold" if untold else "labelled"
    for step in _STEPS:
        precision, recall = precision_recall(pairs, step)
        found = sum(score >= step for score, _ in pairs)
        told = f"{precision:9.2f} {recall:6.2f}" if precision is not None else f"{'-':>9} {'-':>6}"
        print(f"{part:10} {name:>12} {step:9.2f} {found:5} {told}")


if __name__ == "__main__":
    main()
