"""Reads how far drafts and adoptions are that the actor asked for, and what became of each file."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, Sum, When, Window
from django.db.models.functions import RowNumber

from hansei.accounts.actor import Actor
from hansei.domain.errors import NotFound
from hansei.domain.landings import Fate, Landing
from hansei.drafting.answers import Ending, left, told
from hansei.drafting.models import DraftRequest, State
from hansei.drafting.uploads import is_adoptable, listed
from hansei.postmortem.access import visible, visible_incidents
from hansei.postmortem.models import PostMortem
from hansei.sources import registry
from hansei.sources.intake import COMPANION, READ_HINT
from hansei.timeline.models import Import, ImportFile, Incident, Refusal

MOST_IMPORTS, MOST_FILES, MOST_REFUSALS, MOST_LANDED = 20, 200, 20, 200
"""Imports of an incident, files in a report of one, refusals of each, landings of a fate."""
_EVENTS = Count("events", filter=Q(events__removed=False))


class FileShown(NamedTuple):
    """What became of one file: which system it is from, and the first rows that were refused."""

    file: ImportFile
    source: str
    refusals: list[Refusal]

    @property
    def name(self) -> str:
        """What people call it, with the folders that it lay in."""
        return self.file.name

    @property
    def records(self) -> int:
        """How many records it held."""
        return self.file.records

    @property
    def is_companion(self) -> bool:
        """Whether it holds names for other files, and no records."""
        return self.file.note.startswith(COMPANION)

    @property
    def note(self) -> str:
        """Why none of it was read, without the command that reads it at a shell."""
        return self.file.note.removesuffix(READ_HINT)

    @property
    def more(self) -> int:
        """Refused rows beyond those that are shown."""
        return max(0, self.file.refused - len(self.refusals))

    @property
    def is_read(self) -> bool:
        """Whether it is known what it is, and every row of it was read."""
        return bool(self.source or self.is_companion) and not self.file.refused


class SourceShown(NamedTuple):
    """What came from one system, or from files that no source knows (`title` is "" then)."""

    title: str
    files: int
    records: int


class Report(NamedTuple):
    """What became of an import, the files with trouble first; `more` files are not shown.

    `sources` sum all files up, the most records first, where they were asked for.
    """

    batch: Import
    files: list[FileShown]
    more: int
    sources: Sequence[SourceShown] = ()

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
    return _report(found)._replace(sources=_sources(found)) if found else None


def _sources(batch: Import) -> list[SourceShown]:
    titles = {each.name: each.title for each in registry.sources()}
    holding = ImportFile.objects.filter(batch=batch).exclude(note__startswith=COMPANION).order_by()
    sums = holding.values_list("source").annotate(number=Count("pk"), total=Sum("records"))
    found = [SourceShown(titles.get(name, name), number, total) for name, number, total in sums]
    return sorted(found, key=lambda each: (not each.title, -each.records, each.title))


def unread(*, request: DraftRequest) -> Ending | None:
    """What became of files without a record; None where one was read, or after a day."""
    return left(request.upload) if request.state == State.FAILED else None


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


def adoptable(*, actor: Actor, request: DraftRequest) -> list[str]:
    """The files of a draft that is over which may be post-mortems: they are kept for a while."""
    try:
        found = listed(actor, request.upload).files
    except NotFound:
        return []
    return [each.name for each in found if is_adoptable(each)]


class AdoptedShown(NamedTuple):
    """What was adopted, with its post-mortem and incident where the actor may read them."""

    landing: Landing
    post_mortem: PostMortem | None
    incident: Incident | None
    milestones: int

    @property
    def events(self) -> int:
        """How many lines the timeline has."""
        return getattr(self.incident, "event_count", 0)

    @property
    def actions(self) -> int:
        """How many actions the post-mortem names."""
        return getattr(self.post_mortem, "action_count", 0)


class AdoptionShown(NamedTuple):
    """An adoption: what landed so far by its fate, how many of each, and how it ended, if it did.

    Of each fate the first `MOST_LANDED` are there.
    """

    adopted: list[AdoptedShown]
    known: list[AdoptedShown]
    passed: list[Landing]
    failed: list[Landing]
    amounts: Counter[Fate]
    ending: Ending | None

    @property
    def number(self) -> int:
        """How many things were looked at so far."""
        return self.amounts.total()

    @property
    def known_number(self) -> int:
        """How many stood already, or stand in it twice."""
        return self.amounts[Fate.KNOWN] + self.amounts[Fate.TWIN]


def adoption(*, actor: Actor, upload: str) -> AdoptionShown | None:
    """What became of an upload that was to be adopted, None before it was asked for.

    Raises NotFound for others' uploads. Four queries.
    """
    listed(actor, upload)
    found = told(upload)
    if found is None:
        return None
    of: defaultdict[Fate, list[Landing]] = defaultdict(list)
    for each in found.landings:
        of[each.fate].append(each)
    standing = (of[Fate.KNOWN] + of[Fate.TWIN])[:MOST_LANDED]
    adopted = of[Fate.ADOPTED][:MOST_LANDED]
    shown = _landed([*adopted, *standing], actor=actor)
    return AdoptionShown(
        adopted=shown[: len(adopted)],
        known=shown[len(adopted) :],
        passed=of[Fate.PASSED][:MOST_LANDED],
        failed=of[Fate.FAILED][:MOST_LANDED],
        amounts=Counter(each.fate for each in found.landings),
        ending=found.ending,
    )


def _landed(landings: list[Landing], *, actor: Actor) -> list[AdoptedShown]:
    numbers = {each.number for each in landings if each.number is not None}
    counted = visible_incidents(actor, Incident.objects.annotate(event_count=_EVENTS))
    rows = (
        visible(actor, PostMortem.objects.filter(number__in=numbers))
        .defer("document")
        .annotate(action_count=Count("actions"))
        .prefetch_related(Prefetch("incidents", counted.order_by("pk")))
    )
    of = {each.number: each for each in rows}
    return [_shown(each, of.get(each.number or 0)) for each in landings]


def _shown(landing: Landing, found: PostMortem | None) -> AdoptedShown:
    if found is None:
        return AdoptedShown(landing, None, None, 0)
    incident = next(iter(found.incidents.all()), None)
    return AdoptedShown(landing, found, incident, len(json.loads(found.milestones)))
