"""Changes lines of a timeline: stars, hides, rewrites, adds, removes, merges and splits them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import msgspec

from hansei.accounts.actor import Actor
from hansei.audit.services import record_change
from hansei.domain.amendment import Line
from hansei.domain.document import How, Mark, Milestone
from hansei.domain.editing_timeline import Change, marks_following
from hansei.domain.event import Event
from hansei.domain.merge import event_of
from hansei.domain.milestones import infer
from hansei.domain.timeline_edits import (
    Add,
    Build,
    Rewrite,
    Split,
    TimelineEdit,
    concerned,
    edited,
)
from hansei.postmortem.services.timeline_desk import Desk, Edited, Work, opened, put_away
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.sources import registry
from hansei.timeline.models import Incident
from hansei.timeline.selectors import (
    clocks_of,
    records_behind,
    stored_events,
    stored_lines,
    touched_lines,
    used_ids,
)


def edit_timeline(
    *, actor: Actor, incident: int, version: int | None, edit: TimelineEdit
) -> Edited:
    """The timeline after an edit of its lines, with the milestones that rest on them.

    `version` is that of the incident which the edit was made over, None for whatever it has. The
    documents that show the lines follow, and so do citations of merged ones. An edit that changes
    nothing leaves no trace.

    Raises NotFound where the actor may not change the timeline or a line is not on it, Conflict
    where it was changed meanwhile, InputError for an edit that cannot be.
    """
    with writing():
        desk = opened(actor, incident, version)
        lines = _lines(desk.incident, edit)
        after = edited(_sound(edit), lines, build=_build(desk.incident), free=_free(desk.incident))
        if not after:
            return Edited(desk.incident, marks=desk.marks)
        changes = {name: Change(lines.get(name), line) for name, line in after.items()}
        marks = _marks(desk, changes)
        done = put_away(desk, Work(lines=changes, marks=marks, verb=_verb(edit)))
        record_change(
            actor=actor,
            verb=f"{_verb(edit)} event",
            object_type="incident",
            object_id=done.incident.pk,
            changes=done.audit,
        )
        return done


def _lines(incident: Incident, edit: TimelineEdit) -> dict[str, Line]:
    lines = stored_lines(incident, concerned(edit))
    if isinstance(edit, Split):
        merged = (each for each in touched_lines(incident) if each.amendment)
        lines |= {each.event.id: each for each in merged
                  if each.amendment and each.amendment.into == edit.event}  # fmt: skip
    return lines


def _verb(edit: TimelineEdit) -> str:
    flag = getattr(edit, "key", getattr(edit, "noise", True))
    name = str(type(edit).__struct_config__.tag)
    return name if flag or isinstance(edit, Add) else {"star": "unstar", "hide": "show"}[name]


def _sound(edit: TimelineEdit) -> TimelineEdit:
    """The edit with text that either engine can hold."""
    if not isinstance(edit, Rewrite | Add):
        return edit
    found = {name: getattr(edit, name) for name in ("text", "actor")}
    sound = {name: storable(value) for name, value in found.items() if isinstance(value, str)}
    return msgspec.structs.replace(edit, **sound)


def _build(incident: Incident) -> Build:
    """Makes events of the stored records by the clocks that the timeline was aligned by."""

    def build(names: Sequence[str]) -> Event | None:
        records = [record for record, _ in records_behind(names)]
        if {f"{each.source}:{each.key}" for each in records} != set(names):
            return None
        shifts = {each.source: each.offset_s for each in clocks_of(incident) if each.applied}
        trust = {each.name: int(each.clock) for each in registry.sources()}
        return event_of(records, shifts, trust)

    return build


def _free(incident: Incident) -> Iterator[str]:
    """Ids after the highest one that was ever given: no citation may come to mean another line."""
    used = used_ids(incident)
    last = max((int(each[1:]) for each in used if each[1:].isdecimal()), default=0)
    yield from (f"e{number}" for number in count(last + 1))


def _marks(
    desk: Desk, changes: Mapping[str, Change]
) -> dict[Milestone, tuple[Mark | None, Mark | None]]:
    """The milestones that follow their events; one that lost its evidence is inferred anew."""
    marks, bare = marks_following(desk.marks, changes)
    found: dict[Milestone, Mark | None] = dict(marks)
    if bare:
        stated = {each: mark for each, mark in marks.items() if mark.how is How.STATED}
        inferred = infer(_after(desk.incident, changes), stated)
        found |= {each: inferred.get(each) for each in bare}
    return {
        each: (desk.marks.get(each), mark)
        for each, mark in found.items()
        if mark != desk.marks.get(each)
    }


def _after(incident: Incident, changes: Mapping[str, Change]) -> list[Event]:
    """The events as they will stand."""
    left = [each for each in stored_events(incident) if each.id not in changes]
    lines = (change.after for change in changes.values())
    left += [line.event for line in lines if line is not None and not line.removed]
    return sorted(left, key=lambda each: each.at)
