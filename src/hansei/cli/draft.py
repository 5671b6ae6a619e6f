"""`hansei draft`: recognise, import, merge, find milestones, draft, and say where the result is."""

from __future__ import annotations

import argparse
import gc
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hansei.cli.reading_options import intake_options, report_lines
from hansei.cli.remote import remote
from hansei.cli.results import write_results
from hansei.cli.terminal import Console
from hansei.domain.document import Document, Milestone
from hansei.domain.errors import InputError, UsageError
from hansei.domain.findings import Level
from hansei.domain.metrics import Status, figures
from hansei.domain.times import duration_text, from_iso, zone_named
from hansei.domain.variants import parse_variant
from hansei.domain.window import Window
from hansei.drafting.pipeline import Drafted, Wanted, make_draft
from hansei.outputs.base import Dossier
from hansei.sources.files import printable
from hansei.sources.intake import Intake
from hansei.sources.spool import Gathered
from hansei.sources.workers import Gathering

if TYPE_CHECKING:
    from hansei.cli.remote.work import Remote
    from hansei.cli.storing import Stored


def run(options: argparse.Namespace) -> int:
    """The command. Exit code 1 when rows were refused."""
    console = Console(quiet=options.quiet)
    machine = options.format == "json"
    folder = _folder(options)
    written_before = _previous(folder) if not machine or options.output else None
    server = None if options.no_store else remote(options)
    intake = Gathering(
        options.paths,
        intake_options(options),
        keep_raw=not options.no_store,
        progress=console.progress("reading files"),
    )
    # Millions of small immutable structs make no cycles; collecting them only costs time.
    gc.disable()
    with intake.gathered() as records:
        for line in report_lines(intake.reports):
            console.say(f"{console.style('not read', 'yellow')} {line}")
        if not records.count and written_before is None:
            raise InputError("nothing in it could be read as a record", place=_named(options.paths))
        made = _made(options, console, server, records, intake, written_before, folder)
    dossier = Dossier(
        document=made.draft.document,
        timeline=made.draft.timeline,
        source=" ".join(options.paths),
        findings=made.findings,
    )
    if machine:
        from hansei.outputs.json.render import write_contract

        write_contract(dossier, sys.stdout.buffer, all_events=options.all_events)
    if not machine or options.output:
        written = write_results(dossier, folder)
        if not machine:
            print(written[0])
        chosen = bool(options.since or options.until)
        _summary(console, dossier, intake, written, made.number, chosen=chosen)
    return 1 if made.refused else 0


def _made(
    options: argparse.Namespace,
    console: Console,
    server: Remote | None,
    records: Gathered,
    intake: Intake,
    written: Document | None,
    folder: Path,
) -> Drafted:
    """The draft, made where it is kept."""
    file = str(folder / "postmortem.md")
    if server:
        return server.draft(
            console.counted(records.readings(), "sending"), intake.reports, _wanted(options),
            source=_identity(options.paths), written=written, file=file,
        )  # fmt: skip
    wanted, store = _wanted(options), None
    if not options.no_store:
        store = _store(options)
        from hansei.drafting.organisation import of_organisation

        wanted = of_organisation(wanted)
    return make_draft(
        records,
        intake.reports,
        wanted,
        store=store,
        written=written,
        file=file,
        counted=lambda readings: console.counted(readings, "storing"),
    )


def _named(paths: list[str]) -> str:
    return ", ".join(printable(path) for path in paths[:3])


def _folder(options: argparse.Namespace) -> Path:
    """Where the results go: beside the working directory, named after what was given."""
    if options.output:
        return Path(options.output)
    first = Path("stdin" if options.paths[0] == "-" else options.paths[0]).resolve()
    name = first.name if first.is_dir() else first.name.split(".")[0]
    return Path(f"{name or 'incident'}-postmortem")


def _previous(folder: Path) -> Document | None:
    """What stands there from an earlier run, with whatever people changed in it."""
    from hansei.outputs.markdown.read import is_own, read_own

    path = folder / "postmortem.md"
    if not path.is_file():
        return None
    text = path.read_text(encoding="utf-8", errors="replace")
    if not is_own(text):
        raise UsageError(f"{path} was not written by Hansei; choose another place with -o")
    return read_own(text, file=str(path)).document


