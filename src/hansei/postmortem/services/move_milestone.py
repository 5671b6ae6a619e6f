"""Says when a milestone was: at an event, at a time, or that nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime

from hansei.accounts.actor import Actor
from hansei.audit.services import record_change
from hansei.domain.document import How, Mark, Milestone
from hansei.domain.editing_timeline import shown, stated_mark
from hansei.domain.errors import InputError, NotFound
from hansei.postmortem.services.timeline_desk import Desk, Edited, Work, opened, put_away
from hansei.project.bulk import storable
from hansei.project.transactions import writing
from hansei.timeline.selectors import stored_lines

MOST_NOTE = 500
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_REASON = "stated by a person"


def move_milestone(
    *,
    actor: Actor,
    incident: int,
    version: int | None,
    milestone: Milestone,
    event: str = "",
    at: datetime | None = None,
    precision_s: int = 60,
    note: str = "",
) -> Edited:
    """The timeline with a milestone as a person states it; with neither event nor time, unknown.

    `precision_s` is how exactly `at` is known, in seconds, `note` why it was moved. The figures
    follow; what stood before is kept in the history. A statement that stands already leaves no
    trace. `version` as for `edit_timeline`.

    Raises NotFound where the actor may not change the timeline or the event is not on it, Conflict
    where it was changed meanwhile, InputError for a time that cannot be.
    """
    with writing():
        desk = opened(actor, incident, version)
        before = desk.marks.get(milestone)
        mark = _wanted(desk, before, event, at, precision_s)
        if _same(mark, before):
            return Edited(desk.incident, desk.marks)
        note = " ".join(note.split())[:MOST_NOTE]
        verb = "move milestone" if mark is not None else "clear milestone"
        work = Work(
            marks={milestone: (before, mark)},
            cleared=frozenset({milestone} if mark is None else ()),
            verb=verb,
            note=storable(note),
        )
        done = put_away(desk, work)
        record_change(
            actor=actor,
            verb=verb,
            object_type="incident",
            object_id=done.incident.pk,
            changes=done.audit,
        )
        return done


def _wanted(
    desk: Desk, before: Mark | None, event: str, at: datetime | None, precision_s: int
) -> Mark | None:
    if event:
        found = shown(stored_lines(desk.incident, (event,)).get(event))
        if found is None:
            raise NotFound(f"no event {event} on this timeline")
        return stated_mark(found.at, found.precision_s, event=found, before=before, reason=_REASON)
    if at is None:
        return None
    if at.tzinfo is None or not _EARLIEST <= at < _LATEST:
        raise InputError("is outside the years 1990 to 2100, or has no zone", place="at")
    return stated_mark(at.astimezone(UTC), precision_s, event=None, before=before, reason=_REASON)


def _same(mark: Mark | None, before: Mark | None) -> bool:
    if mark is None or before is None:
        return mark is before
    stated = before.how is How.STATED
    return stated and (mark.at, mark.events) == (before.at, before.events)
