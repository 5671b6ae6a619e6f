"""`hansei import`: records into the store, each once."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable

from hansei.cli.reading_options import intake_options, report_lines
from hansei.cli.remote import remote
from hansei.cli.terminal import Console
from hansei.domain.errors import InputError
from hansei.project.boot import open_store
from hansei.sources.base import Reading
from hansei.sources.intake import Intake
from hansei.sources.workers import Gathering


def run(options: argparse.Namespace) -> int:
    """The command. Exit code 1 when rows were refused, 2 when nothing could be read."""
    console = Console(quiet=options.quiet)
    server = remote(options)
    intake = Gathering(
        options.paths,
        intake_options(options),
        keep_raw=True,
        progress=console.progress("reading files"),
    )
    with intake.gathered() as records:
        if server:
            sent = console.counted(records.readings(), "sending")
            landed = server.import_(sent, intake.reports)
            new, known = landed.new, landed.known
        else:
            stored = console.counted(records.readings(), "storing")
            new, known = _stored(options, stored, intake)
    refused = sum(report.refused for report in intake.reports)
    for line in report_lines(intake.reports):
        console.say(f"{console.style('not read', 'yellow')} {line}")
    if options.format == "json":
        print(json.dumps(_report(intake, new, known)))
    else:
        print(f"{new} new, {known} known, {refused} refused")
    if not new and not known:
        raise InputError("nothing in it could be read as a record")
    return 1 if refused else 0


def _stored(
    options: argparse.Namespace, readings: Iterable[Reading], intake: Intake
) -> tuple[int, int]:
    """How many of the records were new to the store, and how many known."""
    open_store(options.store)
    from hansei.accounts.actor import command_line
    from hansei.timeline.services.import_records import import_records

    result = import_records(
        actor=command_line(),
        readings=((each.record, each.raw) for each in readings),
        reports=intake.reports,
    )
    return result.new, result.known


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
