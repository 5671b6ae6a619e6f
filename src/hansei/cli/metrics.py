"""`hansei metrics`: the figures of all incidents, with what they rest on."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hansei.cli.remote import remote
from hansei.cli.terminal import Console
from hansei.domain.errors import UsageError
from hansei.domain.times import duration_text, from_iso
from hansei.project.boot import open_store

if TYPE_CHECKING:
    from hansei.learning.selectors.figures import FigureRow


def run(options: argparse.Namespace) -> int:
    """The command."""
    if options.availability:
        from hansei.cli import availability

        return availability.run(options)
    since, until = _bound("--from", options.since), _bound("--until", options.until)
    server = remote(options)
    if server:
        rows = server.figures(
            by=options.by or "all", since=since, until=until, **_narrowing(options)
        )
    else:
        rows = _stored(options, since, until)
    if options.format == "json":
        print(json.dumps({"figures": rows}))
        return 0
    console = Console(quiet=options.quiet)
    if not rows:
        console.say("no incident here has figures yet; `hansei draft` makes the first")
    for row in rows:
        print(_line(row))
    return 0


def _narrowing(options: argparse.Namespace) -> dict[str, list[str]]:
    names = ("service", "team", "severity", "cause", "figure")
    return {name: list(getattr(options, name) or ()) for name in names}


def _stored(
    options: argparse.Namespace, since: datetime | None, until: datetime | None
) -> list[dict[str, Any]]:
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.learning.selectors.chosen import By, Chosen
    from hansei.learning.selectors.figures import definition, figures_table

    only = {name: tuple(values) for name, values in _narrowing(options).items()}
    chosen = Chosen(
        services=only["service"],
        teams=only["team"],
        severities=only["severity"],
        causes=only["cause"],
        since=since,
        until=until,
    )
    asked = {"wanted": [definition(each) for each in only["figure"]]} if only["figure"] else {}
    rows = figures_table(
        actor=command_line(), by=(By(options.by or "all"),), chosen=chosen, **asked
    )
    return [_fields(row) for row in rows]


def _bound(option: str, given: str | None) -> datetime | None:
    if given is None:
        return None
    try:
        return from_iso(given, UTC).at
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def _fields(row: FigureRow) -> dict[str, Any]:
    from hansei.domain.learning.definitions import rule

    definition, summary = row.definition, row.summary
    return {
        "by": row.by.value,
        "group": row.group,
        "figure": definition.name,
        "title": definition.title,
        "definition": rule(definition),
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
        "geometric": summary.geometric,
        "window": [row.window.low, row.window.high] if row.window else None,
    }


def _line(row: dict[str, Any]) -> str:
    group = f"{row['group']}: " if row["group"] else ""
    kept = f"n {row['n']}, missing {row['missing']}, invalid {row['invalid']}"
    if row["mean"] is None:
        return f"{group}{row['title']}: not known ({kept})"
    text = f"{group}{row['title']}: mean {duration_text(row['mean'])}"
    if row["interval"]:
        low, high = (duration_text(each) for each in row["interval"])
        text += f" (95 % {low} to {high})"
    median, p90 = duration_text(row["median"]), duration_text(row["p90"])
    return f"{text}, median {median}, p90 {p90} ({kept})"
