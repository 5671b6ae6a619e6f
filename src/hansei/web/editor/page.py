"""What the pages of a post-mortem show of its document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext
from markupsafe import Markup

from hansei.accounts.actor import Actor
from hansei.domain.claims import cited_events
from hansei.domain.document import Block, BlockKind, Document, Mark, Milestone, Section
from hansei.domain.errors import NotFound
from hansei.domain.findings import Level
from hansei.domain.metrics import Figure, Status, figures
from hansei.domain.public_words import is_released
from hansei.domain.section_text import section_digest, section_text
from hansei.domain.writing import handles
from hansei.editing.look import Look, Marked, Noted
from hansei.editing.seen import seen
from hansei.organisation.selectors import scale, variants
from hansei.postmortem.selectors import document_of, post_mortem
from hansei.postmortem.selectors.citing import (
    Cited,
    EvidenceShown,
    beside,
    cited_in,
    events_named,
    evidence_of,
    incident_ids,
)
from hansei.postmortem.selectors.writing import linked_incidents, may_change
from hansei.web.editor.prompts import prompts_of
from hansei.web.editor.prose import cited
from hansei.web.templating import system

if TYPE_CHECKING:
    from hansei.postmortem.models import PostMortem
    from hansei.timeline.models import Incident


class BlockShown(NamedTuple):
    """One block. `kind` is "text", "timeline" or "milestones"; only the first has `html`."""

    kind: str
    anchor: str
    html: Markup = Markup("")
    public: bool = False


class SectionShown(NamedTuple):
    """One section, for reading and for writing. `number` counts from 1."""

    handle: str
    key: str
    title: str
    number: int
    blocks: tuple[BlockShown, ...]
    text: str
    digest: str
    prompts: tuple[str, ...]


class Stone(NamedTuple):
    """A milestone, known or not."""

    label: str
    mark: Mark | None
    is_wide: bool


class FigureShown(NamedTuple):
    """A figure with its range, where the milestones leave one open."""

    title: str
    meaning: str
    seconds: float | None
    least: float | None
    most: float | None
    invalid: bool


class Source(NamedTuple):
    """What a citation leads to. `address` is "" where there is nothing to open."""

    id: str
    text: str
    at: datetime | None = None
    source: str = ""
    who: str = ""
    address: str = ""
    missing: bool = False


class Sheet(NamedTuple):
    """A post-mortem as its pages show it to one person."""

    post_mortem: PostMortem
    document: Document
    sections: tuple[SectionShown, ...]
    stones: tuple[Stone, ...]
    figures: tuple[FigureShown, ...]
    sources: tuple[Source, ...]
    incidents: tuple[Incident, ...]
    look: Look
    may_change: bool
    variant: str
    rank: int | None

    @property
    def errors(self) -> int:
        return self.look.count(Level.ERROR)

    @property
    def warnings(self) -> int:
        return self.look.count(Level.WARNING)

    @property
    def notes(self) -> int:
        return self.look.count(Level.NOTE)

    @property
    def worth_a_look(self) -> tuple[Noted, ...]:
        """The findings without the notes, the worst first."""
        kept = [each for each in self.look.findings if each.level is not Level.NOTE]
        return tuple(sorted(kept, key=lambda each: -each.level.rank))

    def anchor(self, place: Noted | Marked) -> str:
        """Where on the page a finding or a mark stands."""
        return anchor(place.section, place.block)

    def title_of(self, handle: str) -> str:
        """The title of a section by its handle."""
        return next((each.title for each in self.sections if each.handle == handle), "")


def sheet(*, actor: Actor, number: int) -> Sheet:
    """The post-mortem for its pages. Raises NotFound where the actor may not read it."""
    found = post_mortem(actor=actor, number_or_id=number)
    document = document_of(found)
    linked, evidence = incident_ids(found), evidence_of(found)
    incidents = tuple(linked_incidents(actor=actor, found=found, linked=linked))
    names = _names(document)
    events = events_named(found, beside(document, names), linked=linked)
    plan = variants().get(document.variant)
    return Sheet(
        post_mortem=found,
        document=document,
        sections=tuple(_sections(document)),
        stones=tuple(_stones(document)),
        figures=tuple(_figures(document)),
        sources=tuple(
            _sources(found, names, cited_in(document, names, events, linked), evidence, incidents)
        ),
        incidents=incidents,
        look=seen(found, evidence=evidence, events=events),
        may_change=may_change(actor=actor, found=found),
        variant=plan.title if plan else document.variant,
        rank=scale().rank(document.severity),
    )


def section_shown(document: Document, handle: str) -> SectionShown:
    """One section by its handle. Raises NotFound."""
    for each in _sections(document):
        if each.handle == handle:
            return each
    raise NotFound(f"no section {handle}")


def anchor(handle: str, block: int) -> str:
    """The anchor of a block, or of its section where it is of none."""
    if not handle:
        return "page"
    return f"{handle}--{block + 1}" if block >= 0 else handle


def blocks_shown(handle: str, blocks: Iterable[Block]) -> tuple[BlockShown, ...]:
    """The blocks of a section as they are read."""
    table = gettext("Table")
    return tuple(
        BlockShown(each.kind.value, anchor(handle, at), cited(each.text, table=table),
                   is_released(each))
        if each.kind is BlockKind.TEXT
        else BlockShown(each.kind.value, anchor(handle, at))
        for at, each in enumerate(blocks)
    )  # fmt: skip


def _sections(document: Document) -> Iterable[SectionShown]:
    pairs: Sequence[tuple[str, Section]] = list(
        zip(handles(document), document.sections, strict=True)
    )
    for number, (handle, section) in enumerate(pairs, start=1):
        yield SectionShown(
            handle=handle,
            key=section.key,
            title=section.title,
            number=number,
            blocks=blocks_shown(handle, section.blocks),
            text=section_text(section),
            digest=section_digest(section),
            prompts=prompts_of(document, section),
        )


def _stones(document: Document) -> Iterable[Stone]:
    for each in Milestone:
        mark = document.milestones.get(each)
        wide = bool(mark and (mark.latest - mark.earliest).total_seconds() > 1)
        yield Stone(gettext(each.label), mark, wide)


def _figures(document: Document) -> Iterable[FigureShown]:
    for each in figures(document.milestones).values():
        yield _figure(each)


def _figure(figure: Figure) -> FigureShown:
    definition = figure.definition
    known = figure.status is not Status.MISSING
    spread = (
        known and figure.least is not None and figure.most is not None
        and figure.most - figure.least > 2
    )  # fmt: skip
    return FigureShown(
        title=gettext(definition.title),
        meaning=gettext("%(start)s to %(end)s")
        % {"start": gettext(definition.start.label), "end": gettext(definition.end.label)},
        seconds=figure.seconds if known else None,
        least=figure.least if spread else None,
        most=figure.most if spread else None,
        invalid=figure.status is Status.INVALID,
    )


def _names(document: Document) -> set[str]:
    """Everything that the text and the milestones cite, in small letters."""
    names = {each.lower() for each in cited_events(document.sections)}
    return names | {event.lower() for mark in document.milestones.values() for event in mark.events}


def _sources(
    found: PostMortem, names: set[str], events: Iterable[Cited],
    evidence: Iterable[EvidenceShown], incidents: Iterable[Incident],
) -> Iterable[Source]:  # fmt: skip
    """What the names stand for: the events in time, evidence, then what is unknown."""
    known: set[str] = set()
    open_to = {each.pk for each in incidents}
    for event, incident in events:
        known.add(event.id.lower())
        yield Source(
            event.id, event.text, event.at,
            ", ".join(map(system, event.sources or (event.source,))), event.actor or "",
            f"/incidents/{incident}/timeline/#{event.id}" if incident in open_to else "",
        )  # fmt: skip
    for piece in evidence:
        if piece.id in names:
            known.add(piece.id)
            yield Source(
                piece.id, piece.title, source=gettext("evidence"),
                address=f"/postmortems/{found.number}/evidence/#{piece.id}",
                missing=piece.removed,
            )  # fmt: skip
    for name in sorted(names - known, key=lambda each: (len(each), each)):
        yield Source(name, gettext("Nothing in the timeline has this name."), missing=True)
