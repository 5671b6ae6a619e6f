"""One incident that people work on, as tests see it."""

from __future__ import annotations

from hansei.accounts.actor import Actor, system
from hansei.audit.models import Entry
from hansei.domain.document import Document, Milestone
from hansei.domain.event import Event
from hansei.domain.timeline_edits import TimelineEdit
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.services.edit_timeline import edit_timeline
from hansei.postmortem.services.move_milestone import move_milestone
from hansei.postmortem.services.timeline_desk import Edited
from hansei.postmortem.services.undo_timeline_change import undo_timeline_change
from hansei.timeline.models import Incident
from hansei.timeline.selectors import stored_events

ACTOR = system("test")


def entries() -> int:
    return Entry.objects.count()


class Case:
    """One incident with its post-mortem, read anew each time."""

    def __init__(self, written: PostMortem) -> None:
        self.number = written.number
        incident = written.incidents.first()
        assert incident is not None
        self.pk = incident.pk

    @property
    def incident(self) -> Incident:
        return Incident.objects.get(pk=self.pk)

    @property
    def document(self) -> Document:
        return document_of(PostMortem.objects.get(number=self.number))

    def do(self, edit: TimelineEdit, actor: Actor = ACTOR) -> Edited:
        return edit_timeline(
            actor=actor, incident=self.pk, version=self.incident.version, edit=edit
        )

    def move(self, milestone: Milestone, **to: object) -> Edited:
        return move_milestone(
            actor=ACTOR,
            incident=self.pk,
            version=self.incident.version,
            milestone=milestone,
            **to,  # type: ignore[arg-type]
        )

    def undo(self, done: Edited) -> Edited:
        assert done.change is not None
        return undo_timeline_change(actor=ACTOR, incident=self.pk, change=done.change.pk)

    def events(self) -> dict[str, Event]:
        return {each.id: each for each in stored_events(self.incident)}

    def named(self, words: str) -> str:
        return next(name for name, each in self.events().items() if words in each.text)

    def state(self) -> tuple[object, ...]:
        return self.events(), self.document.events, self.document.milestones, self.document.sections
