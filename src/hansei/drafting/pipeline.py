"""From records to a draft that is kept and checked: the way that every door takes.

    Gathering.gathered()  ->  make_draft(records, reports, wanted, store, standing)  ->  Drafted

Nothing here loads the store's models before a `StoredDraft` is made, so that drafting without a
store starts fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from hansei.checks import check
from hansei.domain.amendment import NOTHING_KEPT, Kept
from hansei.domain.document import Document
from hansei.domain.draft.compose import Draft, Request, draft
from hansei.domain.errors import UsageError
from hansei.domain.findings import Finding
from hansei.domain.policy import USUAL_POLICY, Policy
from hansei.domain.records import Records
from hansei.domain.severity import USUAL_SCALE, Scale
from hansei.domain.times import zone_named
from hansei.domain.variants import SectionPlan, Variant, modules, names, variant
from hansei.domain.window import Window
from hansei.outputs.markdown.read import read_own
from hansei.outputs.markdown.render import render_markdown
from hansei.sources import registry
from hansei.sources.base import Reading
from hansei.sources.intake import FileReport
from hansei.sources.spool import Gathered

if TYPE_CHECKING:
    from hansei.accounts.actor import Actor
    from hansei.postmortem.models import PostMortem
    from hansei.timeline.models import Import, Incident

MARK = "store"
"""Front matter that names the number and version in the store that a file was written from."""
_Counted = Callable[[Iterable[Reading]], Iterable[Reading]]


@dataclass(frozen=True)
class Wanted:
    """How to draft. What is "" is taken from the post-mortem that stands, else by default.

    `templates` holds the texts of an organisation's own variants by the variant's name, each with
    the name of its file; without a chosen variant the first of them is taken. The rest is what the
    organisation set (`drafting.organisation`): `variants` and `optional` modules that its store
    knows, what a first draft gets, and the rules that its dates follow from.
    """

    variant: str = ""
    templates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    variants: Mapping[str, Variant] = field(default_factory=dict)
    optional: Mapping[str, SectionPlan] = field(default_factory=modules)
    rules: Policy = USUAL_POLICY
    scale: Scale = USUAL_SCALE
    usual_variant: str = "incident"
    modules: tuple[str, ...] = ()
    zone: str = ""
    usual_zone: str = "UTC"
    window: Window | None = None
    title: str = ""
    fallback_title: str = "Incident"

    def request(self, previous: Document | None, kept: Kept = NOTHING_KEPT) -> Request:
        """The request over what stands: the document, and what people decided about its timeline.

        Raises UsageError for an unknown variant, module or zone.
        """
        name = self.zone or (previous.zone if previous else self.usual_zone)
        try:
            zone = zone_named(name)
        except ValueError as error:
            raise UsageError(str(error)) from None
        for each in self.modules:
            if each not in self.optional:
                known = ", ".join(self.optional)
                raise UsageError(f"unknown module {each!r}: one of {known}")
        sources = registry.sources()
        return Request(
            variant=self._plan(previous),
            modules=tuple(self.optional[each] for each in self.modules),
            zone=zone,
            zone_name=name,
            window=self.window,
            title=self.title,
            fallback_title=self.fallback_title,
            previous=previous,
            kept=kept,
            trust={each.name: int(each.clock) for each in sources},
            titles={each.name: each.title for each in sources},
            rules=self.rules,
            scale=self.scale,
        )

    def _plan(self, previous: Document | None) -> Variant:
        """The chosen variant, else the first of the given templates, else the one that stands."""
        chosen = self.variant or next(iter(self.templates), "")
        name = chosen or (previous.variant if previous else self.usual_variant)
        if name in self.templates or (self.templates and name in names()):
            return variant(name, dict(self.templates.values()))
        known = self.variants or {each: variant(each) for each in names()}
        if name in known:
            return known[name]
        if previous is None or chosen:
            every = ", ".join((*known, *self.templates))
            raise UsageError(f"unknown variant {name!r}: one of {every}")
        # Its variant went into the archive since: the post-mortem keeps the sections that it has.
        own = tuple(SectionPlan(each.key, each.title) for each in previous.sections if each.key)
        return Variant(name, name, "", own)


@dataclass(frozen=True)
class Drafted:
    """A draft as it is kept, with what the checks say of it.

    `number` is that of its post-mortem, None where no store is used; `refused` counts the rows
    that could not be read.
    """

    draft: Draft
    number: int | None
    refused: int
    findings: tuple[Finding, ...]


class StoredDraft:
    """One draft's dealings with the store: its records go in, the post-mortem follows.

    `source` is where it is drafted from: a second draft from there is laid over the first. A first
    one makes an incident unless there is one already. `batch` and `saved` are the import and the
    post-mortem once they are in the store.
    """

    incident: Incident | None = None
    batch: Import | None = None
    saved: PostMortem | None = None

    def __init__(self, actor: Actor, *, source: str, note: str) -> None:
        self._actor = actor
        self._source = source
        self._note = note
        self._version: int | None = None

    def importing(self, readings: Iterable[Reading], reports: Sequence[FileReport]) -> None:
        """Stores the readings; all of them land, or none does."""
        from hansei.timeline.services.import_records import import_records

        result = import_records(
            actor=self._actor,
            readings=((each.record, each.raw) for each in readings),
            reports=reports,
            incident=self.incident,
        )
        self.batch = result.batch

    def records(self, gathered: Gathered) -> Records:
        """What to draft from, once `gathered` is in the store."""
        return gathered

    def previous(self) -> Document | None:
        """The post-mortem drafted from this source before, as it stands in the store."""
        from hansei.postmortem.selectors import previous_draft

        found = previous_draft(actor=self._actor, source=self._source)
        if found is None:
            return None
        self._version = found.version
        return found.document

    def from_file(self, document: Document) -> Document:
        """A document read from a file, without the mark of the version that it was written from."""
        standing = dict(document.extra)
        mark = standing.pop(MARK, None)
        version = mark.get("version") if isinstance(mark, dict) else None
        self._version = version if isinstance(version, int) else None
        if self._version is None:
            self.previous()
        return msgspec.structs.replace(document, extra=standing)

    def kept(self, standing: Document | None) -> Kept:
        """What people decided about the timeline that stands."""
        from hansei.postmortem.selectors.kept import kept_for_draft

        name = standing.id if standing else ""
        return kept_for_draft(actor=self._actor, source=self._source, document_id=name)

    def saving(self, draft: Draft) -> tuple[int, Document]:
        """Saves the draft; its number, and the document with the mark of the saved version.

        Raises Conflict where the store holds a newer version than the draft was made over.
        """
        from hansei.postmortem.services.save_draft import save_draft

        saved = self.saved = save_draft(
            actor=self._actor,
            draft=draft,
            source=self._source,
            import_batch=self.batch,
            incident=self.incident,
            version=self._version,
            markdown=render_markdown(draft.document),
            note=self._note,
        )
        number = int(saved.number)
        mark = {"number": number, "version": int(saved.version)}
        document = msgspec.structs.replace(
            draft.document,
            id=str(saved.document_id),
            extra={**draft.document.extra, MARK: mark},
        )
        return number, document


def make_draft(
    records: Gathered,
    reports: Sequence[FileReport],
    wanted: Wanted,
    *,
    store: StoredDraft | None = None,
    written: Document | None = None,
    file: str = "postmortem.md",
    counted: _Counted = iter,
) -> Drafted:
    """Imports the records, drafts over what stands, saves the draft and runs the checks over it.

    `written` is a document that stands in a file already and may hold what a person changed; it
    goes before the store's version. `file` is where the draft will stand, for the findings.
    `counted` wraps the readings on their way into the store, to show progress.

    Raises UsageError for an unknown variant, module or zone, and what the store's services raise.
    """
    if store:
        store.importing(counted(records.readings()), reports)
    standing = _standing(written, store)
    kept = store.kept(standing) if store else NOTHING_KEPT
    every = store.records(records) if store else records
    made = draft(every, wanted.request(standing, kept))
    number, document = store.saving(made) if store else (None, made.document)
    refused = sum(report.refused for report in reports)
    counts = msgspec.structs.replace(made.timeline.counts, refused=refused)
    timeline = msgspec.structs.replace(made.timeline, counts=counts)
    saved = replace(made, document=document, timeline=timeline)
    return Drafted(saved, number, refused, tuple(_findings(document, file)))


def _standing(written: Document | None, store: StoredDraft | None) -> Document | None:
    """What stands already: the file that a person may have changed, else the store's version."""
    if store is None:
        return written
    return store.from_file(written) if written else store.previous()


def _findings(document: Document, file: str) -> Iterator[Finding]:
    """What the checks say of the draft as its Markdown file will stand."""
    yield from check(read_own(render_markdown(document), file=file), trusted=True)
