"""Drafts and imports of records that were read elsewhere: what the command line sends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import msgspec
from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from hansei.accounts.roles import Need
from hansei.api import wire
from hansei.api.bodies import lines
from hansei.api.operations import changes
from hansei.api.problems import Refused
from hansei.api.requests import Request
from hansei.api.shapes.base import Shown
from hansei.domain.errors import InputError, NotFound
from hansei.domain.event import Record
from hansei.domain.records import Teller
from hansei.domain.times import zone_named
from hansei.domain.window import Window
from hansei.drafting.organisation import of_organisation
from hansei.drafting.pipeline import StoredDraft, Wanted, make_draft
from hansei.sources import registry
from hansei.sources.base import Reading
from hansei.sources.intake import FileReport
from hansei.sources.spool import Gathered, put_by
from hansei.timeline.services.import_records import import_records

router = Router(tags=["Imports"])
LARGEST = 1 << 30
_line = msgspec.json.Decoder(wire.Line).decode
_wanted = msgspec.json.Decoder(wire.Wanted).decode


class Imported(Shown):
    """What became of an import. The same records a second time are known."""

    id: Annotated[int, Field(examples=[17])]
    new: Annotated[int, Field(examples=[1204])]
    known: Annotated[int, Field(examples=[0])]
    refused: Annotated[int, Field(description="Rows that could not be read.", examples=[2])]


class Drafted(Shown):
    """A draft as it is kept, in the form of the domain: for `hansei draft --server`."""

    number: Annotated[int, Field(description="Of its post-mortem.", examples=[7])]
    refused: Annotated[int, Field(examples=[2])]
    document: Annotated[dict[str, Any], Field(description="The post-mortem.", examples=[{}])]
    timeline: Annotated[dict[str, Any], Field(description="All events.", examples=[{}])]
    findings: Annotated[list[dict[str, Any]], Field(description="What the checks say.",
                                                    examples=[[]])]  # fmt: skip


@changes(router, "POST", "/readings", Imported, takes=wire.MEDIA_TYPE, largest=LARGEST,
         streamed=True)  # fmt: skip
def import_readings(request: Request) -> Imported:
    """Import records that were read elsewhere.

    What `hansei import --server` sends: lines of JSON, each a record with its raw item, then a
    report for each file; gzip is taken. All of them land, or none does.
    """
    _may_change(request)
    reports: list[FileReport] = []
    result = import_records(
        actor=request.actor,
        readings=((each.record, each.raw) for each in _readings(lines(request), reports)),
        reports=reports,
    )
    return Imported(id=result.batch.pk, new=result.new, known=result.known, refused=result.refused)


@changes(router, "POST", "/drafts", Drafted, takes=wire.MEDIA_TYPE, largest=LARGEST,
         streamed=True)  # fmt: skip
def draft(request: Request) -> HttpResponse:
    """Draft a post-mortem from records that were read elsewhere.

    What `hansei draft --server` sends: a line that says how to draft, then lines as for an import.
    A draft from the same source, or over a document of the same id, is laid over what people wrote.
    """
    _may_change(request)
    body = lines(request)
    wanted = _wanted(next(body, b""))
    reports: list[FileReport] = []
    with _put_by(_readings(body, reports)) as records:
        if not records.count and wanted.written is None:
            raise InputError("nothing in it could be read as a record")
        made = make_draft(
            records,
            reports,
            of_organisation(_options(wanted)),
            store=StoredDraft(
                request.actor,
                # Another's folder of that name is another folder.
                source=f"sent:{request.actor.user_id}:{wanted.source}",
                note="drafted on the command line",
            ),
            written=wanted.written,
            file=wanted.file,
        )
    answer = wire.Drafted(
        number=made.number or 0,
        refused=made.refused,
        document=made.draft.document,
        timeline=made.draft.timeline,
        findings=made.findings,
    )
    return HttpResponse(msgspec.json.encode(answer), content_type="application/json")


def _may_change(request: Request) -> None:
    """Before reading what may be long."""
    if not request.actor.may(Need.CHANGE):
        raise NotFound("no import here")


def _readings(body: Iterator[bytes], reports: list[FileReport]) -> Iterator[Reading]:
    known = frozenset(registry.names())
    for number, text in enumerate(body, start=1):
        line = _line(text)
        if line.report is not None:
            reports.append(wire.received(line.report))
        elif line.record is None:
            raise Refused("usage", f"line {number} holds neither a record nor a report")
        elif line.record.source not in known:
            raise Refused("usage", f"line {number}: unknown source {line.record.source!r}")
        elif not _aware(line.record):
            raise Refused("usage", f"line {number}: a time without its zone")
        else:
            yield Reading(line.record, line.raw)


def _aware(record: Record) -> bool:
    until = record.until
    return record.at.tzinfo is not None and (until is None or until.tzinfo is not None)


@contextmanager
def _put_by(readings: Iterator[Reading]) -> Iterator[Gathered]:
    """The records, on disk for as long as the draft needs them."""
    tells = Teller({each.name: int(each.clock) for each in registry.sources()})
    with TemporaryDirectory(prefix="hansei-") as folder:
        yield Gathered(spools=[put_by(readings, Path(folder) / "sent", tells=tells, keep_raw=True)])


def _options(wanted: wire.Wanted) -> Wanted:
    try:
        zone_named(wanted.zone or "UTC")
    except ValueError as error:
        raise InputError(str(error), place="zone") from None
    window = None
    if wanted.since or wanted.until:
        window = Window(
            wanted.since or datetime.min.replace(tzinfo=UTC),
            wanted.until or datetime.max.replace(tzinfo=UTC),
        )
    return Wanted(
        variant=wanted.variant,
        templates=wanted.templates,
        modules=wanted.modules,
        zone=wanted.zone,
        window=window,
        title=wanted.title,
        fallback_title=wanted.fallback_title,
    )
