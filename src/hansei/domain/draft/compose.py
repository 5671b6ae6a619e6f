"""From records to a drafted document: the pure heart of `hansei draft`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count

import msgspec

from hansei.domain import policy
from hansei.domain.amendment import (
    NOTHING_KEPT,
    Kept,
    Line,
    amended,
    brought_together,
    people_together,
    standing,
    with_decided_keys,
)
from hansei.domain.belonging import of_this_incident
from hansei.domain.claims import cited_events
from hansei.domain.document import (
    Block,
    BlockKind,
    Document,
    How,
    Mark,
    Milestone,
    Section,
    dropped_name,
)
from hansei.domain.draft.dates import policy_dates
from hansei.domain.draft.facts import Facts
from hansei.domain.draft.keying import numbered, with_keys
from hansei.domain.draft.redraft import redraft
from hansei.domain.draft.rules import RULES, prompts
from hansei.domain.draft.wording import subject
from hansei.domain.editing_timeline import Change, renamed, with_lines
from hansei.domain.event import Event, Signal
from hansei.domain.merge import Aligned, Merged, aligned, aligned_like, merge_aligned
from hansei.domain.milestones import infer_from
from hansei.domain.records import Records
from hansei.domain.severity import USUAL_SCALE, Scale
from hansei.domain.timeline import Counts, Timeline
from hansei.domain.variants import SectionPlan, Variant
from hansei.domain.window import Window, find_window, has_signs

_NAMED = (Signal.DECLARED, Signal.DOWN, Signal.ALERT_FIRED, Signal.STATUS_UPDATE)


@dataclass(frozen=True)
class Request:
    """What to draft: variant, modules, zone, an explicit window, a title, what stands already.

    `previous` is the document that stands, `kept` what people decided about its timeline; `rules`
    and `scale` are the organisation's.
    """

    variant: Variant
    modules: tuple[SectionPlan, ...] = ()
    zone: tzinfo = UTC
    zone_name: str = "UTC"
    window: Window | None = None
    title: str = ""
    fallback_title: str = "Incident"
    previous: Document | None = None
    kept: Kept = NOTHING_KEPT
    trust: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    rules: policy.Policy = policy.USUAL_POLICY
    scale: Scale = USUAL_SCALE


@dataclass(frozen=True)
class Draft:
    """A drafted document with the timeline that it was drafted from.

    `lines` are those of the timeline that people touched, removed ones too; `over` are those that
    it was drafted over, as they stood then.
    """

    document: Document
    timeline: Timeline
    lines: tuple[Line, ...] = ()
    over: tuple[Line, ...] = ()


def draft(records: Records, request: Request) -> Draft:
    """Merges, finds the incident, its milestones and key events, and writes the working draft."""
    previous = request.previous
    kept = _written_since(request.kept, previous)
    found, merged = _incident(records, request)
    events, lines = standing(merged.events, kept.lines)
    inside = numbered(
        _with_written(events, previous, kept),
        previous.events if previous else (),
        cited_events(previous.sections) if previous else (),
        kept,
    )
    ours = of_this_incident(inside)
    marks = _marks(infer_from(ours, previous.milestones if previous else None), previous)
    plain = with_keys(inside, marks, ours)
    events = with_decided_keys(plain, kept.lines)
    timeline = Timeline(
        events=tuple(events),
        clocks=found.clocks,
        counts=_counts(events, merged, records.count),
        start=events[0].at if events else None,
        end=events[-1].at if events else None,
    )
    document = _document(timeline, marks, request)
    if previous:
        document = redraft(previous, document, timeline.events)
        if request.title:
            document = msgspec.structs.replace(document, title=request.title)
    lines = brought_together(lines, events, plain)
    return Draft(document, timeline, lines, request.kept.lines)


def laid_over(made: Draft, lines: Sequence[Line]) -> Draft:
    """A draft with the decisions of people that it was not drafted over, as far as it goes.

    Lines and document are theirs; what the prose says was written without them.
    """
    made = _apart(made, lines)
    plain = made.timeline.events
    found, settled = standing(plain, lines)
    events = with_decided_keys(found, lines)
    settled = brought_together(settled, events, found)
    left = {each.id for each in events}
    changes = {each.id: Change(Line(event=each), None) for each in plain if each.id not in left}
    before = {each.id: Line(event=each) for each in plain}
    changes |= {each.event.id: Change(before.get(each.event.id), each) for each in settled}
    counts = msgspec.structs.replace(
        made.timeline.counts,
        events=len(events),
        key_events=sum(each.key for each in events),
        noise=sum(each.noise for each in events),
    )
    timeline = msgspec.structs.replace(
        made.timeline,
        events=tuple(events),
        counts=counts,
        start=events[0].at if events else None,
        end=events[-1].at if events else None,
    )
    return Draft(with_lines(made.document, changes), timeline, settled, tuple(lines))


def _apart(made: Draft, lines: Sequence[Line]) -> Draft:
    """The draft with new ids for what took the id of a line that is made of other records."""
    theirs = {line.event.id: line.event.records for line in lines}
    clash = [
        each.id
        for each in made.timeline.events
        if each.id in theirs
        and (each.records or theirs[each.id])
        and set(theirs[each.id]).isdisjoint(each.records)
    ]
    if not clash:
        return made
    used = {each.id for each in made.timeline.events} | theirs.keys()
    free = (f"e{n}" for n in count(1) if f"e{n}" not in used)
    names = {name: next(free) for name in clash}
    events = tuple(
        msgspec.structs.replace(each, id=names.get(each.id, each.id))
        for each in made.timeline.events
    )
    timeline = msgspec.structs.replace(made.timeline, events=events)
    return replace(made, document=renamed(made.document, names), timeline=timeline)


def _incident(records: Records, request: Request) -> tuple[Aligned, Merged]:
    """The clocks, and the merged timeline of the stretch that is the incident."""
    together = people_together(request.kept.lines)
    span = records.span()
    if span is None:
        nothing = aligned((), request.trust)
        return nothing, merge_aligned(nothing)
    telling = records.telling()
    if not has_signs(telling):
        telling = list(records.between(*span))
    found = aligned(telling, request.trust)
    whole = Window(*span)
    window = request.window or find_window(found.records, count=records.count, whole=whole)
    if window is None or len(telling) == records.count:
        return found, merge_aligned(found, window, together)
    reach = timedelta(seconds=max((abs(each) for each in found.shifts.values()), default=0.0))
    inside = records.between(_moved(window.start, -reach), _moved(window.end, reach))
    return found, merge_aligned(aligned_like(found, inside), window, together)


def _moved(at: datetime, by: timedelta) -> datetime:
    try:
        return at + by
    except OverflowError:
        return at


def _counts(events: list[Event], merged: Merged, records: int) -> Counts:
    inside = len(merged.events) + merged.merged
    return Counts(
        records=records,
        events=len(events),
        key_events=sum(each.key for each in events),
        merged=merged.merged,
        noise=sum(each.noise for each in events),
        outside=max(0, records - inside),
    )


def _written_since(kept: Kept, previous: Document | None) -> Kept:
    """What was kept, with what people changed of the same lines in the document's text since."""
    if previous is None or not kept.lines:
        return kept
    written = {each.id: each for each in previous.events if each.by_person}
    lines = []
    for line in kept.lines:
        event = written.get(line.event.id)
        if event is None or line.removed or _says(event) == _says(line.event):
            lines.append(line)
        else:
            lines.append(
                amended(line, text=event.text, at=event.at, precision_s=event.precision_s,
                        actor=event.actor)
            )  # fmt: skip
    return kept._replace(lines=tuple(lines))


