"""Files that are added to an incident: its timeline is drafted again from old and new records."""

from __future__ import annotations

from hansei.accounts.actor import Actor
from hansei.domain.amendment import Kept
from hansei.domain.document import Document
from hansei.domain.records import Records
from hansei.drafting.pipeline import StoredDraft
from hansei.drafting.stored import WithStored
from hansei.postmortem.access import visible
from hansei.postmortem.models import PostMortem
from hansei.postmortem.selectors import document_of
from hansei.postmortem.selectors.kept import main_incident
from hansei.sources.spool import Gathered
from hansei.timeline.models import Incident
from hansei.timeline.selectors import kept_timeline


class Addition(StoredDraft):
    """A draft over an incident that was reached through access, and over its first post-mortem.

    What people told, wrote or decided stays. Where there is no post-mortem yet, one is made.
    """

    def __init__(self, actor: Actor, incident: Incident, *, note: str) -> None:
        written = visible(actor, PostMortem.objects.filter(incidents=incident)).order_by("number")
        self._standing = next((each for each in written if main_incident(each) == incident), None)
        source = self._standing.source if self._standing else f"incident:{incident.pk}"
        super().__init__(actor, source=source, note=note)
        self.incident = incident

    def records(self, gathered: Gathered) -> Records:
        assert self.incident is not None
        earlier = self.incident.imports.all()
        return WithStored(gathered, earlier.exclude(pk=self.batch.pk) if self.batch else earlier)

    def previous(self) -> Document | None:
        if self._standing is None:
            return None
        self._version = self._standing.version
        return document_of(self._standing)

    def kept(self, standing: Document | None) -> Kept:  # noqa: ARG002 - asked of the incident
        assert self.incident is not None
        return kept_timeline(self.incident)
