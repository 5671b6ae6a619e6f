"""Asks our figures in a process of its own: cold, warm, and after one incident changed."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from bench.metrics.questions import GROUPS, key

from hansei.domain.coverage import FactorType

_CAUSES = [each.value for each in FactorType]


def main(store: str) -> None:
    """Prints seconds by name, and the answers, as JSON."""
    from hansei.project.boot import open_store

    started = time.perf_counter()
    open_store(store)
    from django.db import transaction

    from hansei.accounts.actor import command_line
    from hansei.learning.rolling import roll
    from hansei.learning.selectors.chosen import By
    from hansei.learning.selectors.figures import figures_table

    actor = command_line()
    seconds = {"start": time.perf_counter() - started}

    def asked(groups: tuple[str, ...]) -> list[Any]:
        return figures_table(actor=actor, by=[By(each) for each in groups])

    begun = time.perf_counter()
    rows = asked(GROUPS)
    seconds["cold, every figure of every group"] = time.perf_counter() - begun
    begun = time.perf_counter()
    asked(GROUPS)
    seconds["warm, every figure of every group"] = time.perf_counter() - begun
    for each in GROUPS:
        begun = time.perf_counter()
        asked((each,))
        seconds[f"warm, by {each}"] = time.perf_counter() - begun
    begun = time.perf_counter()
    with transaction.atomic():
        roll({1})  # its row is gone, and so is its fact
    seconds["one incident told again"] = time.perf_counter() - begun
    begun = time.perf_counter()
    asked(GROUPS)
    seconds["after it changed, every figure of every group"] = time.perf_counter() - begun
    answers = {
        key(row.by.value, _value(row.by.value, row.group), row.definition.name): [
            row.summary.n, row.summary.missing, row.summary.invalid, row.summary.mean,
            row.summary.median, row.summary.p90, row.summary.geometric,
        ]
        for row in rows
    }  # fmt: skip
    json.dump({"seconds": seconds, "answers": answers}, sys.stdout)


def _value(by: str, group: str) -> object:
    """A group as the peers know it: by its number."""
    if by in ("service", "team", "severity"):
        return int(group.replace("-", " ").split()[-1])
    if by == "cause":
        return _CAUSES.index(group) + 1
    if by == "month":
        return int(group[:4]) * 12 + int(group[5:]) - 1
    return int(group[:4]) * 4 + int(group[5:]) - 1 if by == "quarter" else group


if __name__ == "__main__":
    main(sys.argv[1])
