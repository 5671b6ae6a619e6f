"""`hansei adopt`: past post-mortems and archives of incidents into the store, each on its own."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hansei.cli.reading_options import intake_options, pairs_of, report_lines
from hansei.cli.remote import remote
from hansei.cli.terminal import Console
from hansei.cli.zones import zone_of
from hansei.domain.errors import InputError, UsageError
from hansei.domain.landings import Fate, Landing
from hansei.project.boot import open_store
from hansei.sources.files import printable
from hansei.sources.intake import FileReport

if TYPE_CHECKING:
    from hansei.drafting.adopting import Adopting


class _Adopting(Protocol):
    """A run on a store or a server. What it counts is complete after the last landing."""

    records: int
    reports: list[FileReport]

    def landings(self) -> Iterator[Landing]: ...


def run(options: argparse.Namespace) -> int:
    """The command. Exit code 1 when something could not be read, 2 when nothing landed."""
    console = Console(quiet=options.quiet)
    for path in options.paths:
        if not Path(path).exists():
            raise UsageError(f"{printable(path)}: no such file or folder")
    server = remote(options)
    adopting: _Adopting
    if server:
        adopting = server.adopting(options.paths, _wanted(options), console)
    else:
        adopting = _stored(options)
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


def _wanted(options: argparse.Namespace) -> dict[str, Any]:
    """What the API takes, once it is sound."""
    intake_options(options)
    return {
        "service": options.service,
        "zone": options.zone or "",
        "zones": pairs_of(options.source_zone, "--source-zone"),
        "source": options.source or "",
        "columns": pairs_of(options.map, "--map"),
    }


def _stored(options: argparse.Namespace) -> Adopting:
    reading = intake_options(options)
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.drafting.adopting import Adopting, on_disk

    return Adopting(
        archives=[on_disk(each, reading) for each in options.paths],
        actor=command_line(),
        zone=zone_of(options.zone),
        service=options.service,
    )


def _report(adopting: _Adopting, landings: list[Landing], refused: int) -> dict[str, object]:
    return {
        "landings": [{**asdict(each), "fate": each.fate.value} for each in landings],
        "records": adopting.records,
        "refused": refused,
    }
