"""`hansei metrics`: the figures of all post-mortems, with what they rest on."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import Any

from hansei.cli.terminal import Console
from hansei.domain.errors import UsageError
from hansei.domain.times import duration_text, from_iso
from hansei.project.boot import open_store


def run(options: argparse.Namespace) -> int:
    """The command."""
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.postmortem.figures import By, figures_table

    grouped = (By(options.by),) if options.by else (By.ALL,)
    rows = figures_table(
        actor=command_line(),
        by=grouped,
        since=_bound("--from", options.since),
        until=_bound("--until", options.until),
    )
    if options.format == "json":
        print(json.dumps({"figures": [_fields(row) for row in rows]}))
        return 0
    console = Console(quiet=options.quiet)
    if not rows:
        console.say("no post-mortem in the store has figures yet; `hansei draft` makes the first")
    for row in rows:
        print(_line(row))
    return 0


def _bound(option: str, given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        return from_iso(given, UTC).at
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def _fields(row: Any) -> dict[str, Any]:
    definition, summary = row.definition, row.summary
    return {
        "by": row.by.value,
        "group": row.group,
        "figure": definition.name,
        "from": definition.start.value,
        "to": definition.end.value,
        "unit": "seconds",
        "n": summary.n,
        "missing": summary.missing,
        "invalid": summary.invalid,
        "mean": summary.mean,
        "interval": [summary.interval.low, summary.interval.high] if summary.interval else None,
        "median": summary.median,
        "p90": summary.p90,
    }


def _line(row: Any) -> str:
    definition, summary = row.definition, row.summary
    group = f"{row.group}: " if row.group else ""
    kept = f"n {summary.n}, missing {summary.missing}, invalid {summary.invalid}"
    if summary.mean is None:
        return f"{group}{definition.title}: not known ({kept})"
    text = f"{group}{definition.title}: mean {duration_text(summary.mean)}"
    if summary.interval:
        low, high = duration_text(summary.interval.low), duration_text(summary.interval.high)
        text += f" (95 % {low} to {high})"
    median, p90 = duration_text(summary.median), duration_text(summary.p90)
    return f"{text}, median {median}, p90 {p90} ({kept})"
