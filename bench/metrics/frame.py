"""Asks pandas the same in a process of its own, over the same arrays from a file."""

from __future__ import annotations

import json
import sys
import time

import numpy
import pandas
from bench.metrics.questions import FIGURES, GROUPS, LINKED, Answers, key


def asked(frame: pandas.DataFrame, links: dict[str, pandas.DataFrame], group: str) -> Answers:
    """Every figure by one group."""
    if group in LINKED:
        found = links[group].merge(frame, on="incident")
        by = found["key"]
    else:
        found = frame
        month = frame["month"]
        values = {"month": month, "quarter": month // 3, "severity": frame["severity"]}
        by = values.get(group, pandas.Series("", index=frame.index))
    answers: Answers = {}
    for name in FIGURES:
        seconds = found[name]
        valid = seconds.where(seconds >= 0)
        grouped = valid.groupby(by)
        table = grouped.agg(["count", "mean", "median", "std"])
        table["p90"] = grouped.quantile(0.9)
        table["geometric"] = numpy.exp(numpy.log(valid.clip(lower=0.5)).groupby(by).mean())
        table["missing"] = seconds.isna().groupby(by).sum()
        table["invalid"] = (seconds < 0).groupby(by).sum()
        for row in table.itertuples():
            answers[key(group, row.Index, name)] = [
                row[1], row.missing, row.invalid,
                row.mean, row.median, row.p90, row.geometric,
            ]  # fmt: skip
    return answers


def main(arrays: str, missing: int) -> None:
    """Prints seconds by name, and the answers, as JSON."""
    seconds, answers = {}, {}
    begun = time.perf_counter()
    found = numpy.load(arrays)
    at = numpy.where(found["at"] == missing, numpy.nan, found["at"]) / 1e6
    frame = pandas.DataFrame(
        {"incident": numpy.arange(1, len(at) + 1), "month": found["month"],
         "severity": found["severity"]}
        | {name: at[:, end] - at[:, start] for name, (start, end) in FIGURES.items()}
    )  # fmt: skip
    links = {
        name: pandas.DataFrame(dict(zip(("incident", "key"), found[f"links_{kind}"], strict=True)))
        for name, kind in LINKED.items()
    }
    for group in GROUPS:
        answers |= asked(frame, links, group)
    seconds["cold"] = time.perf_counter() - begun
    begun = time.perf_counter()
    for group in GROUPS:
        asked(frame, links, group)
    seconds["warm"] = time.perf_counter() - begun
    json.dump(
        {"seconds": seconds, "answers": answers}, sys.stdout,
        default=lambda each: each.item(),
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
