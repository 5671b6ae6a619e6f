"""Takes back one change of a timeline, as long as nobody changed the same lines since."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.utils import timezone

from hansei.accounts.actor import Actor
from hansei.audit.services import record_change
from hansei.domain.amendment import Line, amended
from hansei.domain.document import Mark, Milestone
from hansei.domain.editing_timeline import Change, Reworded
from hansei.domain.errors import Conflict, NotFound
from hansei.postmortem.services.timeline_desk import Desk, Edited, Work, opened, put_away
from hansei.project.transactions import writing
from hansei.timeline.models import ChangedPart, TimelineChange
from hansei.timeline.selectors import stored_lines

_decode_line = msgspec.json.Decoder(Line).decode
_decode_mark = msgspec.json.Decoder(Mark).decode
_decode_reworded = msgspec.json.Decoder(tuple[Reworded, ...]).decode
_OF_MILESTONE, _OF_DOCUMENT = "milestone:", "document:"


def undo_timeline_change(*, actor: Actor, incident: int, change: int) -> Edited:
    """The timeline without that change (a key of `TimelineChange`).

    A line that the change added is removed, so that its id stays its own. Raises NotFound where
    the actor may not change the timeline or there is no such change, and Conflict where it was
    undone already, or something that it changed was changed again since.
    """
    with writing():
        desk = opened(actor, incident)
        done = TimelineChange.objects.filter(incident=desk.incident, pk=change).first()
        if done is None:
            raise NotFound(f"no change {change} of this timeline")
        if done.undone is not None:
            raise Conflict("this was taken back already")
        parts = list(done.parts.order_by("pk"))
        marks = _marks(desk, [each for each in parts if each.what.startswith(_OF_MILESTONE)])
        work = Work(
            lines=_lines(desk, [each for each in parts if ":" not in each.what]),
            marks=marks,
            cleared=frozenset(each for each, (_, new) in marks.items() if new is None),
            reworded=_reworded(parts),
            verb=f"undo {done.verb}",
        )
        result = put_away(desk, work)
        TimelineChange.objects.filter(pk=done.pk).update(
            undone=timezone.now(), undone_by=str(actor)
        )
        record_change(
            actor=actor,
            verb="undo timeline change",
            object_type="incident",
            object_id=result.incident.pk,
            changes={**result.audit, "undone": done.pk},
        )
        return result


def _lines(desk: Desk, parts: Sequence[ChangedPart]) -> dict[str, Change]:
    standing = stored_lines(desk.incident, [each.what for each in parts])
    split = next((each.what for each in parts if each.before and each.after), "")
    return {each.what: _back(each, standing.get(each.what), split) for each in parts}


def _back(part: ChangedPart, standing: Line | None, split: str) -> Change:
    after = _decode_line(part.after)
    if standing is None or standing.amendment != after.amendment:
        raise Conflict(f"{part.what} was changed again since")
    if not part.before:
        # A part of a split line goes back into that one, whose records it holds.
        return Change(standing, amended(standing, removed=True, into=split))
    before = _decode_line(part.before)
    if standing == after:
        return Change(standing, before)
    if _made_of(before) != _made_of(after):
        raise Conflict(f"{part.what} was drafted again since")
    return Change(standing, _laid_over(standing, before))


def _made_of(line: Line) -> object:
    return line.amendment and (line.amendment.records, line.amendment.into)


def _laid_over(standing: Line, before: Line) -> Line:
    """What people had decided before, over what drafting has made of the line since."""
    drafted = standing.drafted or standing.event
    if before.amendment is None:
        return Line(event=drafted)
    fields = {name: getattr(before.amendment, name) for name in before.amendment.__struct_fields__}
    return amended(Line(event=drafted), **fields)


def _marks(
    desk: Desk, parts: Sequence[ChangedPart]
) -> dict[Milestone, tuple[Mark | None, Mark | None]]:
    found: dict[Milestone, tuple[Mark | None, Mark | None]] = {}
    for part in parts:
        milestone = Milestone(part.what.removeprefix(_OF_MILESTONE))
        before = _decode_mark(part.before) if part.before else None
        after = _decode_mark(part.after) if part.after else None
        standing = desk.marks.get(milestone)
        if standing != after:
            raise Conflict(f"{milestone.label} was changed again since")
        found[milestone] = (standing, before)
    return found


def _reworded(parts: Sequence[ChangedPart]) -> dict[int, tuple[Reworded, ...]]:
    return {
        int(each.what.removeprefix(_OF_DOCUMENT)): _decode_reworded(each.after)
        for each in parts
        if each.what.startswith(_OF_DOCUMENT)
    }
