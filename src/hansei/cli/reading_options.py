"""The options that say how exports are read, as the intake wants them."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, tzinfo

from hansei.cli.zones import zone_of
from hansei.domain.errors import UsageError
from hansei.sources import registry
from hansei.sources.intake import COMPANION, FileReport, Options


def pairs_of(given: list[str], option: str) -> dict[str, str]:
    """ "a=b" as a mapping; several may stand in one argument, separated by commas."""
    found: dict[str, str] = {}
    for each in (part for argument in given for part in argument.split(",")):
        name, equals, value = each.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UsageError(f"{option} wants NAME=VALUE, not {each!r}")
        found[name.strip()] = value.strip()
    return found


def intake_options(options: argparse.Namespace) -> Options:
    """How to read, from the command line. Raises UsageError naming the option at fault."""
    zone = zone_of(options.zone)
    zones: dict[str, tzinfo] = {}
    for name, value in pairs_of(options.source_zone, "--source-zone").items():
        registry.source(name)
        found = zone_of(value)
        if found is not None:
            zones[name] = found
    if options.source:
        registry.source(options.source)
    return Options(
        zone=zone or UTC,
        zone_given=zone is not None,
        zones=zones,
        source=options.source,
        mapping=pairs_of(options.map, "--map"),
        read_at=datetime.now(UTC),
    )


def report_lines(reports: list[FileReport], most: int = 20) -> list[str]:
    """One line for every refusal or unread file, with file, place and reason."""
    lines: list[str] = []
    for report in reports:
        for refusal in report.refusals[:most]:
            place = str(refusal.place) or report.name
            lines.append(f"{place}: {refusal.reason}")
        if report.refused > most:
            lines.append(f"{report.name}: and {report.refused - most:,} more like these")
        if report.note and report.note != COMPANION:
            lines.append(f"{report.name}: {report.note}")
    return lines
