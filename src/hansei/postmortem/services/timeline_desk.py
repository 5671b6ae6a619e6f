"""What every change of a timeline shares: who may, what it is laid over, and what follows from it.

    opened(...)      the incident with its post-mortems and milestones, for changing it
    put_away(...)    lines, documents, facts and history as they stand after the change

A document shows the events and milestones of the incident that was linked first; others it only
cites. Parts of a change, inside its transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hansei.accounts.actor import Actor
from hansei.accounts.roles import Need
from hansei.audit.chain import content_digest
from hansei.domain.amendment import Line
from hansei.domain.document import Mark, Milestone
from hansei.domain.editing_timeline import (
    Change,
    Reworded,
    moved_ids,
    recited,
    with_lines,
    with_mark,
    worded_back,
)
from hansei.domain.errors import Conflict
from hansei.postmortem.access import access_incident
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.citing import OF_ONE_INCIDENT, incident_ids
from hansei.postmortem.services.change_document import replace_document
from hansei.timeline.models import Incident, TimelineChange
from hansei.timeline.selectors import own_milestones, timeline_begins
from hansei.timeline.services.write_lines import (
    line_text,
    mark_text,
    write_change,
    write_facts,
    write_lines,
)

_encode = msgspec.json.Encoder().encode
Marks = dict[Milestone, Mark]


@dataclass(frozen=True)
class Desk:
    """An incident on which somebody works. `showing` are the post-mortems whose document shows its
    timeline, in order of their numbers, `citing` those that can only cite it."""

    actor: Actor
    incident: Incident
    showing: Sequence[PostMortem]
    citing: Sequence[PostMortem]
    marks: Marks


@dataclass
class Work:
    """What a change does: lines, and milestones before and after (None: unknown).

    `cleared` are milestones that a person wants left unknown, `reworded` the blocks of documents,
    by number, that an undone change worded otherwise.
    """

    lines: Mapping[str, Change] = field(default_factory=dict)
    marks: Mapping[Milestone, tuple[Mark | None, Mark | None]] = field(default_factory=dict)
    cleared: frozenset[Milestone] = frozenset()
    reworded: Mapping[int, Sequence[Reworded]] = field(default_factory=dict)
    verb: str = ""
    note: str = ""


@dataclass(frozen=True)
class Edited:
    """A timeline after a change. `change` is None where nothing had to change, `lines` are those
    that did, `audit` is what the trail says of it."""

    incident: Incident
    marks: Marks
    change: TimelineChange | None = None
    lines: Mapping[str, Line] = field(default_factory=dict)
    audit: Mapping[str, Any] = field(default_factory=dict)


def opened(actor: Actor, incident: int, version: int | None = None) -> Desk:
    """The incident for changing it. Raises NotFound where the actor may not change it, and Conflict
    where it has another version than the one that was read (None: whatever it has)."""
    found = access_incident(actor, incident, Need.CHANGE)
    if version is not None and found.version != version:
        raise Conflict("the timeline was changed meanwhile")
    showing: list[PostMortem] = []
    citing: list[PostMortem] = []
    for each in PostMortem.objects.filter(incidents=found).order_by("number"):
        (showing if incident_ids(each)[0] == found.pk else citing).append(each)
    marks = document_of(showing[0]).milestones if showing else own_milestones(found)
    return Desk(actor, found, showing, citing, dict(marks))


def put_away(desk: Desk, work: Work) -> Edited:
    """Writes the change with all that follows from it, but for its audit entry.

    Raises Conflict where the incident or one of its post-mortems was changed since it was read.
    """
    began = timeline_begins(desk.incident)
    write_lines(desk.incident, work.lines)
    after = {**desk.marks, **{each: new for each, (_, new) in work.marks.items()}}
    marks = {each: mark for each, mark in after.items() if mark is not None}
    write_facts(
        desk.incident, changes=work.lines, before=desk.marks, after=marks, began=began,
        own=not desk.showing,
    )  # fmt: skip
    reworded = {each.number: _follow(desk, each, work) for each in (*desk.showing, *desk.citing)}
    parts = [
        (name, line_text(change.before), line_text(change.after))
        for name, change in work.lines.items()
    ]
    parts += [
        (f"milestone:{each.value}", mark_text(before), mark_text(new))
        for each, (before, new) in work.marks.items()
    ]
    parts += [
        (f"document:{number}", "", _encode(texts).decode())
        for number, texts in reworded.items()
        if texts
    ]
    change = write_change(
        desk.incident, by=str(desk.actor), verb=work.verb, note=work.note, parts=parts
    )
    lines = {name: each.after for name, each in work.lines.items() if each.after is not None}
    return Edited(desk.incident, marks, change, lines, _audit(desk, work))


def _follow(desk: Desk, post_mortem: PostMortem, work: Work) -> tuple[Reworded, ...]:
    """Brings a document in line with the change; the blocks whose citations were led elsewhere."""
    document, moved = document_of(post_mortem), moved_ids(work.lines)
    if post_mortem in desk.showing:
        document = with_lines(document, work.lines)
        for milestone, (old, new) in work.marks.items():
            if document.milestones.get(milestone) == old or not work.lines:
                cleared = milestone in work.cleared
                document = with_mark(document, milestone, new, cleared=cleared)
    else:
        moved = {_abroad(desk, name): _abroad(desk, into) for name, into in moved.items()}
    sections, reworded = recited(document.sections, moved)
    sections = worded_back(sections, work.reworded.get(post_mortem.number, ()))
    document = msgspec.structs.replace(document, sections=sections)
    replace_document(post_mortem, document, actor=desk.actor, note=f"timeline: {work.verb}")
    return reworded


def _abroad(desk: Desk, name: str) -> str:
    """How the text of a post-mortem cites an event of an incident that is not its first."""
    return (
        f"e{desk.incident.pk * OF_ONE_INCIDENT + int(name[1:])}" if name[1:].isdecimal() else name
    )


def _audit(desk: Desk, work: Work) -> dict[str, Any]:
    """What the audit trail says of the change: that it was, and digests of what stands now."""
    return {
        "version": desk.incident.version,
        "events": {
            name: content_digest(line_text(each.after)) for name, each in work.lines.items()
        },
        "milestones": {
            each.value: new.at.isoformat() if new else None for each, (_, new) in work.marks.items()
        },
        "post-mortems": {
            str(each.number): [each.version, content_digest(each.document)] for each in desk.showing
        },
    }