def _says(event: Event) -> tuple[object, ...]:
    return event.text, event.at, event.precision_s, event.actor


def _with_written(events: list[Event], previous: Document | None, kept: Kept) -> list[Event]:
    """The events with what a person wrote or changed in the document's text before."""
    if previous is None:
        return events
    known = {line.event.id for line in kept.lines}
    owned = {record for line in kept.lines for record in line.event.records}
    written = [
        each
        for each in previous.events
        if each.by_person and each.id not in known and owned.isdisjoint(each.records)
    ]
    if not written:
        return events
    replaced = {record for each in written for record in each.records}
    left = [each for each in events if replaced.isdisjoint(each.records)]
    return sorted((*left, *written), key=lambda each: (each.at, each.records, each.id))


def _marks(marks: dict[Milestone, Mark], previous: Document | None) -> dict[Milestone, Mark]:
    """The milestones without those that a person cleared and nobody stated since."""
    cleared = previous.dropped if previous else ()
    return {
        each: mark
        for each, mark in marks.items()
        if mark.how is How.STATED or dropped_name(each) not in cleared
    }


def _document(timeline: Timeline, marks: Mapping[Milestone, Mark], request: Request) -> Document:
    facts = Facts(
        timeline=timeline,
        milestones=marks,
        title=request.title or _title(timeline, marks, request),
        zone=request.zone,
        zone_name=request.zone_name,
        titles=request.titles,
    )
    plans = (*request.variant.sections, *request.modules)
    sections = tuple(_section(plan, facts) for plan in plans)
    cited = cited_events(sections)
    shown = [each for each in timeline.events if each.key or each.id in cited]
    return Document(
        title=facts.title,
        variant=request.variant.name,
        zone=request.zone_name,
        severity=facts.severity,
        services=facts.services,
        modules=tuple(plan.key for plan in request.modules),
        sections=_with_figures(sections),
        events=tuple(shown),
        milestones=dict(marks),
        extra=policy_dates(
            facts.milestones,
            severity=facts.severity,
            zone=facts.zone,
            rules=request.rules,
            scale=request.scale,
        ),
    )


def _section(plan: SectionPlan, facts: Facts) -> Section:
    rule = RULES.get(plan.key)
    blocks = rule(facts) if rule else []
    return Section(plan.key, plan.title, (*blocks, *prompts(plan)))


def _with_figures(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """A variant without a detection section shows the figures with its timeline."""
    kinds = {block.kind for section in sections for block in section.blocks}
    if BlockKind.MILESTONES in kinds or BlockKind.TIMELINE not in kinds:
        return sections
    return tuple(
        msgspec.structs.replace(section, blocks=(*section.blocks, Block(kind=BlockKind.MILESTONES)))
        if section.key == "timeline"
        else section
        for section in sections
    )


def _title(timeline: Timeline, marks: Mapping[Milestone, Mark], request: Request) -> str:
    """What the alert or the declaration calls it, with the day."""
    by_id = {each.id: each for each in timeline.events}
    detected = marks.get(Milestone.DETECTED)
    named = [each for each in timeline.events if each.signal in _NAMED and not each.noise]
    first = by_id.get(detected.events[0]) if detected and detected.events else None
    if first is None or first.signal not in _NAMED:
        first = named[0] if named else first
    if first is None:
        return request.fallback_title
    day = first.at.astimezone(request.zone)
    name, date = subject(first.text, 90), f"{day:%Y-%m-%d}"
    return name if date in name else f"{name} ({date})"
