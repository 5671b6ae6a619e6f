"""Imports records: what a source gave lands in the store once, however often it is given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.services import record_change
from hansei.domain import event
from hansei.domain.errors import NotFound
from hansei.project.bulk import insert, storable
from hansei.project.transactions import writing
from hansei.sources.base import Refusal as Refused
from hansei.sources.intake import FileReport
from hansei.sources.spool import raw_json
from hansei.timeline.encoding import COLUMNS, encoded, packed
from hansei.timeline.models import Import, ImportFile, Incident, Record, Refusal
from hansei.timeline.services.save_timeline import link_import
from hansei.timeline.spool import Spool


class ImportResult(NamedTuple):
    """What became of an import: the batch, and how many of its records were new or known."""

    batch: Import
    new: int
    known: int
    refused: int


def import_records(
    *,
    actor: Actor,
    readings: Iterable[tuple[event.Record, Any]],
    reports: Sequence[FileReport] = (),
    incident: Incident | None = None,
) -> ImportResult:
    """Stores records with their raw items, all or none, in one change.

    `reports` is read after the last reading, so that an `Intake` may still be filling it. The same
    content a second time changes nothing and gives the first import's batch. Memory stays
    bounded whatever the number of records. Raises NotFound for an actor who may not import.
    """
    if not actor.may(Need.CHANGE):
        raise NotFound("no import here")
    with Spool() as spool:
        content = hashlib.sha256()
        for record, raw in readings:
            row = encoded(record, raw)
            content.update(row.digest)
            spool.add(row)
        for report in reports:
            content.update(_report_bytes(report))
        with writing():
            return _store(actor, spool, content.hexdigest(), reports, incident)


def _store(
    actor: Actor,
    spool: Spool,
    digest: str,
    reports: Sequence[FileReport],
    incident: Incident | None,
) -> ImportResult:
    earlier = Import.objects.filter(digest=digest).first()
    if earlier is not None:
        if incident is not None and link_import(incident, earlier):
            record_change(
                actor=actor,
                verb="tie import to incident",
                object_type="incident",
                object_id=incident.pk,
                changes={"import": earlier.pk},
            )
        return ImportResult(earlier, 0, spool.count, earlier.refused)
    refused = sum(report.refused for report in reports)
    batch = Import.objects.create(
        at=timezone.now(), actor=str(actor), digest=digest, refused=refused
    )
    batch.new = insert(Record, COLUMNS, ((*row, batch.pk) for row in spool.rows()))
    batch.known = spool.count - batch.new
    batch.save(update_fields=["new", "known"])
    for report in reports:
        _store_report(batch, report)
    if incident is not None:
        link_import(incident, batch)
    record_change(
        actor=actor,
        verb="import records",
        object_type="import",
        object_id=batch.pk,
        changes={
            "digest": digest, "new": batch.new, "known": batch.known, "refused": refused,
            "files": len(reports), "incident": incident.pk if incident else None,
        },
    )  # fmt: skip
    return ImportResult(batch, batch.new, batch.known, refused)


def _store_report(batch: Import, report: FileReport) -> None:
    file = ImportFile.objects.create(
        batch=batch,
        name=storable(report.name),
        source=report.source or "",
        records=report.records,
        refused=report.refused,
        note=storable(report.note),
    )
    columns = ("file_id", "place", "code", "reason", "raw")
    insert(Refusal, columns, _refusals(file.pk, report.refusals))


def _refusals(file: int, refusals: Iterable[Refused]) -> Iterator[tuple[int, str, str, str, bytes]]:
    for each in refusals:
        raw = b"" if each.raw is None else packed(raw_json(each.raw))
        yield file, storable(str(each.place)), each.code, storable(each.reason), raw


def _report_bytes(report: FileReport) -> bytes:
    refusals = [(str(each.place), each.code, each.reason) for each in report.refusals]
    found = (report.name, report.source, report.records, report.refused, report.note, refusals)
    try:
        return msgspec.json.encode(found)
    except UnicodeEncodeError:
        return repr(found).encode("ascii", "backslashreplace")