def _store(options: argparse.Namespace) -> Stored:
    from hansei.cli.storing import Stored

    return Stored(options.store, source=_identity(options.paths))


def _identity(paths: list[str]) -> str:
    return " ".join(str(Path(path).resolve()) if path != "-" else "-" for path in paths)


def _wanted(options: argparse.Namespace) -> Wanted:
    first = Path(options.paths[0]).resolve()
    return Wanted(
        variant=options.variant or "",
        templates=_own_templates(options.template),
        modules=tuple(options.module),
        zone=options.zone or "",
        window=_window(options),
        title=options.title or "",
        fallback_title=f"Incident from {printable(first.stem)}",
    )


def _own_templates(paths: list[str]) -> dict[str, tuple[str, str]]:
    """A team's own variants by name, each with its file and text, in the order given."""
    found: dict[str, tuple[str, str]] = {}
    for path in paths:
        try:
            text = Path(path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise UsageError(f"{printable(path)}: is not UTF-8 text") from None
        found[parse_variant(text, printable(path)).name] = (printable(path), text)
    return found


def _window(options: argparse.Namespace) -> Window | None:
    if not options.since and not options.until:
        return None
    zone = zone_named(options.zone or "UTC")
    bounds: list[datetime] = []
    for option, given, default in (
        ("--from", options.since, datetime.min.replace(tzinfo=UTC)),
        ("--until", options.until, datetime.max.replace(tzinfo=UTC)),
    ):
        try:
            bounds.append(from_iso(given, zone).at if given else default)
        except ValueError as error:
            raise UsageError(f"{option}: {error}") from None
    return Window(*bounds)


def _summary(
    console: Console,
    dossier: Dossier,
    intake: Intake,
    written: list[Path],
    number: int | None,
    *,
    chosen: bool,
) -> None:
    document, counts = dossier.document, dossier.timeline.counts
    console.say(console.style(document.title, "bold"))
    for line in _sources(intake):
        console.say(f"  {line}")
    console.say(
        f"  {counts.records:,} records, {counts.events:,} events on the timeline,"
        f" {counts.key_events} of them key; {counts.merged:,} merged, {counts.noise:,} noise"
    )
    if counts.outside and chosen:
        console.say(f"  {counts.outside:,} records lie outside the stretch that was asked for")
    elif counts.outside:
        console.say(
            f"  {counts.outside:,} records lie outside the stretch that looks like the incident;"
            " --from and --until choose another"
        )
    for line in _milestones(dossier):
        console.say(f"  {line}")
    for shift in dossier.timeline.clocks:
        if shift.applied:
            console.say(
                f"  clock of {shift.source}: {shift.offset_s:+g} s ± {shift.error_s:g} s against"
                f" {shift.against}, corrected"
            )
    console.say(f"  {_findings(dossier)}")
    if number is not None:
        console.say(f"  kept in the store as number {number}")
    for path in written[1:]:
        console.say(f"  also {path}")


def _findings(dossier: Dossier) -> str:
    if not dossier.findings:
        return "the checks find nothing"
    counts = Counter(each.level for each in dossier.findings)
    said = ", ".join(
        f"{counts[level]} {level.value}{'s' * (counts[level] != 1)}"
        for level in Level
        if counts[level]
    )
    return f"the checks find {said}: `hansei check` shows them"


def _sources(intake: Intake) -> Iterator[str]:
    totals: dict[str, list[int]] = {}
    for report in intake.reports:
        if report.source:
            found = totals.setdefault(report.title, [0, 0, 0])
            found[0] += 1
            found[1] += report.records
            found[2] += report.refused
    for title, (files, records, refused) in totals.items():
        more = f", {refused:,} refused" if refused else ""
        yield f"{title}: {records:,} records from {files:,} file{'s' * (files != 1)}{more}"


def _milestones(dossier: Dossier) -> Iterator[str]:
    document = dossier.document
    zone = zone_named(document.zone)
    for milestone in Milestone:
        mark = document.milestones.get(milestone)
        shown = "unknown"
        if mark:
            shown = f"{mark.at.astimezone(zone):%Y-%m-%d %H:%M:%S} {document.zone}"
        yield f"{milestone.label:<19} {shown}"
    for each in figures(document.milestones).values():
        if each.status is Status.RECORDED and each.seconds is not None:
            yield f"{each.definition.title:<19} {duration_text(each.seconds)}"
