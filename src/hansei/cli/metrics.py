"""`hansei metrics`: the figures of all post-mortems, with what they rest on."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hansei.cli.remote import remote
from hansei.cli.terminal import Console
from hansei.domain.errors import UsageError
from hansei.domain.metrics import DEFINITIONS
from hansei.domain.times import duration_text, from_iso
from hansei.project.boot import open_store

if TYPE_CHECKING:
    from hansei.postmortem.figures import FigureRow

_TITLES = {each.name: each.title for each in DEFINITIONS}


def run(options: argparse.Namespace) -> int:
    """The command."""
    since, until = _bound("--from", options.since), _bound("--until", options.until)
    server = remote(options)
    if server:
        rows = server.figures(by=options.by or "all", since=since, until=until)
    else:
        rows = _stored(options, since, until)
    if options.format == "json":
        print(json.dumps({"figures": rows}))
        return 0
    console = Console(quiet=options.quiet)
    if not rows:
        console.say("no post-mortem in the store has figures yet; `hansei draft` makes the first")
    for row in rows:
        print(_line(row))
    return 0


def _stored(
    options: argparse.Namespace, since: datetime | None, until: datetime | None
) -> list[dict[str, Any]]:
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.postmortem.figures import By, figures_table

    by = (By(options.by),) if options.by else (By.ALL,)
    rows = figures_table(actor=command_line(), by=by, since=since, until=until)
    return [_fields(row) for row in rows]


def _bound(option: str, given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        return from_iso(given, UTC).at
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def _fields(row: FigureRow) -> dict[str, Any]:
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


def _line(row: dict[str, Any]) -> str:
    group = f"{row['group']}: " if row["group"] else ""
    title = _TITLES.get(row["figure"], row["figure"])
    kept = f"n {row['n']}, missing {row['missing']}, invalid {row['invalid']}"
    if row["mean"] is None:
        return f"{group}{title}: not known ({kept})"
    text = f"{group}{title}: mean {duration_text(row['mean'])}"
    if row["interval"]:
        low, high = (duration_text(each) for each in row["interval"])
        text += f" (95 % {low} to {high})"
    median, p90 = duration_text(row["median"]), duration_text(row["p90"])
    return f"{text}, median {median}, p90 {p90} ({kept})"
