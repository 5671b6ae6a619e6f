"""What `hansei draft` and `hansei import` send to a server: lines of JSON, one value each.

The first line is a `Wanted` for a draft; then come the records as they were read on the sender's
machine, each a `Line` with its raw item, then a `Line` with the report of each file. This imports
nothing of the server: the command line uses it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from hansei.domain.document import Document
from hansei.domain.event import Place, Record
from hansei.domain.findings import Finding
from hansei.domain.timeline import Timeline
from hansei.sources.base import Reading, Refusal
from hansei.sources.intake import FileReport
from hansei.sources.spool import raw_json

MEDIA_TYPE = "application/x-ndjson"
_NOTHING = msgspec.Raw(b"null")


class SentRefusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row that was not read."""

    place: Place
    reason: str
    code: str = "bad-row"
    raw: msgspec.Raw = _NOTHING


class SentReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one file."""

    name: str
    source: str | None = None
    title: str = ""
    records: int = 0
    refused: int = 0
    refusals: tuple[SentRefusal, ...] = ()
    note: str = ""


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """A record with its raw item, or a file's report."""

    record: Record | None = None
    raw: msgspec.Raw = _NOTHING
    report: SentReport | None = None


class Wanted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How to draft: as the options of `hansei draft`.

    `source` names what it is drafted from, `file` where it will stand. `written` is a document
    that stands in a file already. `since` and `until` choose a stretch.
    """

    source: str
    file: str = "postmortem.md"
    variant: str = ""
    templates: dict[str, tuple[str, str]] = {}
    modules: tuple[str, ...] = ()
    zone: str = ""
    since: datetime | None = None
    until: datetime | None = None
    title: str = ""
    fallback_title: str = "Incident"
    written: Document | None = None


class Drafted(msgspec.Struct, frozen=True, kw_only=True):
    """The draft as it is kept, with what the checks say of it."""

    number: int
    refused: int
    document: Document
    timeline: Timeline
    findings: tuple[Finding, ...]


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an import."""

    id: int
    new: int
    known: int
    refused: int


def lines_of(readings: Iterable[Reading], reports: Iterable[FileReport]) -> Iterator[bytes]:
    """The lines of an import. `reports` is read after the last reading."""
    encode = msgspec.json.Encoder(decimal_format="number").encode
    for each in readings:
        yield encode(Line(each.record, msgspec.Raw(raw_json(each.raw)))) + b"\n"
    for report in reports:
        yield encode(Line(report=_sent(report))) + b"\n"


def received(report: SentReport) -> FileReport:
    """A file's report as the importing side knows it."""
    return FileReport(
        name=report.name,
        source=report.source,
        title=report.title,
        records=report.records,
        refused=report.refused,
        refusals=[
            Refusal(each.place, each.reason, each.code, _raw(each.raw)) for each in report.refusals
        ],
        note=report.note,
    )


def _sent(report: FileReport) -> SentReport:
    return SentReport(
        report.name,
        report.source,
        report.title,
        report.records,
        report.refused,
        tuple(
            SentRefusal(each.place, each.reason, each.code, msgspec.Raw(raw_json(each.raw)))
            for each in report.refusals
        ),
        report.note,
    )


def _raw(raw: msgspec.Raw) -> Any:
    return None if bytes(raw) == b"null" else raw
