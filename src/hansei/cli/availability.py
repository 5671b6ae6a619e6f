"""`hansei metrics --availability`: services against what was promised of them."""

from __future__ import annotations

import argparse
import json
from typing import Any

from hansei.cli.remote import remote
from hansei.cli.terminal import Console
from hansei.domain.times import duration_text
from hansei.project.boot import open_store


def run(options: argparse.Namespace) -> int:
    """The command."""
    server = remote(options)
    rows = server.availability(options.window or "") if server else _stored(options)
    wanted = set(options.service or ())
    rows = [each for each in rows if not wanted or each["name"] in wanted]
    if options.format == "json":
        print(json.dumps({"availability": rows}))
        return 0
    if not rows:
        Console(quiet=options.quiet).say("no service here yet; an incident that names one adds it")
    for row in rows:
        print(_line(row))
    return 0


def _stored(options: argparse.Namespace) -> list[dict[str, Any]]:
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.learning.selectors.availability import availabilities, window_of

    window = window_of(options.window) if options.window else None
    return [
        {
            "name": each.name,
            "start": each.window.start.isoformat(),
            "end": each.window.end.isoformat(),
            "maintenance": each.found.maintenance,
            "down": each.found.down,
            "availability": each.found.share,
            "target": each.found.target,
            "allowed": each.found.allowed,
            "left": each.found.left,
            "breach": each.found.breach,
            "incidents": each.incidents,
            "endless": each.endless,
        }
        for each in availabilities(actor=command_line(), window=window)
    ]


def _line(row: dict[str, Any]) -> str:
    share = row["availability"]
    number = row["incidents"]
    counted = f"{number} incident" if number == 1 else f"{number} incidents"
    shown = "not known" if share is None else f"{share * 100:.3f} %"
    text = f"{row['name']}: {shown}, down {duration_text(row['down'])} ({counted}"
    if row["endless"]:
        text += f", {row['endless']} without an end left out"
    text += ")"
    if row["target"] is None:
        return f"{text}, nothing promised"
    kept = "BREACH" if row["breach"] else "kept"
    left = max(0.0, row["left"])
    promised = f"{row['target'] * 100:.4f}".rstrip("0").rstrip(".")
    return (
        f"{text}, promised {promised} %: {kept},"
        f" {duration_text(left)} of {duration_text(row['allowed'])} left"
    )
