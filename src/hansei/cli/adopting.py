"""`hansei adopt`: past post-mortems and archives of incidents into the store, each on its own."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from hansei.cli.reading_options import intake_options, report_lines
from hansei.cli.terminal import Console
from hansei.cli.zones import zone_of
from hansei.domain.errors import InputError, UsageError
from hansei.project.boot import open_store
from hansei.sources.files import printable

if TYPE_CHECKING:
    from hansei.drafting.adopting import Adopting, Landing


def run(options: argparse.Namespace) -> int:
    """The command. Exit code 1 when something could not be read, 2 when nothing landed."""
    console = Console(quiet=options.quiet)
    for path in options.paths:
        if not Path(path).exists():
            raise UsageError(f"{printable(path)}: no such file or folder")
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.drafting.adopting import Adopting, Fate

    adopting = Adopting(
        paths=list(options.paths),
        actor=command_line(),
        options=intake_options(options),
        zone=zone_of(options.zone),
        service=options.service,
    )
    landings = []
    for each in console.counted(adopting.landings(), "adopting"):
        landings.append(each)
        if each.fate in (Fate.FAILED, Fate.PASSED, Fate.TWIN):
            label = console.style(each.fate.value, "yellow" if each.fate is Fate.FAILED else "dim")
            console.say(f"{label} {printable(each.source)}: {each.note}")
    for line in report_lines(adopting.reports):
        console.say(f"{console.style('not read', 'yellow')} {line}")
    found = Counter(each.fate for each in landings)
    refused = sum(report.refused for report in adopting.reports)
    if options.format == "json":
        print(json.dumps(_report(adopting, landings, refused)))
    else:
        print(", ".join((
            f"{found[Fate.ADOPTED]:,} adopted", f"{found[Fate.KNOWN]:,} known",
            f"{found[Fate.TWIN]:,} told twice", f"{found[Fate.PASSED]:,} passed over",
            f"{found[Fate.FAILED]:,} not read", f"{adopting.records:,} records of no incident",
        )))  # fmt: skip
    if not found[Fate.ADOPTED] and not found[Fate.KNOWN] and not adopting.records:
        raise InputError("nothing in it tells an incident")
    return 1 if found[Fate.FAILED] or refused else 0


def _report(adopting: Adopting, landings: list[Landing], refused: int) -> dict[str, object]:
    return {
        "landings": [{**asdict(each), "fate": each.fate.value} for each in landings],
        "records": adopting.records,
        "refused": refused,
    }
