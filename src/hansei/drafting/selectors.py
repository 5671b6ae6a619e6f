"""Reads how far a draft is that the actor asked for, and what became of each file."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Prefetch, QuerySet, When, Window
from django.db.models.functions import RowNumber

from hansei.accounts.actor import Actor
from hansei.domain.errors import NotFound
from hansei.drafting.models import DraftRequest
from hansei.sources import registry
from hansei.sources.intake import COMPANION
from hansei.timeline.models import Import, ImportFile, Incident, Refusal

MOST_IMPORTS, MOST_FILES, MOST_REFUSALS = 20, 200, 20
"""Imports of an incident, files that a report of one shows, and refusals of each file."""


class FileShown(NamedTuple):
    """What became of one file: which system it is from, and the first rows that were refused."""

    file: ImportFile
    source: str
    refusals: list[Refusal]

    @property
    def is_companion(self) -> bool:
        """Whether it holds names for other files, and no records."""
        return self.file.note.startswith(COMPANION)

    @property
    def more(self) -> int:
        """Refused rows beyond those that are shown."""
        return max(0, self.file.refused - len(self.refusals))


class Report(NamedTuple):
    """What became of an import, the files with trouble first; `more` files are not shown."""

    batch: Import
    files: list[FileShown]
    more: int

    @property
    def records(self) -> int:
        """How many records were read, new ones and known ones."""
        return self.batch.new + self.batch.known


def draft_request(*, actor: Actor, name: str) -> DraftRequest:
    """A draft that the actor asked for. Raises NotFound for others'."""
    found = DraftRequest.objects.select_related("incident", "post_mortem", "batch", "addition")
    mine = found.filter(name=name, owner=actor.user_id).first() if actor.user_id else None
    if mine is None:
        raise NotFound("no such draft")
    return mine


def import_reports(*, incident: Incident) -> list[Report]:
    """The newest imports of an incident that was reached through access. Three queries."""
    newest = _with_files(incident.imports.order_by("-pk"))[:MOST_IMPORTS]
    return [_report(each) for each in newest]


def report_of(*, request: DraftRequest) -> Report | None:
    """The report of a draft that was reached through `draft_request`; None before it is read."""
    found = _with_files(Import.objects.filter(draft_requests=request)).first()
    return _report(found) if found else None


def _with_files(batches: QuerySet[Import]) -> QuerySet[Import]:
    trouble = Case(
        When(refused__gt=0, then=0),
        When(note__startswith=COMPANION, then=3),
        When(source="", then=1),
        default=2,
    )
    files = _first(ImportFile.objects.all(), MOST_FILES, "batch", trouble, "pk")
    refusals = _first(Refusal.objects.defer("raw"), MOST_REFUSALS, "file", "pk")
    return batches.annotate(file_count=Count("files")).prefetch_related(
        Prefetch("files", files), Prefetch("files__refusals", refusals)
    )


def _first(rows: QuerySet[Any], most: int, of: str, *order: Any) -> QuerySet[Any]:
    """The first rows of each group in an order."""
    nth = Window(RowNumber(), partition_by=F(of), order_by=order)
    found: QuerySet[Any] = rows.annotate(nth=nth).filter(nth__lte=most).order_by(*order)
    return found


def _report(batch: Import) -> Report:
    titles = {each.name: each.title for each in registry.sources()}
    files = [
        FileShown(each, titles.get(each.source, each.source), list(each.refusals.all()))
        for each in batch.files.all()
    ]
    return Report(batch, files, getattr(batch, "file_count", len(files)) - len(files))
