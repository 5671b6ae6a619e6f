"""Asks DuckDB the same in a process of its own, over the same rows in tables of its own file."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb
import numpy
from bench.metrics.questions import FIGURES, GROUPS, LINKED, Answers, key


def load(arrays: Path, file: Path, missing: int) -> None:
    """Makes the tables: one of incidents with eight instants, one of links a kind."""
    found = numpy.load(arrays)
    with duckdb.connect(str(file)) as store:
        count = len(found["first"])
        columns = {"incident": numpy.arange(1, count + 1), "month": found["month"],
                   "severity": found["severity"]}  # fmt: skip
        columns |= {f"m{each}": numpy.ascontiguousarray(found["at"][:, each]) for each in range(8)}
        store.register("arrays", columns)
        instants = ", ".join(f"nullif(m{each}, {missing}) AS m{each}" for each in range(8))
        store.execute(
            f"CREATE TABLE incidents AS SELECT incident, month, severity, {instants} FROM arrays"
        )
        for name, kind in LINKED.items():
            incidents, keys = found[f"links_{kind}"]
            store.register("links", {"incident": incidents, "key": keys})
            store.execute(f"CREATE TABLE {name} AS SELECT * FROM links")


def asked(store: duckdb.DuckDBPyConnection, group: str) -> Answers:
    """Every figure by one group, in one statement."""
    parts = []
    for start, end in FIGURES.values():
        seconds = f"(m{end} - m{start}) / 1e6"
        valid = f"CASE WHEN {seconds} >= 0 THEN {seconds} END"
        parts += [
            f"count({valid})", f"count(*) FILTER ({seconds} IS NULL)",
            f"count(*) FILTER ({seconds} < 0)", f"avg({valid})",
            f"quantile_cont({valid}, [0.5, 0.9])",
            f"exp(avg(ln(CASE WHEN {seconds} >= 0 THEN greatest({seconds}, 0.5) END)))",
            f"stddev_samp({valid})",
        ]  # fmt: skip
    value = {"all": "''", "quarter": "month // 3", "severity": "severity", "month": "month"}.get(
        group, "key"
    )
    source = f"incidents JOIN {group} USING (incident)" if group in LINKED else "incidents"
    sql = f"SELECT {value} AS value, {', '.join(parts)} FROM {source} GROUP BY ALL"
    answers: Answers = {}
    for row in store.execute(sql).fetchall():
        for place, name in enumerate(FIGURES):
            n, missing, invalid, mean, quantiles, geometric, _ = row[1 + place * 7 :][:7]
            middle, high = quantiles or (None, None)
            answers[key(group, row[0], name)] = [n, missing, invalid, mean, middle, high, geometric]
    return answers


def main(file: str) -> None:
    """Prints seconds by name, and the answers, as JSON."""
    seconds, answers = {}, {}
    begun = time.perf_counter()
    store = duckdb.connect(file, read_only=True)
    for group in GROUPS:
        answers |= asked(store, group)
    seconds["cold"] = time.perf_counter() - begun
    begun = time.perf_counter()
    for group in GROUPS:
        asked(store, group)
    seconds["warm"] = time.perf_counter() - begun
    json.dump({"seconds": seconds, "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
