"""`hansei import`: records into the store, each once."""

from __future__ import annotations

import argparse
import json

from hansei.cli.reading_options import intake_options, report_lines
from hansei.cli.terminal import Console
from hansei.domain.errors import InputError
from hansei.project.boot import open_store
from hansei.sources.intake import Intake
from hansei.sources.workers import Gathering


def run(options: argparse.Namespace) -> int:
    """The command. Exit code 1 when rows were refused, 2 when nothing could be read."""
    console = Console(quiet=options.quiet)
    intake = Gathering(
        options.paths,
        intake_options(options),
        keep_raw=True,
        progress=console.progress("reading files"),
    )
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.timeline.services.import_records import import_records

    with intake.gathered() as records:
        counted = console.counted(records.readings(), "storing")
        readings = ((each.record, each.raw) for each in counted)
        result = import_records(actor=command_line(), readings=readings, reports=intake.reports)
    refused = sum(report.refused for report in intake.reports)
    for line in report_lines(intake.reports):
        console.say(f"{console.style('not read', 'yellow')} {line}")
    if options.format == "json":
        print(json.dumps(_report(intake, result.new, result.known)))
    else:
        print(f"{result.new} new, {result.known} known, {refused} refused")
    if not result.new and not result.known:
        raise InputError("nothing in it could be read as a record")
    return 1 if refused else 0


def _report(intake: Intake, new: int, known: int) -> dict[str, object]:
    return {
        "new": new,
        "known": known,
        "refused": sum(report.refused for report in intake.reports),
        "files": [
            {
                "name": report.name,
                "source": report.source,
                "records": report.records,
                "refused": report.refused,
                "refusals": [
                    {"place": str(each.place), "code": each.code, "reason": each.reason}
                    for each in report.refusals
                ],
                "note": report.note or None,
            }
            for report in intake.reports
        ],
    }
